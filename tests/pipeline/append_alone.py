"""A writer of its own process: `python -m tests.pipeline.append_alone LAKE NAME COUNT`.

Under the lake's lock it recovers, adds a line to one partition's file by way of a commit, and tells on standard output that it has;
COUNT times. COUNT 0 holds the lock until the process is killed; COUNT -1 does so with a forked child that lives on.
"""

import os
import sys
import time
from pathlib import Path

from pipeline.files import Files
from pipeline.lake.commit import publish, recover
from pipeline.lake.commit_record import Commit, Move
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.lock import writing
from schemas.partitions import partition_name
from tests.pipeline.scenarios import DAYS, story

TARGET = partition_name("articles", DAYS[0])


def append(lake: Lake, name: str, number: int) -> None:
    """Add one line, as a merge of a day would."""
    files = Files()
    recover(lake, files)
    commit = Commit(name, number, (Move("articles.staged", TARGET),))
    folder = lake.slice_folder(name, number)
    files.make_folder(folder)
    path = lake.root / TARGET
    present = path.read_text() if path.exists() else ""
    (folder / "articles.staged").write_text(f"{present}{name}/{number}\n")
    row = story(number, DAYS[0])
    publish(lake, commit, LedgerChanges(pages=(type(row)(f"{name}/{number}", "in", "p", row.outcome, None, "a", "c", row.day),)), files)


def main(root: str, name: str, count: int) -> None:
    """Add the lines, or hold the lock."""
    lake = open_or_create_lake(Path(root), Files())
    for number in range(count):
        with writing(lake, wait_seconds=120):
            append(lake, name, number)
        sys.stdout.write(f"{name}/{number}\n")
        sys.stdout.flush()
    if count <= 0:
        with writing(lake):
            if count == 0 or not os.fork():  # the child tells of itself: before it runs, nothing has let go of its copy of the lock
                sys.stdout.write(f"{os.getpid()}\n")
                sys.stdout.flush()
            time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
