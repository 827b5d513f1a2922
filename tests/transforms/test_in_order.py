"""Rows of files and rows that come are given in order, each once; the checksum of what is seen piece by piece is that of all of it."""

import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.records import Quote
from schemas.tables import SORT_KEY, TABLES
from transforms import in_order as module
from transforms.checksum import TextChecksum, joined
from transforms.in_order import in_order
from transforms.parquet import ROW_GROUP_ROWS, write_pieces, write_table
from transforms.rows import record_table

KEYS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 99)), max_size=40, unique=True)


def quotes(keys: Sequence[tuple[int, int]]) -> pa.Table:
    """A saying for each story and place."""
    rows = [
        Quote(f"{story:064}", date(2026, 11, 2), "saying", None, None, None, None, "话" * place, place, place + 1, direct=True)
        for story, place in keys
    ]
    return record_table(TABLES["quotes"], rows).replace_schema_metadata(None)


@given(KEYS, KEYS, st.integers(1, 7))
def test_rows_of_files_and_others_are_given_in_order(present: list[tuple[int, int]], come: list[tuple[int, int]], piece: int) -> None:
    """However the present rows are cut into batches, and however many are gathered at once: the whole sorted at once is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PIECE_ROWS", piece)
        given_rows = pa.concat_tables(in_order("quotes", quotes(come), quotes(sorted(present)).to_batches(max_chunksize=piece)))
    order = [(name, "ascending") for name in SORT_KEY["quotes"]]
    assert given_rows.to_pylist() == pa.concat_tables([quotes(sorted(present)), quotes(come)]).sort_by(order).to_pylist()


@given(st.binary(max_size=99), st.binary(max_size=999), st.integers(0, 2**32 - 1))
def test_checksums_are_joined(first: bytes, second: bytes, seed: int) -> None:
    """As if the bytes had been seen one behind the other, whatever came before them."""
    before = zlib.crc32(first, seed)
    assert joined(before, zlib.crc32(second), len(second)) == zlib.crc32(second, before)


@given(KEYS, st.integers(1, 7))
def test_the_checksum_of_pieces_is_that_of_the_whole(keys: list[tuple[int, int]], piece: int) -> None:
    """It goes column after column, also where the rows come a few at a time."""
    rows = quotes(keys)
    checksum = TextChecksum()
    for start in range(0, rows.num_rows, piece):
        checksum.add(rows.slice(start, piece))
    expected = rows.num_rows
    for field in rows.schema:
        if pa.types.is_string(field.type):
            expected = zlib.crc32("".join(value or "" for value in rows[field.name].to_pylist()).encode(), expected)
    assert checksum.value == expected


def test_pieces_leave_the_file_that_the_table_does(tmp_path: Path) -> None:
    """Several groups of rows in pieces of any size, and nothing else is left in the folder."""
    rows = quotes([(story, 1) for story in range(ROW_GROUP_ROWS * 2 + 5)])
    write_table("quotes", rows, tmp_path / "table")
    write_pieces((rows.slice(start, 3_001) for start in range(0, rows.num_rows, 3_001)), tmp_path / "pieces")
    assert (tmp_path / "pieces").read_bytes() == (tmp_path / "table").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"table", "pieces"}
