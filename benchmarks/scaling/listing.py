"""What it takes to see that nothing is new among so many files, and to note new pages beside so many: in a process of its own.

    python -m benchmarks.scaling.listing FOLDER FILES NEW

makes that many files of a few bytes in FOLDER, a thousand a folder, and a ledger that knows them all, and prints as JSON what the parts of
a run take that look at each file: listing, its stamp and the ledger's answer; and what the ledger's part of a commit of NEW pages takes.
"""

import json
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from benchmarks.scaling.made import DAY, ledger_rows
from benchmarks.scaling.memory import most_since, start_counting
from pipeline.discover import find_sources
from pipeline.files import Files
from pipeline.ingest import source_rows
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.ledger_rows import LedgerChanges
from schemas.inputs import Source

FOLDER_FILES = 1_000
COMMIT_PAGES = 20_000
MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """What it took, in processor seconds of this process."""

    files: int
    listing: float
    """To walk the folders and sort what is there."""
    looking: float
    """To look at each file once more, and to ask the ledger which of them it knows."""
    megabytes: float
    """By how much the process grew, MiB."""
    ledger_bytes: float
    """The ledger's bytes a page."""
    new: int
    commit: float
    """The ledger's part of a commit of so many new pages: their rows and indices, synced."""
    commit_wall: float
    """The same in seconds by the clock."""


def main() -> int:
    """Make what is missing, and measure."""
    folder, files, new = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    lake = open_or_create_lake(folder / "lake", Files())
    crawl = folder / "crawl"
    for number in range(files):
        path = crawl / f"{number // FOLDER_FILES:06}" / f"{number % FOLDER_FILES:03}.txt"
        if number % FOLDER_FILES == 0:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    _know(lake, find_sources([str(crawl)], folder / "spool").sources)
    print(json.dumps(asdict(_measured(lake, crawl, files, new))))  # noqa: T201  the answer
    return 0


def _know(lake: Lake, sources: Iterable[Source]) -> None:
    """Have the ledger know each of these files as read, at rest, with a story."""
    known, first = source_rows(sources), 0
    with open_ledger(lake) as ledger:
        while rows := [replace(row, settled=True, pages=1) for row in islice(known, COMMIT_PAGES)]:
            made = zip(rows, ledger_rows(first, len(rows)), strict=True)
            pages = tuple(replace(page, uri=row.uri, source_uri=row.uri) for row, (_, page) in made)
            ledger.apply(f"made-{first}", LedgerChanges(sources=tuple(rows), pages=pages))
            first += len(rows)


def _measured(lake: Lake, crawl: Path, files: int, new: int) -> Listed:
    before, listing = start_counting(), time.process_time()
    sources = find_sources([str(crawl)], lake.staging).sources
    looking = time.process_time()
    with open_ledger(lake) as ledger:
        known = set(ledger.unchanged(source_rows(sources)))
    done = time.process_time()
    if len(known) != files:
        raise ValueError(f"{len(known)} of {files} files are known")
    grown = most_since() - before
    size = lake.ledger_file.stat().st_size / files
    made = list(ledger_rows(files, new))
    changes = LedgerChanges(sources=tuple(row for row, _ in made), pages=tuple(page for _, page in made))
    cpu, wall = time.process_time(), time.perf_counter()
    with open_ledger(lake) as ledger:
        ledger.apply(f"new-{DAY}", changes)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Listed(files, looking - listing, done - looking, grown, size, new, cpu, wall)


if __name__ == "__main__":
    sys.exit(main())
