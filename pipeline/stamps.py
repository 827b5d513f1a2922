"""What a file looked like when it was read, so that a later run can tell without reading that it is the same."""

import os
from itertools import repeat
from pathlib import Path

from pipeline.lake.ledger_rows import SourceRow
from schemas.inputs import Source

RESTED_NS = 2_000_000_000
"""A file that changed less than this before it was looked at may change again within the same tick of its time stamps (git calls
such an entry racily clean). Two seconds is FAT's tick, the coarsest there is."""


def source_row(source: Source, now_ns: int) -> SourceRow:
    """The ledger's row of a source as it lies there now, with no pages yet; take it before the source is read.

    The stamp holds size, time of last modification and time of last change of the file, and of its sidecar. The last can't be
    set by hand: it tells a file that was replaced by one of equal size and copied time. Raises OSError where the file is gone.
    """
    if source.stamp:  # an object is put whole, and another one has another stamp
        return SourceRow(source.uri, source.size, source.mtime_ns, source.stamp, settled=True, pages=0)
    states = [os.stat(path) for path in (source.path, source.sidecar) if path is not None]
    return SourceRow(
        uri=source.uri,
        size=states[0].st_size,
        mtime_ns=states[0].st_mtime_ns,
        stamp=" ".join(map(stamp_of, states)),
        settled=max(map(last_change, states, repeat(now_ns))) + RESTED_NS <= now_ns,
        pages=0,
    )


def rests(path: Path, now_ns: int) -> bool:
    """Whether a file has gone unchanged for RESTED_NS: a crawler that is still writing touches it more often."""
    return last_change(path.stat(), now_ns) + RESTED_NS <= now_ns


def stamp_of(state: os.stat_result) -> str:
    """A file's part of a stamp."""
    return f"{state.st_size}:{state.st_mtime_ns}:{state.st_ctime_ns}"


def last_change(state: os.stat_result, now_ns: int) -> int:
    """When a file last changed, in nanoseconds.

    A time of modification that lies in the future was set by hand, as unpacking and downloading do, and tells nothing; the time of
    change can't be set, and every write moves it.
    """
    return state.st_ctime_ns if state.st_mtime_ns > now_ns else max(state.st_mtime_ns, state.st_ctime_ns)
