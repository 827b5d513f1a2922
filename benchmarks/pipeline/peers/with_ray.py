"""Ray Data: files read as bytes, batches mapped as Arrow, each table written as Parquet.

https://docs.ray.io/en/latest/data/working-with-text.html and loading-data.html: read_binary_files for files of no format of their own.
https://docs.ray.io/en/latest/data/transforming-data.html: map_batches for work on batches, batch_format="pyarrow" for Arrow without copies.
https://docs.ray.io/en/latest/data/saving-data.html: write_parquet. Ray is given as many CPUs as there are workers.
"""

import tempfile
from functools import partial
from pathlib import Path

import pyarrow as pa
import ray

from benchmarks.pipeline.work import SCHEMAS, nested_of, pages_in
from schemas.stages import Page

BATCH = 250


def extract(batch: pa.Table) -> pa.Table:
    """A batch of files as a batch of their rows, a column a table."""
    pages = (Page(path, data) for path, data in zip(batch["path"].to_pylist(), batch["bytes"].to_pylist(), strict=True))
    nested = nested_of(pages)
    return pa.table({table: nested.field(table) for table in SCHEMAS})


def unnested(batch: pa.Table, table: str) -> pa.Table:
    """The rows of one table."""
    rows = pa.concat_arrays([chunk.flatten() for chunk in batch[table].chunks])
    return pa.Table.from_struct_array(rows)


def write(source: Path, out: Path, workers: int) -> None:
    """Write a corpus's rows into a folder with so many processes."""
    with tempfile.TemporaryDirectory(prefix="ray-") as scratch:
        ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, configure_logging=False, _temp_dir=scratch)
        files = ray.data.read_binary_files([str(path) for path in pages_in(source)], include_paths=True)
        made = files.map_batches(extract, batch_format="pyarrow", batch_size=BATCH, zero_copy_batch=True).materialize()
        for table in SCHEMAS:
            made.select_columns([table]).map_batches(partial(unnested, table=table), batch_format="pyarrow").write_parquet(str(out / table))
        ray.shutdown()
