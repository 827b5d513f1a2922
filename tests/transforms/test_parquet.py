"""Where a file's pages lie: elsewhere for other rows, at the same place for the same ones, and every reader finds them."""

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.records import Quote
from schemas.tables import TABLES
from transforms.parquet import MOST_SHIFT, empty_table, write_table
from transforms.rows import record_table

DAY = date(2026, 11, 2)


def quotes(number: int, text: str = "话") -> pa.Table:
    """So many sayings."""
    return record_table(
        TABLES["quotes"], [Quote(f"{row:064}", DAY, "saying", None, None, None, None, text, row, row + 1, direct=True) for row in range(number)]
    )


def first_page(path: Path) -> int:
    """Where the first page of the file begins."""
    column = pq.ParquetFile(path).metadata.row_group(0).column(0)
    return column.dictionary_page_offset or column.data_page_offset


def test_pages_of_other_rows_lie_elsewhere(tmp_path: Path) -> None:
    """One row more, or other text, moves them; the order in which rows come doesn't."""
    places = []
    for number, rows in enumerate([quotes(200), quotes(200).slice(0, 199), quotes(200, "谎"), quotes(200).take(list(range(199, -1, -1)))]):
        write_table("quotes", rows, tmp_path / f"{number}")
        places.append(first_page(tmp_path / f"{number}"))
    assert len(set(places[:3])) == 3
    assert places[3] == places[0]
    assert (tmp_path / "3").read_bytes() == (tmp_path / "0").read_bytes()


def test_places_are_spread(tmp_path: Path) -> None:
    """No two of fifty versions begin at the same place, and none begins later than it may."""
    places = set()
    for number in range(1, 51):
        write_table("quotes", quotes(number), tmp_path / "f")
        places.add(first_page(tmp_path / "f"))
    assert len(places) >= 48
    assert max(places) < MOST_SHIFT + 4


@pytest.mark.parametrize("number", [0, 1, 40_000])
def test_every_reader_finds_the_pages(number: int, tmp_path: Path) -> None:
    """Whole and filtered, in one group of rows and in several, with page checksums verified where a reader can."""
    path = tmp_path / "f.parquet"
    rows = quotes(number) if number else empty_table("quotes")
    write_table("quotes", rows, path)
    assert pq.read_table(path, page_checksum_verification=True).num_rows == number
    assert len(pd.read_parquet(path)) == number
    late = sum(1 for row in range(number) if row > 20_000)
    assert pl.scan_parquet(path).filter(pl.col("start") > 20_000).select("text").collect().height == late
    assert duckdb.sql(f"SELECT text FROM '{path}' WHERE start > 20000").fetchall() == [("话",)] * late  # noqa: S608 - a test's file
