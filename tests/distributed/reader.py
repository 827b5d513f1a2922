"""Whoever reads a lake while it is written: it looks at the articles again and again, and counts what must never be seen."""

import threading
import time
from pathlib import Path

import pyarrow.parquet as pq

PAUSE_SECONDS = 0.1


class Reader(threading.Thread):
    """Looks until the process ends. What it raises ends it, and `check` tells so."""

    def __init__(self, lake: Path) -> None:
        super().__init__(daemon=True)
        self._lake = lake
        self._seen: set[str] = set()
        self.stories = 0
        """How many it saw at its last look."""
        self.reads = 0
        self.twice = 0
        """Stories that were seen twice within a look."""
        self.lost = 0
        """Stories that were seen once, and not at the next look."""

    def run(self) -> None:
        """Look again and again."""
        while True:
            self._look()
            time.sleep(PAUSE_SECONDS)

    def check(self) -> None:
        """Raises RuntimeError where the reader couldn't read; the cause is on standard error."""
        if not self.is_alive():
            raise RuntimeError("the lake can't be read")

    def look_anew(self) -> int:
        """How many stories a look sees that begins after this call."""
        until = self.reads + 2
        while self.reads < until:
            self.check()
            time.sleep(PAUSE_SECONDS / 10)
        return self.stories

    def _look(self) -> None:
        ids: list[str] = []
        for path in (self._lake / "articles").glob("date=*/*.parquet"):
            ids += pq.ParquetFile(path).read(columns=["article_id"])["article_id"].to_pylist()
        self.twice += len(ids) - len(set(ids))
        self.lost += len(self._seen - set(ids))
        self._seen = set(ids)
        self.stories = len(ids)
        self.reads += 1
