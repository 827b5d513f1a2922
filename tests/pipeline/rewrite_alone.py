"""A writer that rewrites a table's partitions until it is killed: `python -m tests.pipeline.rewrite_alone LAKE SECONDS`.

Three partitions are rewritten by every commit, a fourth comes and goes; SECONDS are slept after each. Each file is written as the lake's
own are, with rows that differ from version to version in as little as they can: their pages are all of one size. A line on standard
output for each commit.
"""

import sys
import time
from datetime import date
from pathlib import Path

import pyarrow as pa

from pipeline.files import Files
from pipeline.lake.commit import publish
from pipeline.lake.commit_record import Commit, Move
from pipeline.lake.folders import Lake, open_lake
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.lock import writing
from schemas.partitions import partition_name
from schemas.records import Quote
from schemas.tables import TABLES
from transforms.parquet import write_table
from transforms.rows import record_table

DAYS = [date(2026, 11, day) for day in (1, 2, 3, 4)]


def main(root: Path, pause: float) -> None:
    """Commit one version after another."""
    lake, number = open_lake(root), 0
    while True:
        number += 1
        version = 500 + number % 13 * 97
        days = DAYS if number % 3 == 0 else DAYS[:3]
        commit = Commit(
            "run",
            number,
            moves=tuple(Move(f"{day}.staged", partition_name("quotes", day)) for day in days),
            removals=() if number % 3 == 0 else (partition_name("quotes", DAYS[3]),),
        )
        with writing(lake, wait_seconds=60):
            commit_rows(lake, commit, version)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        time.sleep(pause)


def commit_rows(lake: Lake, commit: Commit, version: int) -> None:
    """Stage and publish that many rows in each of the commit's days."""
    files = Files()
    folder = lake.slice_folder(commit.run_id, commit.slice_number)
    files.make_folder(folder)
    for move, day in zip(commit.moves, DAYS, strict=False):
        write_table("quotes", rows_of(version, day), folder / move.staged)
    publish(lake, commit, LedgerChanges(), files)


def rows_of(version: int, day: date) -> pa.Table:
    """So many rows, each with that number in its id and its start."""
    quotes = [Quote(f"0{version:07}{row:056}", day, "saying", None, None, None, None, "话", version, row, direct=True) for row in range(version)]
    return record_table(TABLES["quotes"], quotes)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
