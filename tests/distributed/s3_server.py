"""A real S3 server on loopback: versitygw, built from the Go module proxy with every module's sum in gateway/go.sum, over a folder on the disk."""

import fcntl
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import botocore.session
import pytest

GATEWAY = Path(__file__).parent / "gateway"
PACKAGE = "github.com/versity/versitygw/cmd/versitygw"
BUILD_SECONDS = 900
START_SECONDS = 60
NAMED = "ZHENGWEN_S3_SERVER"
"""The variable that names a versitygw that is there already."""
ACCESS, SECRET = "ZWTESTACCESSKEY00001", "zw-test-secret-that-no-output-may-hold"


@dataclass(frozen=True)
class Server:
    """A server that runs, with a bucket."""

    endpoint: str
    root: Path
    bucket: str = "lakes"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead a command to it."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def files(self, prefix: str) -> dict[str, bytes]:
        """The objects below a prefix, from the server's disk."""
        folder = self.root / self.bucket / prefix
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def server_program() -> Path:
    """The server's program, built where it isn't yet; skips, saying why, where that can't be."""
    if NAMED in os.environ:
        return Path(os.environ[NAMED])
    if shutil.which("go") is None:
        pytest.skip(f"no Go to build an S3 server with, and {NAMED} names none")
    digest = sha256((GATEWAY / "go.sum").read_bytes() + (GATEWAY / "go.mod").read_bytes()).hexdigest()[:16]
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhengwen-tests"
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / f"versitygw-{digest}"
    with (folder / "building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers of a test run build it once
        if not program.exists():
            _build(program)
    return program


def _build(program: Path) -> None:
    made = program.with_suffix(".tmp")
    command = ["go", "build", "-mod=readonly", "-o", made, PACKAGE]
    environment = {**os.environ, "GOTOOLCHAIN": "local", "GOFLAGS": "-buildvcs=false"}
    done = subprocess.run(command, cwd=GATEWAY, env=environment, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False)
    if done.returncode:
        pytest.skip(f"the S3 server can't be built: {done.stderr.strip()[-300:]}")
    made.replace(program)


@contextmanager
def s3_server(scratch: Path) -> Iterator[Server]:
    """A running server with an empty bucket, ended by its process id."""
    program, port, root = server_program(), _free_port(), scratch / "objects"
    (root / "lakes").mkdir(parents=True)
    environment = {**os.environ, "ROOT_ACCESS_KEY": ACCESS, "ROOT_SECRET_KEY": SECRET}
    command = [program, "--port", f"127.0.0.1:{port}", "--quiet", "--keep-alive", "posix", root]
    with (scratch / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait(process, port, scratch / "server.log")
        yield Server(f"http://127.0.0.1:{port}", root)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as tried:
            if not tried.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.05)
    pytest.fail(f"the S3 server doesn't start: {log.read_text()[-500:]}")


def client(environment: Mapping[str, str]) -> object:
    """A client of the tests' own."""
    session = botocore.session.get_session()
    return session.create_client(
        "s3",
        region_name="us-east-1",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
