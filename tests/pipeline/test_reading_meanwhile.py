"""Readers in a loop while partitions are rewritten, added and removed.

Each partition's file holds one version of its rows: a number of rows, and in each row that number. An answer is wrong where a
partition's rows are not of one version, or not all there. A reader may be told that a file is gone or changed, between its listing of a
folder or its reading of a footer and its reading of the rows: it reads again, and that is counted apart.

DuckDB and Polars open a file twice in one query; that they are told, and don't get rows cut short, is `write_table`'s doing.
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

from pipeline.files import Files
from pipeline.lake.commit import recover
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.lock import writing
from pipeline.lake.snapshot import drop_snapshot, take_snapshot
from tests.conftest import Tried

ROOT = Path(__file__).resolve().parents[2]
Answer = Iterable[tuple[int, str | int, str | int]]
"""Of each partition: its rows, and the smallest and the largest value of a column that begins with, or is, the version."""

COLUMNS = ("article_id", "start")
"""The first column of the file, and one behind others: a footer of another version may be right about the first and not about the other."""


def read_with_duckdb(table: Path, column: str) -> Answer:
    """Group by partition in DuckDB."""
    query = f"SELECT count(*), min({column}), max({column}) FROM read_parquet('{table}/*/*.parquet', hive_partitioning=true) GROUP BY date"  # noqa: S608 - a test's folder
    return duckdb.sql(query).fetchall()


def read_with_polars(table: Path, column: str) -> Answer:
    """Group by partition in Polars."""
    frame = pl.scan_parquet(f"{table}/*/*.parquet", hive_partitioning=True)
    groups = frame.group_by("date").agg(pl.len().alias("rows"), pl.min(column).alias("low"), pl.max(column).alias("high"))
    return groups.select("rows", "low", "high").collect().rows()


def read_with_pyarrow(table: Path, column: str) -> Answer:
    """Group by partition in pyarrow."""
    return _grouped_by_pyarrow(table, column)


def read_listed_with_pyarrow(table: Path, column: str) -> Answer:
    """The same of files that were listed before: pyarrow's own list leaves out what goes meanwhile, so that part of a hot day may lack."""
    return _grouped_by_pyarrow(sorted(map(str, table.glob("*/*.parquet"))), column)


def _grouped_by_pyarrow(source: Path | list[str], column: str) -> Answer:
    dataset = ds.dataset(source, format="parquet", partitioning=ds.partitioning(pa.schema([("date", pa.string())]), flavor="hive"))
    groups = dataset.to_table(columns=["date", column]).group_by("date").aggregate([(column, "count"), (column, "min"), (column, "max")])
    return zip(*(groups[f"{column}_{name}"].to_pylist() for name in ("count", "min", "max")), strict=True)


def version(value: str | int) -> int:
    """The version that a row's value tells: an article_id begins with it, behind the digit of its range."""
    return int(value[1:8]) if isinstance(value, str) else value


READERS: dict[str, Callable[[Path, str], Answer]] = {"duckdb": read_with_duckdb, "polars": read_with_polars, "pyarrow": read_with_pyarrow}
READERS_OF_HOT_DAYS = READERS | {"pyarrow": read_listed_with_pyarrow}
"""Each as docs/lake.md tells that it may read while such a day changes."""
GONE = (duckdb.Error, pl.exceptions.PolarsError, OSError, pa.ArrowException)


ONE_FILE = "tests.pipeline.rewrite_alone"
HOT = "tests.pipeline.rewrite_hot_alone"


@contextmanager
def rewriting(lake: Lake, how: str = "0.0", writer_module: str = ONE_FILE) -> Iterator[Counter[str]]:
    """A writer that commits all the time, with so many seconds between two commits, or in the mode `how`; they are counted when it is stopped."""
    command = [sys.executable, "-m", writer_module, str(lake.root), how]
    counts: Counter[str] = Counter()
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True) as writer:  # noqa: S603 - our own module
        assert writer.stdout is not None
        writer.stdout.readline()
        yield counts
        assert writer.poll() is None, "the writer went on to the end"
        writer.kill()
        counts["commits"] = sum(1 for _ in writer.stdout)


def of_one_version(rows: int, low: str | int, high: str | int) -> bool:
    """Whether each row names the number of rows."""
    return rows == version(low) == version(high)


def without_gaps(rows: int, low: str | int, high: str | int) -> bool:
    """Whether the rows are numbered through: a commit adds some to several files, and one of them alone would leave a gap."""
    return low == 0 and rows == int(high) + 1


