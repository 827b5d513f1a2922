"""A table's rows as record batches, a few columns at a time: memory stays that of one batch however large the lake."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake.folders import Lake

BATCH_ROWS = 1 << 16


def batches(lake: Lake, table: str, columns: Sequence[str]) -> Iterator[tuple[date, pa.RecordBatch]]:
    """The rows of a table with their partition's day, in the order of days and keys.

    A partition that a commit takes away meanwhile is left out. Raises LakeError where a file is damaged.
    """
    for day in lake.days(table):
        for path in lake.partition_files(table, day):
            yield from ((day, batch) for batch in _file_batches(lake, path, columns))


def _file_batches(lake: Lake, path: Path, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
    try:
        with pq.ParquetFile(path) as file:
            yield from file.iter_batches(BATCH_ROWS, columns=list(columns))
    except FileNotFoundError:
        return
    except (pa.ArrowException, KeyError) as error:
        raise lake.damaged(path) from error


def rows_of(lake: Lake, table: str, day: date, article_ids: Sequence[str], columns: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The rows of a table and day that belong to some articles, in the order of the key; none where there is no such file."""
    return [row for path in lake.partition_files(table, day) for row in _file_rows(lake, path, article_ids, columns)]


def _file_rows(lake: Lake, path: Path, article_ids: Sequence[str], columns: Sequence[str] | None) -> list[dict[str, Any]]:
    try:
        # As a handle: a path of the form date=... would be read as a column too.
        with path.open("rb") as file:
            found = pq.read_table(file, columns=columns and list(columns), filters=[("article_id", "in", sorted(article_ids))])
            return list(found.to_pylist())
    except FileNotFoundError:
        return []
    except pa.ArrowException as error:
        raise lake.damaged(path) from error
