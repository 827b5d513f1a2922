"""How long a run will still take, from how it went so far: a pure fold over what was seen at each look.

A slice starts (workers, lexicons), is read, which goes by bytes, then merged and committed. Each of the three is timed as it is seen, so
that what has not been seen yet is not taken for reading: the slices to come start too, and are merged. Once a slice is in the lake, what
it took with all that belongs to it foretells the others; until then its merging is a guess.
"""

import math
from dataclasses import dataclass

MERGING_SHARE = 0.25
"""How long a slice's merging and commit take beside its reading, before one has been seen: 22 to 43 % in recorded runs (tests/pipeline/traces)."""
MERGED_SHARE = 0.65
"""How much of that is over when all files are merged, and not yet synced and in their places: 40 to 75 % in recorded runs."""
FADING = 0.7
"""What a slice counts for once another one has followed it: what else the machine does changes."""
LEAST_MERGED = 0.25
"""The share of a slice's files that are to be merged before their number foretells the rest."""
LEAST_SEEN = 0.03
"""The share of a slice's bytes below which nothing is foretold."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a run was at a moment."""

    seconds: float
    """Since the run began."""
    committed: int = 0
    """Bytes of the slices that are in the lake."""
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


@dataclass(slots=True)
class Pace:
    """How long something took, and how much of it there was."""

    seconds: float = 0.0
    amount: float = 0.0

    def add(self, seconds: float, amount: float) -> None:
        """Take in some more."""
        self.seconds += seconds
        self.amount += amount

    def fade(self) -> None:
        """Have what there is count for less than what comes."""
        self.seconds *= FADING
        self.amount *= FADING

    def of(self, amount: float) -> float:
        """How many seconds so much takes; none where none has been seen."""
        return amount / self.amount * self.seconds if self.amount else 0.0


class TimeLeft:
    """Takes in what is seen of a run, in order, and tells how long the rest will take."""

    def __init__(self) -> None:
        """Begin with a run of which nothing has been seen."""
        self._seen = Seen(0.0)
        self._starts, self._first_bytes, self._reading, self._merging = Pace(), Pace(), Pace(), Pace()
        self._largest = 1
        self._begun = 0.0  # seconds of a start, or of merging, that isn't over: no measure yet
        self._read_at = 0.0

    def see(self, seen: Seen) -> None:
        """Take in the next look: the time since the last one goes to what the slice was at."""
        before, self._seen = self._seen, seen
        passed = seen.seconds - before.seconds
        self._largest = max(self._largest, seen.slice_size)
        if seen.committed != before.committed:
            self._merging.add(self._begun + passed, seen.committed - before.committed)
            for pace in (self._starts, self._first_bytes, self._reading, self._merging):
                pace.fade()
            self._begun = 0.0
        elif before.slice_bytes == 0:
            self._begun += passed
            if seen.slice_bytes:
                self._starts.add(self._begun, 1)
                self._begun = 0.0
                # What was read before anything could be seen is taken for a part of starting, here and in slices to come.
                self._first_bytes.add(seen.slice_bytes, 1)
        elif before.slice_bytes < before.slice_size:
            self._reading.add(passed, seen.slice_bytes - before.slice_bytes)
        else:
            self._begun += passed
        if seen.slice_bytes < seen.slice_size:
            self._read_at = seen.seconds

    def seconds(self, total: int) -> float | None:
        """Seconds until a run of `total` bytes ends; None while too little has been seen."""
        seen = self._seen
        size = min(seen.slice_size, total - seen.committed)
        if not seen.committed and (not size or not self._reading.amount or seen.slice_bytes < LEAST_SEEN * size):
            return None
        return self._rest_here(size) + self._whole(total - seen.committed - size)

    def _rest_here(self, size: int) -> float:
        """Of the slice at hand."""
        seen = self._seen
        if not size:
            return 0.0
        if not seen.slice_bytes:
            return self._whole(size) - min(seen.seconds - seen.committed_at, self._starts.of(1))
        if seen.slice_bytes < size:
            return self._reading.of(size - seen.slice_bytes) + self._to_merge(size)
        merging, share = seen.seconds - self._read_at, seen.merged / max(seen.slice_files, 1)
        if share < LEAST_MERGED:
            return max(self._to_merge(size) - merging, 0.0)
        return merging / (MERGED_SHARE * share) - merging

    def _whole(self, size: int) -> float:
        """Of slices to come, of so many bytes together: each starts, and then takes as long as others did for as many bytes."""
        seen, slices = self._seen, math.ceil(size / self._largest)
        if not self._reading.amount:  # too short to be seen
            return seen.committed_at / seen.committed * size
        read = max(size - self._first_bytes.of(slices), 0.0)
        return self._starts.of(slices) + self._reading.of(read) + self._to_merge(size)

    def _to_merge(self, size: int) -> float:
        return self._merging.of(size) if self._merging.amount else MERGING_SHARE * self._reading.of(size)
