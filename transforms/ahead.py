"""Files that are read next, asked of the disk while others are worked on: a small file that isn't in memory is else waited for alone."""

import os
from collections.abc import Iterable
from contextlib import suppress

from schemas.inputs import Source

SIDECAR_BYTES = 1 << 16
"""Of metadata beside a page; more is read when it is needed."""
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


def ask_ahead(sources: Iterable[Source]) -> None:
    """Have the system bring files to memory, as far as they are to be read, and don't wait for it; nothing where it doesn't know how to.

    What is amiss with a file is left for reading to tell. The advice is POSIX_FADV_WILLNEED of posix_fadvise(2).
    """
    if not hasattr(os, "posix_fadvise"):
        return
    for source in sources:
        if source.spill is None:
            _ask(source.path, source.start, (source.size if source.end is None else source.end) - source.start)
            if source.sidecar is not None:
                _ask(source.sidecar, 0, SIDECAR_BYTES)


def _ask(path: str, start: int, size: int) -> None:
    with suppress(OSError, ValueError):
        descriptor = os.open(path, _FLAGS)
        try:
            os.posix_fadvise(descriptor, start, max(size, 1), os.POSIX_FADV_WILLNEED)  # of no bytes would mean all that there are
        finally:
            os.close(descriptor)
