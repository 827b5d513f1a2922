"""What a tool wrote, in figures that have to be the same for every tool: how many rows each table has, and which they are."""

from pathlib import Path

import duckdb

from schemas.partitions import PARTITION_KEY
from schemas.tables import BUILT_IN

COMPARED_BY = {"source_uri": "parse_filename(source_uri)", "duplicates": "[parse_filename(uri) FOR uri IN duplicates]"}
"""Columns of which a part is compared: tools name a page's file by its path or as a URI."""

Counts = dict[str, tuple[int, int]]
"""Table -> how many rows, and a fingerprint of them."""


def counts(lake: Path) -> Counts:
    """What lies in a lake: every row of every table, with all that it says and the day that it is filed under."""
    with duckdb.connect() as database:
        return {table: _count(database, lake / table) for table in BUILT_IN}


def _count(database: duckdb.DuckDBPyConnection, folder: Path) -> tuple[int, int]:
    if not any(folder.glob(f"{PARTITION_KEY}=*/*.parquet")):
        return 0, 0
    rows = f"read_parquet('{folder}/*/*.parquet', hive_partitioning = true, hive_types = {{'{PARTITION_KEY}': DATE}})"
    columns = sorted(name for name, *_ in database.execute(f"DESCRIBE FROM {rows}").fetchall())
    said = ", ".join(COMPARED_BY.get(name, f'"{name}"') for name in columns)
    found = database.execute(f"SELECT count(*), coalesce(sum(hash({said})), 0) FROM {rows}").fetchone()  # noqa: S608  names of ours
    return (int(found[0]), int(found[1])) if found else (0, 0)
