"""Readers that users have open every table, with the same counts and dates, unknown ones included."""

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pytest

from schemas.partitions import UNKNOWN_DATE
from schemas.tables import DATE_COLUMN, TABLES
from tests.helpers import SAMPLE, ingest, rows

Summary = tuple[int, int, date | None, date | None, date, date]
"""Rows, rows without a date, first and last date in the file, first and last date in the path."""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with the bundled sample."""
    root = tmp_path_factory.mktemp("readers") / "lake"
    ingest(root, SAMPLE)
    return root


def by_duckdb(root: Path, column: str) -> Summary:
    """DuckDB's hive-partitioned view of a table."""
    query = f"SELECT count(*), count(*) - count({column}), min({column}), max({column}), min(date), max(date) FROM read_parquet('{root}/*/*.parquet', hive_partitioning = true)"  # noqa: S608, E501 - names of this test's own
    return duckdb.sql(query).fetchall()[0]


def by_polars(root: Path, column: str) -> Summary:
    """Polars' hive-partitioned scan of a table."""
    frame = pl.scan_parquet(root, hive_partitioning=True, try_parse_hive_dates=True).collect()
    return frame.height, frame[column].null_count(), frame[column].min(), frame[column].max(), frame["date"].min(), frame["date"].max()  # type: ignore[return-value]


def by_pandas(root: Path, column: str) -> Summary:
    """A table as a pandas frame."""
    frame = pd.read_parquet(root)
    known = frame[column].dropna()
    days = [date.fromisoformat(day) for day in frame["date"].astype(str).unique()]
    return len(frame), len(frame) - len(known), known.min() if len(known) else None, known.max() if len(known) else None, min(days), max(days)


def by_pyarrow(root: Path, column: str) -> Summary:
    """Pyarrow's dataset of a table."""
    table = ds.dataset(root, partitioning="hive").to_table()
    ends = pc.min_max(table[column]).as_py()
    days = [date.fromisoformat(day) for day in table["date"].unique().to_pylist()]
    return table.num_rows, table[column].null_count, ends["min"], ends["max"], min(days), max(days)


@pytest.mark.parametrize("read", [by_duckdb, by_polars, by_pandas, by_pyarrow])
@pytest.mark.parametrize("table", TABLES)
def test_readers_agree(table: str, read: object, lake: Path) -> None:
    """Counts, NULL dates and the ranges of both dates are what the files hold."""
    column = DATE_COLUMN[table]
    held = [row[column] for row in rows(lake, table)]
    known = [day for day in held if day]
    in_paths = [day or UNKNOWN_DATE for day in held]

    expected = (len(held), len(held) - len(known), min(known, default=None), max(known, default=None), min(in_paths), max(in_paths))
    assert expected == read(lake / table, column)  # type: ignore[operator]


def test_a_filter_on_date_reads_only_its_files(lake: Path) -> None:
    """A filter on the path's date gives the rows of those days and no unknown ones."""
    query = (
        f"SELECT DISTINCT date, published_date FROM read_parquet('{lake}/articles/*/*.parquet', hive_partitioning = true) WHERE date >= '2000-01-01'"  # noqa: S608
    )
    found = duckdb.sql(query).fetchall()

    assert found
    assert all(day == published for day, published in found)


def test_columns_carry_their_descriptions(lake: Path) -> None:
    """A file's schema tells what each column means."""
    file = next((lake / "people").rglob("*.parquet"))

    assert all(field.metadata[b"description"] for field in ds.dataset(file).schema)
