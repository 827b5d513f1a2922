"""How a table's file is written: the same rows give the same bytes."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema
from schemas.records import SORT_KEY, TABLES

ROW_GROUP_ROWS = 16_384
"""Rows a group: small enough that a reader of one column of text needs little memory, large enough to compress well."""

ZSTD_LEVEL = 3


def empty_table(table: str) -> pa.Table:
    """A table of the lake without rows."""
    return arrow_schema(TABLES[table]).empty_table()


def write_table(table: str, rows: pa.Table, path: Path) -> None:
    """Write a table's rows in the order of their key.

    Args:
        table: The table's name in the lake.
        rows: Its rows, with exactly the table's columns.
        path: The file; its folder exists.
    """
    ordered = rows.sort_by([(name, "ascending") for name in SORT_KEY[table]]).combine_chunks()
    pq.write_table(
        ordered,
        path,
        row_group_size=ROW_GROUP_ROWS,
        compression="zstd",
        compression_level=ZSTD_LEVEL,
        write_page_index=True,
        write_page_checksum=True,
        coerce_timestamps="us",
    )
