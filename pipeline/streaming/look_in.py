"""Looking into the folder at each tick: a tick in, the files out that rest and that the lake doesn't hold as they are."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import apache_beam as beam
from apache_beam.utils.timestamp import Timestamp

from pipeline.look import Look, Quiet
from pipeline.stamps import source_row
from pipeline.streaming.reaching import lake_of_worker
from pipeline.watching import FULL_LOOK_NS, known_sources
from schemas.inputs import Source

MISSED_TICKS = 5.0
"""A tick that is so many intervals old is passed by: after a pause many come at once, and one look sees all that there is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as a look found it."""

    source: Source
    stamp: str
    """What tells that it is the same still; see pipeline.stamps."""


THE_TIME: Any = beam.DoFn.TimestampParam
"""Has Beam give a DoFn its element's time."""


class LookIn(beam.DoFn):
    """A tick in, Seen out; a file is given at each look until the lake holds it."""

    def __init__(self, folder: str, lake: str, seconds: float, clock: Callable[[], int] = time.time_ns) -> None:
        self._folder = folder
        self._lake = lake
        self._seconds = seconds
        self._clock = clock

    def setup(self) -> None:
        """Begin with a look at every file."""
        self._quiet: Quiet = {}
        self._full_look_ns = 0

    def process(self, _tick: object, timestamp: Timestamp = THE_TIME) -> Iterator[Seen]:
        """Look; what can't be listed now is there for the next look."""
        now = self._clock()
        if now / 1e9 - float(timestamp) > MISSED_TICKS * self._seconds:
            return
        if now - self._full_look_ns >= FULL_LOOK_NS:
            self._full_look_ns = now
            self._quiet.clear()
        lake = lake_of_worker(self._lake, "look")
        look = Look(self._folder, lake.root, partial(known_sources, lake), self._clock, self._quiet)
        with suppress(OSError):  # the folder itself is gone for a while
            for source in look.sources():
                yield from self._seen(source)

    def _seen(self, source: Source) -> Iterator[Seen]:
        with suppress(OSError):  # gone since
            row = source_row(source, self._clock())
            if row.settled:
                yield Seen(source, row.stamp)
