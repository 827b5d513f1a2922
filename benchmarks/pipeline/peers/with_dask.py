"""Dask: delayed tasks of some hundred pages each on a local cluster of processes, as its documentation advises for pure Python.

https://docs.dask.org/en/stable/scheduling.html: processes, not threads, for work that holds the interpreter's lock, and the distributed
scheduler also on one machine. https://docs.dask.org/en/stable/delayed-best-practices.html: many small calls batched into one task; each task
writes its own files, so that rows don't travel to the client.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import dask
import pyarrow.parquet as pq
from dask.distributed import Client, LocalCluster

from benchmarks.pipeline.work import SCHEMAS, chunks, pages_in, read_pages, tables_of


def extract(paths: Sequence[Path], out: Path) -> int:
    """Write some pages' rows."""
    for table, rows in tables_of(read_pages(paths)).items():
        if rows.num_rows:
            pq.write_table(rows, out / table / f"{paths[0].stem}.parquet", compression="zstd")
    return len(paths)


def write(source: Path, out: Path, workers: int) -> None:
    """Write a corpus's rows into a folder with so many processes."""
    for table in SCHEMAS:
        (out / table).mkdir(parents=True, exist_ok=True)
    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, local_directory=out / "_dask") as cluster, Client(cluster):
        tasks = [dask.delayed(extract)(paths, out) for paths in chunks(pages_in(source))]
        sys.stdout.write(f"{sum(dask.compute(*tasks))} pages\n")
