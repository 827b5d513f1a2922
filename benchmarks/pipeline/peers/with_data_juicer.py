"""data-juicer: a recipe of one python_file_mapper over a list of the pages' files, exported as Parquet.

https://datajuicer.github.io/data-juicer/en/main/docs/DeveloperGuide.html and the operator python_file_mapper: a function of one's own, batched;
`np` processes. Its dataset formats are tables, so it is given a Parquet file of paths and the function reads the pages. A dataset is one table,
so a page is a row with a column of rows for each of the lake's tables, and what is exported is one file.
"""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.pipeline.work import NESTED, NESTED_FILE, SCHEMAS, pages_in, read_pages, rows_of

BATCH = 250


def extract(samples: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """A batch of paths as a batch of pages' rows: what the operator calls."""
    made = [rows_of(page) for page in read_pages(map(Path, samples["text"]))]
    return {"text": samples["text"]} | {table: [rows[table] for rows in made] for table in SCHEMAS}


def write(source: Path, out: Path, workers: int) -> None:
    """Write a corpus's rows into a folder with so many processes."""
    from data_juicer.config import init_configs  # noqa: PLC0415  the worker processes import this file and need none of it
    from data_juicer.core import DefaultExecutor  # noqa: PLC0415  likewise
    from data_juicer.ops import base_op  # noqa: PLC0415  likewise

    base_op.free_models = lambda *_: None  # there are none; data-juicer would install PyTorch to free them

    paths = pa.array(map(str, pages_in(source)), pa.string())
    pq.write_table(pa.table({"text": paths} | {field.name: pa.nulls(len(paths), field.type) for field in NESTED}), out / "paths.parquet")
    mapper = {"file_path": __file__, "function_name": "extract", "batched": True, "batch_size": BATCH}
    recipe = {
        "dataset_path": out / "paths.parquet",
        "export_path": out / NESTED_FILE,
        "np": workers,
        "work_dir": out / "_work",
        "ds_cache_dir": out / "_cache",
    }
    settings = {key: value if isinstance(value, int) else str(value) for key, value in recipe.items()}
    config = out / "recipe.yaml"  # JSON is YAML
    config.write_text(json.dumps(settings | {"process": [{"python_file_mapper": mapper}]}), encoding="utf-8")
    DefaultExecutor(init_configs(["--config", str(config)])).run()
