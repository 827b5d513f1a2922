"""Who this process is, for other writers of the same lake: on which machine, and whether it is still there."""

import os
import secrets
import socket
import sys
from pathlib import Path

from pipeline.store.head import Holder

UNKNOWN = ""


def this_process() -> Holder:
    """This process as the one that writes, with a token that no other has; the command without its arguments, which may hold anything."""
    command = " ".join((Path(sys.argv[0]).name, *sys.argv[1:2]))
    return Holder(secrets.token_hex(8), machine(), os.getpid(), started(os.getpid()), socket.gethostname(), command[:100])


def has_ended(holder: Holder) -> bool:
    """Whether a process of this machine is no longer there; False where that can't be told."""
    if holder.machine != machine() or not holder.started:
        return False
    return started(holder.pid) != holder.started


def machine() -> str:
    """This machine since it was started, and the process numbers of this container; they say nothing beyond it."""
    try:
        return f"{Path('/proc/sys/kernel/random/boot_id').read_text().strip()} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return socket.gethostname()


def started(pid: int) -> str:
    """When a process began, in the kernel's ticks; empty where there is none, or the system doesn't say."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return UNKNOWN
