"""One writer a lake: a lock that the operating system drops when its owner ends, however it ends."""

import contextlib
import fcntl
import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pipeline.errors import LakeBusy, told_as_lake_error
from pipeline.lake.added_tables import settle_added
from pipeline.lake.folders import Lake
from pipeline.store.hold import holding, note_added

POLL_SECONDS = 0.02

_held: set[int] = set()
"""Descriptors of the locks that this process holds; a forked child closes its copies, so that no worker outlives its parent as an owner."""


def _let_go_in_child() -> None:
    for descriptor in _held:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go_in_child)


@contextmanager
def writing(lake: Lake, wait_seconds: float = 0.0, *, knowing_all: bool = True) -> Iterator[None]:
    """Hold the lake's lock for the time of the `with` block.

    Another owner is waited for up to `wait_seconds`; then LakeBusy says who it is. The lock file itself is never removed: two
    processes could then each hold a lock on a file of that name.

    Those who wait stand in a queue of one, in front of which the others wait, so that an owner that takes the lock again and
    again lets them in between.

    Raises LakeError where the lake has tables of record types that this process doesn't know; `knowing_all` unset, it is let in all the same.
    """
    deadline = time.monotonic() + wait_seconds
    with locked(lake, deadline), holding(lake, deadline):
        if knowing_all:
            settle_added(lake)
            note_added(lake)
        yield


@contextmanager
def locked(lake: Lake, deadline: float) -> Iterator[None]:
    """As `writing`, by time.monotonic, without holding a lake in a store: of such a one it guards the working folder only."""
    with _held_file(lake.queue_file, lake, deadline):
        lock = ExitStack()
        descriptor = lock.enter_context(_held_file(lake.lock_file, lake, deadline))
    with lock:
        _sign(descriptor)
        yield


@contextmanager
def _held_file(path: Path, lake: Lake, deadline: float) -> Iterator[int]:
    """Hold a lock on a file, made where it is missing; gives its descriptor."""
    with told_as_lake_error(f"cannot lock the lake {lake.root}"):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    _held.add(descriptor)
    try:
        while not _try_lock(descriptor):
            if time.monotonic() >= deadline:
                raise LakeBusy(f"{lake.root} is being written by {owner(lake.lock_file)}: wait for it to end, or stop it")
            time.sleep(POLL_SECONDS)
        yield descriptor
    finally:
        _held.discard(descriptor)
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int) -> None:
    """Write down who holds the lock, for the message that others get; a full disk must not keep the owner from working."""
    text = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "command": " ".join(sys.argv)[:200]})
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, text.encode(errors="replace"), 0)


def owner(lock_file: Path) -> str:
    """Who holds, or last held, the lock, in words."""
    try:
        found = json.loads(lock_file.read_bytes())
        return f"process {found['pid']} on {found['host']} ({found['command']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
