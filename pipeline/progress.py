"""How far a run is, on standard error: a line that renews itself in a terminal, a line now and then in a file."""

import sys
import threading
import time
from pathlib import Path
from typing import TextIO

from transforms.fragments import FRAGMENTS

TERMINAL_SECONDS = 0.5
FILE_SECONDS = 10.0


class Progress:
    """Tells of pages as they are staged. It only looks at the staging folder, so that it works alike with every runner."""

    def __init__(self, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._terminal = self._stream.isatty()
        self._done_pages = self._bytes = self._done_bytes = 0
        self._staging: Path | None = None
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, size: int, sources: int) -> None:
        """A run begins.

        Args:
            size: Bytes to be read.
            sources: Files to be read.
        """
        self._started = time.monotonic()
        self._bytes, self._done_bytes = size, 0
        self.say(f"reading {sources:,} new or changed {'file' if sources == 1 else 'files'}, {size / 1e6:,.1f} MB")
        if sources and not self._quiet:
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()

    def begin_slice(self, staging: Path) -> None:
        """A slice begins, staging its fragments in this folder."""
        self._staging = staging

    def end_slice(self, pages: int, size: int) -> None:
        """A slice is in the lake: so many pages, from so many bytes."""
        self._staging = None
        self._done_pages += pages
        self._done_bytes += size

    def end(self) -> None:
        """The run ended, well or not."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            if self._terminal:
                self._stream.write("\r\x1b[K")
                self._stream.flush()

    def say(self, line: str) -> None:
        """Tell one line."""
        if not self._quiet:
            print(line, file=self._stream, flush=True)

    def _watch(self) -> None:
        while not self._stopped.wait(TERMINAL_SECONDS if self._terminal else FILE_SECONDS):
            line = self._line()
            if self._terminal:
                self._stream.write(f"\r\x1b[K{line}")
                self._stream.flush()
            else:
                self.say(line)

    def _line(self) -> str:
        pages = self._done_pages + staged_pages(self._staging)
        seconds = time.monotonic() - self._started
        share = f", {100 * self._done_bytes // self._bytes} % of the bytes committed" if self._done_bytes else ""
        return f"{pages:,} pages in {seconds:,.0f} s, {pages / seconds:,.0f} a second{share}"


def staged_pages(staging: Path | None) -> int:
    """How many pages a slice has staged so far: fragments' names end in their number of pages."""
    if staging is None:
        return 0
    try:
        return sum(int(entry.name.rpartition("-")[2]) for entry in (staging / FRAGMENTS).iterdir())
    except FileNotFoundError:
        return 0
