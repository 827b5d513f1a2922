"""Namespaces of its own for a script: no network interface but its own loopback, and no process that outlives it.

Beam's job server binds every address whatever its --job-host says, and so do Flink's blob server and Python's LOOPBACK worker:
hence the network namespace. The namespace of processes ends all of them with the script, however it ends.
"""

import fcntl
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

sys.path.insert(0, str(Path(__file__).parent))
from jars import JarsMissing, flink_jars

NAMESPACES = ("unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
INSIDE = "ZHENGWEN_ON_FLINK_INSIDE"
"""The variable that names the jars' folder to a script that is inside already."""
IMPOSSIBLE = 77
"""The exit code that says that this machine can't: the one that Automake takes for a skipped test."""

SIOCSIFFLAGS, IFF_UP = 0x8914, 1
"""netdevice(7)."""


def enter(script: str, arguments: Sequence[str], also: Sequence[Path] = ()) -> Path:
    """Give the jars' folder to a script that runs inside; start it again there where it doesn't. Ends with IMPOSSIBLE where this machine can't.

    Inside nothing can be fetched: `also` names what else of `jars.py` will be wanted there.
    """
    if INSIDE not in os.environ:
        try:
            for wanted in also:
                flink_jars(wanted)
            _isolate(script, arguments)
        except (JarsMissing, OSError, subprocess.CalledProcessError) as missing:
            sys.stderr.write(f"no Flink here: {missing}\n")
            sys.exit(IMPOSSIBLE)
    _raise_loopback()
    return Path(os.environ[INSIDE])


def _isolate(script: str, arguments: Sequence[str]) -> NoReturn:
    """Raises JarsMissing, OSError or CalledProcessError where this machine can't."""
    os.environ[INSIDE] = str(flink_jars())
    subprocess.run([*NAMESPACES, "true"], check=True)
    os.execvp(NAMESPACES[0], [*NAMESPACES, sys.executable, script, *arguments])  # noqa: S606  no shell is wanted


def _raise_loopback() -> None:
    """Bring the new namespace's loopback interface up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
        fcntl.ioctl(device, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))
