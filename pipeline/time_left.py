"""How long a run will still take, from how far it has come: a pure function of what was seen.

Work is reading, which goes by bytes, and merging, which goes by files: one a table and day that a slice touches. How many these will be
is told by the days of the pages read so far. Work goes at a rate that changes little in a run, so what is left takes as long as what is
done took, in proportion. Once a slice is committed its time is known with all that belongs to it: the mean is then taken of
that and of the others' being like it.
"""

from dataclasses import dataclass

FILE_BYTES = 1_000
"""So many bytes of pages are read, extracted and staged in the time in which one file is merged, synced and put in place. Measured
on two cores and a busy disk: from 900 (9.5 MB of pages, 1,240 files) to 2,200 (18.9 MB, 2,439 files)."""
MERGED_SHARE = 0.8
"""How much of that is done when the file is merged, and not yet in its place."""
LEAST_SEEN = 0.02
"""The share of the bytes below which nothing is foretold."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a run was at a moment; of slices committed and, from `slice_bytes` on, of the one at hand."""

    seconds: float
    """Since the run began."""
    committed: int = 0
    """Bytes of slices committed."""
    files: int = 0
    """Files that these put in place."""
    slice_size: int = 0
    """Bytes of the slice at hand; 0 between slices."""
    slice_bytes: int = 0
    """How many of them have been read."""
    slice_files: int = 0
    """How many files the pages read so far will change."""
    merged: int = 0
    """How many of those are merged."""
    committed_at: float = 0.0
    """The second of the last commit; 0 before the first."""


def work_done(seen: Seen) -> float:
    """What has been done, in bytes of reading."""
    return seen.committed + seen.slice_bytes + FILE_BYTES * (seen.files + MERGED_SHARE * seen.merged)


def work_in_all(seen: Seen, total: int) -> float:
    """What there is to do, in bytes of reading: the slices to come are taken to be like those that were."""
    size = min(seen.slice_size, total - seen.committed)
    to_come = total - seen.committed - size
    files_a_byte = (seen.files + seen.slice_files) / (seen.committed + size) if seen.committed + size else 0.0
    return total + FILE_BYTES * (seen.files + seen.slice_files + files_a_byte * to_come)


def seconds_left(seen: Seen, total: int, first: float) -> float | None:
    """Seconds until a run of `total` bytes ends, that began to work at the second `first`; None while too little has been seen."""
    done = work_done(seen)
    if total <= 0 or done < LEAST_SEEN * total or seen.seconds <= first:
        return None
    by_work = max(work_in_all(seen, total) / done - 1.0, 0.0) * (seen.seconds - first)
    if not seen.committed:
        return by_work
    by_slices = (seen.committed_at - first) / seen.committed * (total - seen.committed) - (seen.seconds - seen.committed_at)
    return (max(by_slices, 0.0) + by_work) / 2
