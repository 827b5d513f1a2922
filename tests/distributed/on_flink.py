"""Runs a command beside a Flink job server with an embedded mini cluster, where nothing but loopback exists.

usage: python tests/distributed/on_flink.py COMMAND...

`{job_endpoint}` in the command is replaced by the job server's address. The job server binds every address whatever its
--job-host says, and so do Flink's blob server and Python's LOOPBACK worker: hence the network namespace, which has no
interface but its own lo. The namespace of processes ends all of them with this one, however it ends.
"""

import fcntl
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).parent))
from jars import JarsMissing, flink_jars

NAMESPACES = ("unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child")
INSIDE = "ZHENGWEN_ON_FLINK_INSIDE"
START_SECONDS = 120
JVM = ("-Xmx1g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""A server that lives for one job: little is worth compiling well, and the processor time of a short job falls by two fifths."""
IMPOSSIBLE = 77
"""The exit code that says that this machine can't: the one that Automake takes for a skipped test."""

SIOCSIFFLAGS, IFF_UP = 0x8914, 1
"""netdevice(7)."""


def raise_loopback() -> None:
    """Bring the new namespace's loopback interface up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        fcntl.ioctl(device, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))


@contextmanager
def job_server(jars: Path, scratch: Path) -> Iterator[str]:
    """A running job server; gives its address, and ends it by its process id."""
    ports = ["--job-port=0", "--artifact-port=0", "--expansion-port=0"]
    driver = ["java", *JVM, f"-Djava.io.tmpdir={scratch}", "-cp", f"{jars}/*", "org.apache.beam.runners.flink.FlinkJobServerDriver"]
    with (scratch / "job-server.log").open("wb") as log:
        server = subprocess.Popen([*driver, "--job-host=127.0.0.1", *ports, f"--artifacts-dir={scratch}/artifacts"], stdout=log, stderr=log)
    try:
        yield _address(server, scratch / "job-server.log")
    finally:
        server.terminate()
        server.wait()


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """The address that the job server says it listens on."""
    until = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < until:
        if found := re.search(r"JobService started on \S+:(\d+)\s", log.read_text("utf-8", "replace")):
            return f"127.0.0.1:{found[1]}"
        time.sleep(0.1)
    raise RuntimeError(f"the job server did not start:\n{log.read_text('utf-8', 'replace')[-2000:]}")


def isolate(command: Sequence[str]) -> NoReturn:
    """Start this script again with the jars in place, in namespaces of its own.

    Raises JarsMissing, OSError or CalledProcessError where this machine can't.
    """
    os.environ[INSIDE] = str(flink_jars())
    subprocess.run([*NAMESPACES, "true"], check=True)
    os.execvp(NAMESPACES[0], [*NAMESPACES, sys.executable, __file__, *command])  # noqa: S606  no shell is wanted


def main(command: Sequence[str]) -> int:
    """Run the command; returns its exit code. When it fails, the job server's log goes to standard error."""
    if INSIDE not in os.environ:
        try:
            isolate(command)
        except (JarsMissing, OSError, subprocess.CalledProcessError) as missing:
            sys.stderr.write(f"no Flink here: {missing}\n")
            return IMPOSSIBLE
    raise_loopback()
    with tempfile.TemporaryDirectory() as scratch, job_server(Path(os.environ[INSIDE]), Path(scratch)) as address:
        code = subprocess.run([part.replace("{job_endpoint}", address) for part in command], check=False).returncode
        if code:
            sys.stderr.write(Path(scratch, "job-server.log").read_text("utf-8", "replace"))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
