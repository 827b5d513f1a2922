"""The index of similar stories as a file of the lake: opened, and made anew where it is missing, damaged or of another version."""

import sqlite3
from pathlib import Path

from pipeline.errors import told_as_lake_error
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import BUSY_SECONDS, connect_for_reading
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.similar_schema import is_of_this_version, set_up

CACHE_KIBIBYTES = 64 * 1024
"""Bands come in the order of their hashes, all over the file."""


def open_similar(lake: Lake) -> SimilarIndex:
    """The lake's index, for its writer; an empty one where there is none that can be used. Raises LakeError where the disk refuses.

    Nothing is lost with an index: all that it holds follows from the lake's articles.
    """
    with told_as_lake_error(f"cannot open the lake {lake.root}"):
        try:
            return open_index(lake.similar_file)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            remove_similar(lake)
            return open_index(lake.similar_file)


def open_similar_for_reading(lake: Lake) -> SimilarIndex | None:
    """The lake's index for those who only look; None where there is none that can be used. Raises sqlite3.Error for a damaged one."""
    if not lake.similar_file.is_file():
        return None
    connection = connect_for_reading(lake.similar_file)
    if is_of_this_version(connection):
        return SimilarIndex(connection)
    connection.close()
    return None


def remove_similar(lake: Lake) -> None:
    """Remove the index and what SQLite keeps beside it, which must not outlive it."""
    for ending in ("-wal", "-shm", "-journal", ""):
        lake.similar_file.with_name(lake.similar_file.name + ending).unlink(missing_ok=True)


def open_index(path: Path) -> SimilarIndex:
    """The index in a file, for its writer, made where it is missing; one thread may hand it to another. Raises sqlite3.Error."""
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = {-CACHE_KIBIBYTES}")
        set_up(connection)
        return SimilarIndex(connection)
    except BaseException:
        connection.close()
        raise
