"""What a watch tells of itself: a line of status now and then, and metrics for Prometheus."""

import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import LakeError
from pipeline.look import Look
from pipeline.metrics import write_metrics

METRICS_SECONDS = 10.0
"""How often at most metrics are written: collectors ask no more often."""


@dataclass(slots=True)
class Told:
    """What a line of status counts; since the last one."""

    files: int = 0
    slices: int = 0
    pages: int = 0
    dead: int = 0
    at_ns: int = 0


def status(told: Told, look: Look, seconds: float, trouble: str) -> str:
    """The line of status: what was taken in within the last so many seconds, and what is to come."""
    parts = [f"{told.files:,} files in {told.slices:,} slices in the last {seconds:,.0f} s: {told.pages:,} pages, {told.dead:,} dead"]
    if look.waiting:
        parts.append(f"{look.waiting:,} files don't rest yet")
    if look.unreadable:
        parts.append(f"{len(look.unreadable):,} folders can't be read")
    return "; ".join([*parts, *([trouble] if trouble else [])])


class WatchMetrics:
    """Writes a file of metrics while a watch goes on."""

    def __init__(self, file: Path, root: Path, clock: Callable[[], float]) -> None:
        """Take the file, the lake and a clock that gives seconds; the first round is told at once."""
        self._file = file
        self._root = root
        self._clock = clock
        self._next = clock()
        self._written = False

    def after_round(self, look: Look, trouble: str) -> None:
        """Tell of a round, at most each METRICS_SECONDS.

        Raises LakeError where the file can't be written the first time; later the watch goes on, and the file's age tells.
        """
        if self._clock() < self._next:
            return
        self._next = self._clock() + METRICS_SECONDS
        told = {"watch_looked_timestamp_seconds": time.time(), "watch_waiting_files": look.waiting, "watch_trouble": float(bool(trouble))}
        with suppress(LakeError) if self._written else nullcontext():
            write_metrics(self._file, self._root, told)
            self._written = True
