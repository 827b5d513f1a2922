"""What goes wrong outside the program, as one line that says what to do."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

REBUILD_ADVICE = "restore it from a copy, or have it built anew from the tables by: zhengwen verify --repair"
"""What to do about a ledger that is lost."""

ADVICE: dict[int, str] = {
    errno.ENOSPC: "the disk is full: make room, then run the same command again",
    errno.EDQUOT: "the disk quota is used up: make room, then run the same command again",
    errno.EACCES: "permission is denied: give this user the right to write there",
    errno.EPERM: "permission is denied: give this user the right to write there",
    errno.EROFS: "the file system is mounted read-only: choose another lake, or mount it for writing",
    errno.EIO: "the disk reports an error: check it before anything else is written",
    errno.EMFILE: "too many files are open: raise the limit (ulimit -n), then run the same command again",
    errno.ENFILE: "the system has too many files open: close other programs, then run the same command again",
    errno.ENOTDIR: "a part of the path is a file: choose a path of folders",
    errno.ENAMETOOLONG: "the path is too long: choose a shorter one",
}
"""What the user can do about an error of the operating system."""


class LakeError(Exception):
    """The lake can't be used as asked; the message is one line that says why and what to do."""


class UsageError(Exception):
    """The command line asks for what can't be done; the message is one line that says what to change."""


class LakeBusy(LakeError):
    """Another process is writing to the lake."""


class ClusterError(LakeError):
    """The cluster could not do the work; nothing of it is in the lake."""


def advice(error: OSError) -> str:
    """One line on what happened, where, and what to do."""
    reason = ADVICE.get(error.errno or 0, error.strerror or str(error))
    where = error.filename2 or error.filename
    return f"{os.fsdecode(where)}: {reason}" if isinstance(where, str | bytes | os.PathLike) else reason


@contextmanager
def told_as_lake_error(doing: str) -> Iterator[None]:
    """Turn errors of the operating system and of SQLite into a LakeError that starts with what was being done."""
    try:
        yield
    except OSError as error:
        raise LakeError(f"{doing}: {advice(error)}") from error
    except sqlite3.Error as error:
        raise LakeError(f"{doing}: the ledger (_state/ledger.sqlite): {sqlite_advice(error)}") from error


def sqlite_advice(error: sqlite3.Error) -> str:
    """What happened to the ledger, and what to do."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return ADVICE[errno.ENOSPC]
    if code == sqlite3.SQLITE_IOERR:
        return "the disk is full or reports an error: make room or check it, then run the same command again"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "another process holds it: wait for it to end, then run the same command again"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return f"{error}: give this user the right to write to the lake's _state folder, and see that its disk has room"
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return f"{error}: it is damaged: {REBUILD_ADVICE}"
    return str(error)
