"""How far a run is, on standard error: a line that renews itself in a terminal, a line now and then in a file, JSON lines for programs."""

import json
import os
import sys
import threading
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from pipeline.slice_watch import SliceWatch
from pipeline.time_left import Seen, TimeLeft

LOOK_SECONDS = 0.5
FILE_SECONDS = 10.0
"""How often a line is told where it can't renew itself."""
UNKNOWN_COLUMNS = 80
"""Of a terminal that doesn't tell its width."""
MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run is at a moment."""

    seconds: float
    pages: int
    bytes: int
    bytes_total: int
    pages_per_second: float
    seconds_left: float | None


class Progress:
    """Tells of pages and bytes as they are read. It only looks at the staging folder, so that it works alike with every runner."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False, form: str = "text") -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._form = form
        self._terminal = self._stream.isatty() and form == "text"
        self._total = self._pages = self._committed = 0
        self._time_left = TimeLeft()
        self._started = time.monotonic()
        self._committed_at = 0.0
        self._slice: SliceWatch | None = None
        self._ending: int | None = None
        """Pages of the slice that is ending while another one is read, as they were counted; None where there is none."""
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, size: int, sources: int) -> None:
        """A run begins.

        Args:
            size: Bytes to be read.
            sources: Files to be read.
        """
        self._started = time.monotonic()
        self._total, self._time_left = size, TimeLeft()
        self._pages = self._committed = 0
        self._committed_at = 0.0
        self._slice = self._ending = None
        self.say(f"reading {sources:,} new or changed {'file' if sources == 1 else 'files'}, {size / 1e6:,.1f} MB")
        if sources and not self._quiet:
            self._stopped.clear()
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()

    def begin_slice(self, staging: Path, size: int = 0) -> None:
        """A slice of so many bytes begins, staging its fragments in this folder; what is left to do of the one before is told no more."""
        with self._lock:
            if self._slice:
                self._ending = self._slice.pages
                self._count(self._ending, self._slice.size)
            self._slice = SliceWatch(staging, size)

    def end_slice(self, pages: int, size: int) -> None:
        """The slice that has begun first is in the lake: so many pages, from so many bytes."""
        with self._lock:
            if self._ending is None:
                self._slice = None
                self._count(pages, size)
            else:
                self._pages += pages - self._ending
                self._ending = None

    def _count(self, pages: int, size: int) -> None:
        self._pages += pages
        self._committed += size
        self._committed_at = time.monotonic() - self._started

    def end(self) -> None:
        """The run ended, well or not."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            if self._terminal:
                self._stream.write("\r\x1b[K")
                self._stream.flush()

    def say(self, line: str) -> None:
        """Tell one line."""
        if not self._quiet:
            print(line if self._form == "text" else event("message", message=line), file=self._stream, flush=True)

    def _watch(self) -> None:
        told = time.monotonic()
        while not self._stopped.wait(LOOK_SECONDS):
            standing = self._standing()
            if self._terminal:
                columns = os.get_terminal_size(self._stream.fileno()).columns or UNKNOWN_COLUMNS
                self._stream.write(f"\r\x1b[K{told_standing(standing)[: columns - 1]}")
                self._stream.flush()
            elif time.monotonic() - told >= FILE_SECONDS:
                told = time.monotonic()
                print(told_standing(standing) if self._form == "text" else event("progress", **asdict(standing)), file=self._stream, flush=True)

    def _standing(self) -> Standing:
        with self._lock:
            if self._slice:
                self._slice.look()
            seen, pages = self._seen(time.monotonic() - self._started), self._pages + (self._slice.pages if self._slice else 0)
        self._time_left.see(seen)
        left = self._time_left.seconds(self._total)
        done = seen.committed + seen.slice_bytes
        return Standing(round(seen.seconds, 1), pages, done, self._total, round(pages / seen.seconds, 1), None if left is None else round(left, 1))

    def _seen(self, seconds: float) -> Seen:
        part = self._slice
        if part is None:
            return Seen(seconds, self._committed, committed_at=self._committed_at)
        return Seen(seconds, self._committed, part.size, part.bytes, part.files, part.merged, self._committed_at)


def told_standing(standing: Standing) -> str:
    """Where a run is, for people: what they ask for first stands first."""
    share = 100 * standing.bytes // standing.bytes_total if standing.bytes_total else 100
    left = f", {told_time(standing.seconds_left)} left" if standing.seconds_left is not None else ""
    pages = f", {standing.pages:,} pages, {standing.pages_per_second:,.0f} a second" if standing.pages else ""
    return f"{share} %{left}{pages}"


def told_time(seconds: float) -> str:
    """A time as people say it, no finer than it can be known."""
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    if seconds < HOUR:
        return f"{seconds / MINUTE:.0f} min" if seconds >= 10 * MINUTE else f"{seconds // MINUTE:.0f} min {seconds % MINUTE:.0f} s"
    return f"{seconds // HOUR:.0f} h {seconds % HOUR // MINUTE:.0f} min"


def event(kind: str, **values: object) -> str:
    """A line for programs: a JSON object with what it is and when."""
    return json.dumps({"event": kind, "time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", **values}, ensure_ascii=False)
