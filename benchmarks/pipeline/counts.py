"""What a tool wrote, in figures that have to be the same for every tool: the rows of each table, each once, and which they are."""

from pathlib import Path

import duckdb

from benchmarks.pipeline.work import ROW_TABLES
from schemas.tables import SORT_KEY

NESTED_FILE = "pages.parquet"
"""What a tool writes whose output is one table: a row a page, a column of rows for each of the lake's tables."""

Counts = dict[str, tuple[int, int]]
"""Table -> how many rows, and a fingerprint of their keys."""


def counts(out: Path) -> Counts:
    """What lies in a folder of tables, each a folder of Parquet files, or in NESTED_FILE.

    A story that several pages tell is in the lake once, in other tools' tables once a page: here it counts once.
    """
    with duckdb.connect() as database:
        return {table: _count(database, out, table) for table in ROW_TABLES}


def _count(database: duckdb.DuckDBPyConnection, out: Path, table: str) -> tuple[int, int]:
    rows = _rows(out, table)
    if rows is None:
        return 0, 0
    keys = ", ".join(f'"{name}"' for name in SORT_KEY[table])
    query = f"SELECT count(*), coalesce(bit_xor(hash({keys})), 0) FROM (SELECT DISTINCT {keys} FROM {rows})"  # noqa: S608  names of ours
    found = database.execute(query).fetchone()
    return (int(found[0]), int(found[1])) if found else (0, 0)


def _rows(out: Path, table: str) -> str | None:
    """The rows of a table, as DuckDB reads them; None where there are none."""
    files = [str(path) for path in sorted(out.joinpath(table).rglob("*.parquet")) if path.stat().st_size]  # datatrove may leave an empty one
    if files:
        return f"read_parquet({files}, hive_partitioning = false)"
    nested = out / NESTED_FILE
    if nested.exists():
        return f"(SELECT unnest(found) FROM (SELECT unnest(\"{table}\") AS found FROM read_parquet('{nested}')))"  # noqa: S608  likewise
    return None
