"""The table of near-duplicates as a pool and other tools write it: by the pipeline's own index, in a file that SQLite makes for it and removes."""

import sqlite3
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pipeline.lake.near_duplicates import TABLE, changed_partitions
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.similar_schema import set_up
from schemas.partitions import Grain, partition_name
from schemas.records import NearDuplicate
from transforms.parquet import write_table
from transforms.rows import record_table
from transforms.text.signature import Signature

CACHE_KILOBYTES = 256 * 1024
"""Of the index in memory; the rest of it is in the file. No story is lost when it is, so nothing is synced and no journal kept."""


def write_near_duplicates(lake: Path, stories: Iterable[tuple[str, date, Signature]]) -> None:
    """Write the table into a lake.

    Args:
        lake: The lake's folder.
        stories: The articles' ids, their partitions' days, and their signatures, best in the order of `pipeline.lake.similar_schema.key_of`.
    """
    connection = sqlite3.connect("", isolation_level=None)  # https://www.sqlite.org/inmemorydb.html#temp_db
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
    set_up(connection)
    with SimilarIndex(connection) as index:
        index.begin("")
        index.put_all(stories)
        for day, _, rows in changed_partitions(index, Grain.DAY):
            if rows:
                target = lake / partition_name(TABLE, day)
                target.parent.mkdir(parents=True, exist_ok=True)
                write_table(TABLE, record_table(NearDuplicate, rows).replace_schema_metadata(None), target)
