"""How a table's file is written: the same rows give the same bytes, and other rows lie elsewhere in the file."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema
from schemas.tables import TABLES
from transforms.checksum import TextChecksum
from transforms.in_order import in_order
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
    """Write a table's rows in the order of their key; see `write_pieces`."""
    write_pieces(in_order(table, rows), path)


def write_pieces(pieces: Iterable[pa.Table], path: Path) -> None:
    """Write a table's rows, of which a group is in memory at a time.

    The pages begin at a place that follows from the rows. DuckDB and Polars read a file's footer when they plan a query and open the
    file again when they run it; where it was replaced in between, the old footer's offsets must not hit pages of the new file, or rows
    would be cut short with nothing said. So they don't hit any, and the reader is told (docs/lake.md has what was measured).
    A Parquet file's pages are where its footer says, and nothing asks for them to lie close.

    Args:
        pieces: The rows in their order, with exactly the table's columns, in one table or more.
        path: The file, which is there whole or not at all; its folder exists.
    """
    with (
        _set_down(_groups(pieces), path.parent) as (checksum, schema, groups),
        written_whole(path) as unfinished,
        pa.OSFile(str(unfinished), "wb") as file,
        pq.ParquetWriter(
            file,
            schema,
            compression="zstd",
            compression_level=ZSTD_LEVEL,
            write_page_index=True,
            write_page_checksum=True,
            coerce_timestamps="us",
        ) as writer,
    ):
        file.write(bytes(checksum % MOST_SHIFT))
        for group in groups:
            writer.write_table(group, row_group_size=ROW_GROUP_ROWS)


def _groups(pieces: Iterable[pa.Table]) -> Iterator[tuple[pa.Table, bool]]:
    """The rows in groups of the file, none of them in pieces, and with each whether it is the last. Nothing is held that was given and let go of."""
    rows: list[pa.Table] = []
    for piece in pieces:
        rows.append(piece)
        while sum(map(len, rows)) > ROW_GROUP_ROWS:
            joined = pa.concat_tables(rows)
            rows = [joined.slice(ROW_GROUP_ROWS)]
            joined = joined.slice(0, ROW_GROUP_ROWS).combine_chunks()
            yield joined, False
            del joined
    yield pa.concat_tables(rows).combine_chunks(), True


@contextmanager
def _set_down(groups: Iterator[tuple[pa.Table, bool]], folder: Path) -> Iterator[tuple[int, pa.Schema, Iterable[pa.Table]]]:
    """What has to be known before the first group is written, and the groups: where they are several, they lie in a file without a name meanwhile."""
    checksum = TextChecksum()
    group, last = next(groups)
    checksum.add(group)
    schema = group.schema
    if last:
        yield checksum.value, schema, [group]
        return
    with TemporaryFile(dir=folder) as file:
        with pa.ipc.new_stream(file, schema) as writer:
            while True:
                writer.write_table(group)
                del group  # before the next is made
                if last:
                    break
                group, last = next(groups)
                checksum.add(group)
        file.seek(0)
        yield checksum.value, schema, (pa.Table.from_batches([batch]) for batch in pa.ipc.open_stream(file))
