"""How a table's file is written: the same rows give the same bytes, and other rows lie elsewhere in the file."""

import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema
from schemas.tables import SORT_KEY, TABLES
from transforms.whole import written_whole

ROW_GROUP_ROWS = 16_384
"""Rows a group: small enough that a reader of one column of text needs little memory, large enough to compress well."""

ZSTD_LEVEL = 3

MOST_SHIFT = 4096
"""Bytes, exclusive, by which a file's first page lies behind the file's beginning."""


@cache
def empty_table(table: str) -> pa.Table:
    """A table of the lake without rows."""
    return arrow_schema(TABLES[table]).empty_table()


def write_table(table: str, rows: pa.Table, path: Path) -> None:
    """Write a table's rows in the order of their key.

    The pages begin at a place that follows from the rows. DuckDB and Polars read a file's footer when they plan a query and open the
    file again when they run it; where it was replaced in between, the old footer's offsets must not hit pages of the new file, or rows
    would be cut short with nothing said. So they don't hit any, and the reader is told (docs/lake.md has what was measured).
    A Parquet file's pages are where its footer says, and nothing asks for them to lie close.

    Args:
        table: The table's name in the lake.
        rows: Its rows, with exactly the table's columns.
        path: The file, which is there whole or not at all; its folder exists.
    """
    order = pc.sort_indices(rows, [(name, "ascending") for name in SORT_KEY[table]])
    if rows.num_rows <= ROW_GROUP_ROWS:
        rows, order = rows.take(order), None
    with (
        written_whole(path) as unfinished,
        pa.OSFile(str(unfinished), "wb") as file,
        pq.ParquetWriter(
            file,
            rows.schema,
            compression="zstd",
            compression_level=ZSTD_LEVEL,
            write_page_index=True,
            write_page_checksum=True,
            coerce_timestamps="us",
        ) as writer,
    ):
        file.write(bytes(_shift(rows, order)))
        for group in _groups(rows, order):
            writer.write_table(group.combine_chunks(), row_group_size=ROW_GROUP_ROWS)


def _groups(rows: pa.Table, order: pa.Array | None) -> Iterator[pa.Table]:
    """The rows in their order, a group of the file at a time, so that they aren't in memory twice; as they are where there is no order."""
    if order is None:
        yield rows
        return
    batches = rows.to_batches()
    ends = np.cumsum([batch.num_rows for batch in batches])
    for start in range(0, len(order), ROW_GROUP_ROWS):
        yield _gathered(batches, ends, order.slice(start, ROW_GROUP_ROWS).to_numpy())


def _gathered(batches: Sequence[pa.RecordBatch], ends: npt.NDArray[np.int64], places: npt.NDArray[np.uint64]) -> pa.Table:
    """The rows at these places, in this order. To take from a table joins all of its batches first: what is taken here is a group's rows only."""
    numbers = np.searchsorted(ends, places, side="right")
    found, order = [], []
    for number in np.unique(numbers):
        (mine,) = np.nonzero(numbers == number)
        batch = batches[number]
        found.append(batch.take(pa.array(places[mine] - (ends[number] - batch.num_rows), pa.int64())))
        order.append(mine)
    rows = pa.Table.from_batches(found)
    return rows if len(found) == 1 else rows.take(np.argsort(np.concatenate(order)))


def _shift(rows: pa.Table, order: pa.Array | None) -> int:
    """A number of bytes that follows from the rows: from how many they are, and what their columns of text hold."""
    checksum = rows.num_rows
    for field in rows.schema:
        for group in _groups(rows.select([field.name]), order) if pa.types.is_string(field.type) else ():
            for chunk in group.column(0).chunks:
                _, offsets, data = chunk.buffers()
                first, last = np.frombuffer(offsets, np.int32)[[chunk.offset, chunk.offset + len(chunk)]]
                checksum = zlib.crc32(data[first:last] if data else b"", checksum)
    return checksum % MOST_SHIFT
