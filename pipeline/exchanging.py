"""Two names of a file system change places in one step: Linux's renameat2 with RENAME_EXCHANGE, which Python's os doesn't have.

The packages that wrap it come as wheels for some processors only, or have the number of the system call of one of them.
"""

import ctypes
import errno
import os
from functools import cache
from pathlib import Path
from typing import Any

AT_FDCWD = -100
RENAME_EXCHANGE = 2
"""Both of linux/fcntl.h and linux/fs.h, the same on every processor; see renameat2(2)."""

NOT_HERE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP)
"""What a kernel or a file system says that can't do it."""


@cache
def _renameat2() -> Any:
    """The function of the C library (glibc 2.28, musl 1.2.6); None where it has none."""
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


def exchange(one: Path, other: Path) -> bool:
    """Let two paths change places; False, and nothing done, where the system can't. Raises OSError where the disk refuses."""
    function = _renameat2()
    if function is None:
        return False
    if function(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), ctypes.c_uint(RENAME_EXCHANGE)) == 0:
        return True
    code = ctypes.get_errno()
    if code in NOT_HERE:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))
