"""Rows of a lake's tables, read a partition at a time: in the order of days and of each file, those of unknown date first."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import LakeError, UsageError
from pipeline.lake.folders import Lake
from schemas.arrow import arrow_schema
from schemas.partitions import PARTITION_KEY, UNKNOWN_DATE, last_day
from schemas.tables import DATE_COLUMN, TABLES

if TYPE_CHECKING:
    import pyarrow.dataset as ds

BATCH_ROWS = 4096


@dataclass(frozen=True, slots=True)
class Days:
    """Which partitions are wanted."""

    first: date | None = None
    last: date | None = None
    undated: bool = True
    """Whether rows of unknown date are wanted."""

    def has(self, day: date) -> bool:
        """Whether a day is wanted; UNKNOWN_DATE for rows of unknown date."""
        return self.some_of(day, day)

    def some_of(self, first: date, last: date) -> bool:
        """Whether a day of these is wanted."""
        if first == UNKNOWN_DATE:
            return self.undated
        return (self.first is None or last >= self.first) and (self.last is None or first <= self.last)


ALL_DAYS = Days()


def check_table(table: str) -> str:
    """The table's name. Raises UsageError for one that there isn't."""
    if table not in TABLES:
        raise UsageError(f"there is no table {table}: name one of {', '.join(TABLES)}")
    return table


def check_columns(table: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The wanted columns of a table, all where none is named. Raises UsageError for one that there isn't."""
    known = arrow_schema(TABLES[table]).names
    if unknown := [name for name in wanted if name not in known]:
        raise UsageError(f"{table} has no column {unknown[0]}: name some of {', '.join(known)}")
    return tuple(wanted) or tuple(known)


def stream_rows(lake: Lake, table: str, columns: Sequence[str], days: Days = ALL_DAYS) -> Iterator[dict[str, Any]]:
    """The rows of some days, in memory that doesn't grow with them. Raises LakeError for a file that is damaged or replaced meanwhile."""
    grain, dated = lake.grain, DATE_COLUMN[table]
    for day in lake.days(table):
        if not days.some_of(day, last_day(day, grain)):
            continue
        with told_when_replaced():
            for file in map(pq.ParquetFile, lake.partition_files(table, day)):
                present = [name for name in dict.fromkeys((*columns, dated)) if name in file.schema_arrow.names]
                for batch in file.iter_batches(BATCH_ROWS, columns=present):
                    wanted = (row for row in batch.to_pylist() if days.has(row[dated] or UNKNOWN_DATE))
                    yield from ({name: row.get(name) for name in columns} for row in wanted)


def sample_rows(lake: Lake, table: str, count: int) -> list[dict[str, Any]]:
    """So many rows of a table, evenly spread over it, the same each time; all where it has fewer."""
    with told_when_replaced():
        held = {path: pq.read_metadata(path).num_rows for day in lake.days(table) for path in lake.partition_files(table, day)}
        total = sum(held.values())
        count = min(count, total)
        wanted = [(2 * i + 1) * total // (2 * count) for i in range(count)]
        rows, before = [], 0
        for path, size in held.items():
            if here := [place - before for place in wanted if before <= place < before + size]:
                rows += pq.ParquetFile(path).read().take(pa.array(here)).to_pylist()
            before += size
    return rows


def table_dataset(lake: Lake, table: str) -> "ds.Dataset":
    """A table as a dataset with its columns and `date`, the partition's day; a filter on `date` opens only the files of those days."""
    import pyarrow.dataset as ds  # noqa: PLC0415 - imports pandas where that is installed, and most that read rows need neither

    key = pa.field(PARTITION_KEY, pa.date32())
    partitioning = ds.partitioning(pa.schema([key]), flavor="hive")
    if not lake.table(table).is_dir():  # of a record type that nothing has been read with yet
        return ds.dataset(arrow_schema(TABLES[table]).append(key).empty_table())
    with told_when_replaced():
        return ds.dataset(lake.table(table), schema=arrow_schema(TABLES[table]).append(key), format="parquet", partitioning=partitioning)


@contextmanager
def told_when_replaced() -> Iterator[None]:
    """Say in one line what a reader can do about a file that was replaced while it was read, or is damaged."""
    try:
        yield
    except FileNotFoundError as error:
        raise LakeError("a run replaced files of the lake while they were read: try again, or read a snapshot (zhengwen snapshot NAME)") from error
    except (pa.ArrowInvalid, OSError) as error:
        raise LakeError(f"a file of the lake can't be read: {error}: zhengwen verify names what is damaged") from error
