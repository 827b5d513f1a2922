"""Polars: map_batches over a column of pages' bytes, in as many processes as there are workers, started by `spawn`.

https://docs.pola.rs/api/python/stable/reference/expressions/api/polars.Expr.map_batches.html: a function over whole columns, with its
return_dtype told. https://docs.pola.rs/user-guide/misc/multiprocessing/: where another library is the bottleneck, several processes, never
by fork. Each process has as many of Polars' threads as is its share of the cores.
"""

import os
import sys
from collections.abc import Sequence
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from benchmarks.pipeline.work import NESTED, SCHEMAS, chunks, nested_of, pages_in
from schemas.stages import Page

BATCH = 500


def nested(pages: pl.Series) -> pl.Series:
    """A column of pages as a column of their rows."""
    uris, data = pages.struct.field("uri"), pages.struct.field("data")
    return pl.Series(nested_of(Page(uri, page) for uri, page in zip(uris, data, strict=True)))


def extract(paths: Sequence[Path], out: Path, kind: pl.DataType) -> int:
    """Write some pages' rows."""
    pages = pl.DataFrame({"uri": list(map(str, paths)), "data": [path.read_bytes() for path in paths]})
    made = pages.select(pl.struct("uri", "data").map_batches(nested, return_dtype=kind, is_elementwise=True).alias("rows")).unnest("rows")
    for table in SCHEMAS:
        rows = made.select(table).explode(table).drop_nulls().unnest(table)
        if rows.height:
            rows.write_parquet(out / table / f"{paths[0].stem}.parquet", compression="zstd")
    return len(paths)


def write(source: Path, out: Path, workers: int) -> None:
    """Write a corpus's rows into a folder with so many processes."""
    os.environ["POLARS_MAX_THREADS"] = str(max(1, (os.cpu_count() or 1) // workers))
    for table in SCHEMAS:
        (out / table).mkdir(parents=True, exist_ok=True)
    empty = pl.Series(nested_of(()).cast(NESTED))
    with get_context("spawn").Pool(workers) as pool:
        work = partial(extract, out=out, kind=empty.dtype)
        sys.stdout.write(f"{sum(pool.imap_unordered(work, chunks(pages_in(source), BATCH)))} pages\n")
