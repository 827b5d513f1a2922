"""Readers in a loop while partitions are rewritten, added and removed.

Each partition's file holds one version of its rows: a number of rows, and in each row that number. An answer is wrong where a
partition's rows are not of one version, or not all there. A reader may be told that a file is gone, between its listing of a
folder and its opening of the file: it reads again, and that is counted apart.

DuckDB and Polars open a file twice in one query, so that on a lake that is being written they may be wrong (docs/lake.md has how
often): on a snapshot no reader ever is. pyarrow opens it once.
"""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from pipeline.commit import recover
from pipeline.files import Files
from pipeline.lake import Lake, open_or_create_lake
from pipeline.lock import writing
from pipeline.snapshot import drop_snapshot, take_snapshot

ROOT = Path(__file__).resolve().parents[2]
Answer = Iterable[tuple[int, int, int]]
"""Of each partition: its rows, and the smallest and the largest version in them, which is the number of rows meant."""


def read_with_duckdb(table: Path) -> Answer:
    """Group by partition in DuckDB."""
    query = f"SELECT count(*), min(version), max(version) FROM read_parquet('{table}/*/*.parquet', hive_partitioning=true) GROUP BY date"  # noqa: S608 - a test's folder
    return duckdb.sql(query).fetchall()


def read_with_polars(table: Path) -> Answer:
    """Group by partition in Polars."""
    frame = pl.scan_parquet(f"{table}/*/*.parquet", hive_partitioning=True)
    groups = frame.group_by("date").agg(pl.len().alias("rows"), pl.min("version").alias("low"), pl.max("version").alias("high"))
    return groups.select("rows", "low", "high").collect().rows()


def read_with_pyarrow(table: Path) -> Answer:
    """Group by partition in pyarrow."""
    rows = ds.dataset(table, format="parquet", partitioning=ds.partitioning(pa.schema([("date", pa.string())]), flavor="hive")).to_table()
    groups = rows.group_by("date").aggregate([("version", "count"), ("version", "min"), ("version", "max")])
    return zip(*(groups[name].to_pylist() for name in ("version_count", "version_min", "version_max")), strict=True)


READERS: dict[str, Callable[[Path], Answer]] = {"duckdb": read_with_duckdb, "polars": read_with_polars, "pyarrow": read_with_pyarrow}
GONE = (duckdb.Error, pl.exceptions.PolarsError, OSError, pa.ArrowException)


@contextmanager
def rewriting(lake: Lake) -> Iterator[Counter[str]]:
    """A writer that commits all the time; its commits are counted when it is stopped."""
    command = [sys.executable, "-m", "tests.pipeline.rewrite_alone", str(lake.root)]
    counts: Counter[str] = Counter()
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603 - our own module
        assert writer.stdout is not None
        writer.stdout.readline()
        yield counts
        assert writer.poll() is None, "the writer went on to the end"
        writer.kill()
        counts["commits"] = sum(1 for _ in writer.stdout)


def read(reader: str, table: Path, counts: Counter[str]) -> None:
    """One answer, into the counts."""
    try:
        answer = list(READERS[reader](table))
    except GONE:
        counts["again"] += 1
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Polars tells of an assertion of its own
            raise
        counts["again"] += 1
    else:
        right = len(answer) >= 3 and all(rows == low == high for rows, low, high in answer)
        counts["right" if right else "wrong"] += 1


def read_snapshots(root: Path, reader: str, reads: int) -> Counter[str]:
    """Take a snapshot after every ten answers, and read that, while the lake goes on."""
    lake = open_or_create_lake(root, Files())
    with rewriting(lake) as counts:
        while sum(counts.values()) < reads:
            with writing(lake, wait_seconds=60):
                recover(lake, Files())
                snapshot = take_snapshot(lake, "s", Files())
            for _ in range(10):
                read(reader, snapshot / "quotes", counts)
            with writing(lake, wait_seconds=60):
                drop_snapshot(lake, "s", Files())
    return counts


def read_live(root: Path, reader: str, reads: int) -> Counter[str]:
    """Read the lake itself, while it goes on."""
    lake = open_or_create_lake(root, Files())
    with rewriting(lake) as counts:
        while sum(counts.values()) < reads:
            read(reader, lake.table("quotes"), counts)
    return counts


@pytest.mark.parametrize("reader", READERS)
def test_no_reader_of_a_snapshot_is_ever_wrong_or_has_to_read_again(reader: str, fast_folder: Path) -> None:
    """Every answer of DuckDB, Polars and pyarrow is right, at once, while the lake changes all the time."""
    reads = 300 if reader == "pyarrow" else 700
    counts = read_snapshots(fast_folder / reader, reader, reads)
    assert (counts["right"], counts["wrong"], counts["again"]) == (reads, 0, 0)
    assert counts["commits"] > 10


def test_a_reader_that_opens_a_file_once_is_never_wrong(fast_folder: Path) -> None:
    """Pyarrow on the lake itself: it may have to read again, but what it reads is right."""
    counts = read_live(fast_folder / "live", "pyarrow", 300)
    assert counts["wrong"] == 0
    assert counts["right"] > 200
    assert counts["commits"] > 10


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_no_reader_of_a_snapshot_is_ever_wrong_for_long(reader: str, tmp_path: Path) -> None:
    """The same of 34,000 answers each, on a disk."""
    counts = read_snapshots(tmp_path / "lake", reader, 34_000)
    assert (counts["right"], counts["wrong"], counts["again"]) == (34_000, 0, 0)
