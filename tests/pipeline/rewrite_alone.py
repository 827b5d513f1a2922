"""A writer that rewrites a table's partitions until it is killed: `python -m tests.pipeline.rewrite_alone LAKE`.

Three partitions are rewritten by every commit, a fourth comes and goes. A line on standard output for each commit.
"""

import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.commit import Commit, Move, publish
from pipeline.files import Files
from pipeline.lake import Lake, open_lake
from pipeline.ledger_rows import LedgerChanges
from pipeline.lock import writing
from schemas.partitions import partition_name

DAYS = [date(2026, 11, day) for day in (1, 2, 3, 4)]


def main(root: Path) -> None:
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


def commit_rows(lake: Lake, commit: Commit, version: int) -> None:
    """Stage and publish that many rows in each of the commit's days."""
    files = Files()
    folder = lake.slice_folder(commit.run_id, commit.slice_number)
    files.make_folder(folder)
    for move in commit.moves:
        table = pa.table({"version": [version] * version, "text": [f"{version}-{row}" for row in range(version)]})
        pq.write_table(table, folder / move.staged, row_group_size=100)
    publish(lake, commit, LedgerChanges(), files)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