def read(
    ask: Callable[[Path, str], Answer], table: Path, counts: Counter[str], is_right: Callable[[int, str | int, str | int], bool] = of_one_version
) -> None:
    """One answer, into the counts."""
    columns = COLUMNS if is_right is of_one_version else COLUMNS[1:]
    try:
        answer = list(ask(table, columns[sum(counts.values()) % len(columns)]))
    except GONE:
        counts["again"] += 1
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Polars tells of an assertion of its own
            raise
        counts["again"] += 1
    else:
        right = len(answer) >= 3 and all(is_right(*each) for each in answer)
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
                read(READERS[reader], snapshot / "quotes", counts)
            with writing(lake, wait_seconds=60):
                drop_snapshot(lake, "s", Files())
    return counts


def read_live(root: Path, reader: str, reads: int) -> Counter[str]:
    """Read the lake itself, while it goes on."""
    lake = open_or_create_lake(root, Files())
    with rewriting(lake) as counts:
        while sum(counts.values()) < reads:
            read(READERS[reader], lake.table("quotes"), counts)
    return counts


def read_hot(root: Path, reader: str, reads: int, mode: str) -> Counter[str]:
    """Read days of several files, while they go on."""
    lake = open_or_create_lake(root, Files())
    with rewriting(lake, mode, HOT) as counts:
        while sum(counts.values()) < reads:
            read(READERS_OF_HOT_DAYS[reader], lake.table("quotes"), counts, of_one_version if mode == "anew" else without_gaps)
    return counts


def note(tried: Tried, what: str, counts: Counter[str]) -> None:
    """Tell the matrix of the answers."""
    tried(f"answers read from a {what} while it was rewritten: right", counts["right"])
    tried(f"answers read from a {what} while it was rewritten: an error, had to read again", counts["again"])


LIVE = {"duckdb": 800, "polars": 800, "pyarrow": 400}
"""2,000 answers."""


@pytest.mark.parametrize("reader", READERS)
def test_no_reader_of_a_snapshot_is_ever_wrong_or_has_to_read_again(reader: str, fast_folder: Path, tried: Tried) -> None:
    """Every answer of DuckDB, Polars and pyarrow is right, at once, while the lake changes all the time."""
    counts = read_snapshots(fast_folder / reader, reader, 300)
    assert (counts["right"], counts["wrong"], counts["again"]) == (300, 0, 0)
    assert counts["commits"] > 10
    note(tried, "snapshot", counts)


@pytest.mark.parametrize("reader", READERS)
def test_no_reader_is_ever_wrong(reader: str, tmp_path: Path, tried: Tried) -> None:
    """On the lake itself, rewritten without any pause: a reader may have to read again, but what it reads is right."""
    counts = read_live(tmp_path / "live", reader, LIVE[reader])
    assert counts["wrong"] == 0
    assert counts["right"] > LIVE[reader] / 2
    assert counts["commits"] > 10
    note(tried, "lake", counts)


@pytest.mark.parametrize("mode", ["anew", "growing"])
@pytest.mark.parametrize("reader", READERS)
def test_no_reader_of_a_hot_day_is_ever_wrong(reader: str, mode: str, fast_folder: Path, tried: Tried) -> None:
    """A day of several files, exchanged without any pause, all of them or a few: never a mixture, never the day left out."""
    counts = read_hot(fast_folder / f"{reader}-{mode}", reader, 150, mode)
    assert counts["wrong"] == 0
    assert counts["right"] > 50
    assert counts["commits"] > 0
    note(tried, "hot day", counts)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["anew", "growing"])
@pytest.mark.parametrize("reader", READERS)
def test_no_reader_of_a_hot_day_is_ever_wrong_for_long(reader: str, mode: str, tmp_path: Path, tried: Tried) -> None:
    """The same of 5,000 answers each, on a disk."""
    counts = read_hot(tmp_path / "live", reader, 5_000, mode)
    assert counts["wrong"] == 0
    note(tried, "hot day", counts)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_no_reader_is_ever_wrong_for_long(reader: str, tmp_path: Path, tried: Tried) -> None:
    """The same of 34,000 answers each, on a disk."""
    counts = read_live(tmp_path / "live", reader, 34_000)
    assert counts["wrong"] == 0
    note(tried, "lake", counts)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_no_reader_of_a_snapshot_is_ever_wrong_for_long(reader: str, tmp_path: Path, tried: Tried) -> None:
    """The same of 34,000 answers each, on a disk."""
    counts = read_snapshots(tmp_path / "lake", reader, 34_000)
    assert (counts["right"], counts["wrong"], counts["again"]) == (34_000, 0, 0)
    note(tried, "snapshot", counts)
