"""A lake beside a lake, for trials: its files are hard links, which nothing that is done to the one shows in the other."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake.folders import Lake, open_or_create_lake
from schemas.partitions import partition_folder
from schemas.tables import TABLES


def clone_lake(lake: Lake, root: Path, files: Files) -> Lake:
    """Make a lake at `root` with the tables and the ledger of another one; no runs, no dead letters, no snapshots.

    Files of a lake are never changed, only replaced, so the clone takes no room until one of the two goes on. The caller holds the
    lake's lock and has recovered it. Raises LakeError where `root` is on another file system, OSError where the disk refuses.
    """
    clone = open_or_create_lake(root, files, lake.grain)
    try:
        for table in TABLES:
            for day in lake.days(table):
                folder = clone.root / partition_folder(table, day)
                files.make_folder(folder)
                for path in lake.partition_files(table, day):
                    files.link(path, folder / path.name)
    except OSError as error:
        if error.errno == errno.EXDEV:
            raise LakeError(f"{root} is on another file system than {lake.root}: name a folder on the same one with --scratch") from error
        raise
    for file, copied in ((lake.ledger_file, clone.ledger_file), (lake.similar_file, clone.similar_file)):
        if file.exists():
            with closing(sqlite3.connect(file)) as database, closing(sqlite3.connect(copied)) as copy:
                database.backup(copy)
    return clone
