"""DuckDB: a Python function over Arrow, called in SQL over read_blob, and COPY for each table.

https://duckdb.org/docs/stable/clients/python/function: type="arrow" hands whole vectors over. Python functions run under the interpreter's
lock, so one process uses one core whatever its threads; https://duckdb.org/docs/stable/connect/concurrency: several processes each have a
database of their own. So there are as many processes as workers, each with one thread and its share of the files.
"""

import sys
from collections.abc import Sequence
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.pipeline.work import NESTED, SCHEMAS, chunks, nested_of, pages_in
from schemas.stages import Page

BATCH = 500
"""Files a query, so that no process waits long for the other at the end."""


def nested(uris: pa.ChunkedArray, data: pa.ChunkedArray) -> pa.StructArray:
    """A column of pages as a column of their rows."""
    return nested_of(Page(uri, page) for uri, page in zip(uris.to_pylist(), data.to_pylist(), strict=True))


@cache
def connection() -> duckdb.DuckDBPyConnection:
    """This process's database, which knows the function."""
    database = duckdb.connect(":memory:", config={"threads": 1})
    empty = pa.table({"rows": nested_of(()).cast(NESTED)})
    kind = database.from_arrow(empty).types[0]
    database.create_function("extract_page", nested, ["VARCHAR", "BLOB"], kind, type="arrow")  # type: ignore[call-overload]  # its stub takes an enumeration only
    return database


def extract(paths: Sequence[Path], out: Path) -> int:
    """Write some pages' rows."""
    database = connection()
    query = "CREATE OR REPLACE TEMP TABLE made AS SELECT unnest(extract_page(filename, content)) FROM read_blob($files)"
    database.execute(query, {"files": list(map(str, paths))})
    for table in SCHEMAS:
        target = out / table / f"{paths[0].stem}.parquet"
        rows = f'SELECT unnest(found) FROM (SELECT unnest("{table}") AS found FROM made)'  # noqa: S608  a name of ours
        database.execute(f"COPY ({rows}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    return len(paths)


def write(source: Path, out: Path, workers: int) -> None:
    """Write a corpus's rows into a folder with so many processes."""
    for table in SCHEMAS:
        (out / table).mkdir(parents=True, exist_ok=True)
    paths = pages_in(source)
    with get_context("spawn").Pool(workers) as pool:
        parts = chunks(paths, min(BATCH, -(-len(paths) // workers)))
        sys.stdout.write(f"{sum(pool.imap_unordered(partial(extract, out=out), parts))} pages\n")
