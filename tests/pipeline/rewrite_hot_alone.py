"""A writer that rewrites a day of several files until it is killed: `python -m tests.pipeline.rewrite_hot_alone LAKE MODE`.

A file holds 100 rows. With `anew` every commit exchanges all rows of a day, 350 to 1,514 in four to sixteen files, now and then 80 in one;
two others have one file, and a fourth comes and goes. With `growing` a commit adds four rows to a day, one in each of four ranges, so that
half of its eight files or more are linked, and takes them all out again now and then. A line on standard output for each commit.
"""

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pyarrow as pa

from pipeline.files import Files
from pipeline.lake.commit import publish
from pipeline.lake.commit_record import Commit, moves_of
from pipeline.lake.folders import Lake, open_lake
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.lock import writing
from schemas import parts
from schemas.partitions import Grain
from schemas.records import Quote
from schemas.slices import DayMerge
from schemas.tables import TABLES
from transforms.merge import Folders, stage_changes
from transforms.rows import record_table

DAYS = [date(2026, 11, day) for day in (1, 2, 3, 4)]
FEWEST, MOST = 450, 1_250


def main(root: Path, mode: str) -> None:
    """Commit one version after another."""
    parts.MOST_RECORDS = 100
    lake, number, rows = open_lake(root), 0, 0
    while True:
        number += 1
        changes = list(anew(number)) if mode == "anew" else list(growing(rows))
        rows = FEWEST if rows in (0, MOST) else rows + 4
        with writing(lake, wait_seconds=60):
            commit(lake, number, changes, all_anew=mode == "anew")
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


def commit(lake: Lake, number: int, changes: Iterable[tuple[DayMerge, pa.Table]], *, all_anew: bool) -> None:
    """Stage the days as a merge does, and publish them."""
    files = Files()
    folder = lake.slice_folder("run", number)
    files.make_folder(folder)
    folders = Folders(str(lake.root), str(folder))
    moves, removals = moves_of([stage_changes(change, come, folders, anew=all_anew) for change, come in changes], Grain.DAY)
    publish(lake, Commit("run", number, moves, removals), LedgerChanges(), files)


def anew(number: int) -> Iterable[tuple[DayMerge, pa.Table]]:
    """All rows of all days, each with how many they are; the last day has none in two of three commits."""
    version = 80 if number % 7 == 0 else 350 + number % 13 * 97
    yield DayMerge("quotes", DAYS[0]), rows_of(DAYS[0], range(version), version)
    for day in DAYS[1:]:
        here = version % 90 + 1 if day != DAYS[3] or number % 3 == 0 else 0
        yield DayMerge("quotes", day), rows_of(day, range(here), here)


def growing(rows: int) -> Iterable[tuple[DayMerge, pa.Table]]:
    """Four rows more for a day; from so many on back to the fewest. Two other days stay as they are."""
    if rows == 0:
        yield from ((DayMerge("quotes", day), rows_of(day, range(FEWEST if day == DAYS[0] else 50))) for day in DAYS[:3])
    elif rows == MOST:
        yield DayMerge("quotes", DAYS[0], drop=tuple(map(key_of, range(FEWEST, MOST)))), rows_of(DAYS[0], ())
    else:
        yield DayMerge("quotes", DAYS[0]), rows_of(DAYS[0], range(rows, rows + 4))


def rows_of(day: date, numbers: Iterable[int], version: int | None = None) -> pa.Table:
    """A row for each number, spread over all ranges: its start is the version, or its own number."""
    quotes = [
        Quote(key_of(row, version or 0), day, "saying", None, None, None, None, "话", row if version is None else version, row, direct=True)
        for row in numbers
    ]
    return record_table(TABLES["quotes"], quotes)


def key_of(row: int, version: int = 0) -> str:
    """An id: by its first digit the range, then the version."""
    return f"{row * 7 % 16:x}{version:07}{row:056}"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
