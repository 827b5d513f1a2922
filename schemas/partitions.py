"""Where the rows of a table and day lie: the one rule of the lake's layout that writers and readers share."""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from pathlib import Path

UNKNOWN_DATE = date(1, 1, 1)
"""The partition of rows whose date is unknown: NULL in the file, `date=0001-01-01` in the path, as every Parquet reader takes it."""


class Grain(StrEnum):
    """How much time one partition holds."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


PARTITION_KEY = "date"
PARTITION_FILES = {Grain.DAY: "part.parquet", Grain.MONTH: "month.parquet", Grain.YEAR: "year.parquet"}
"""The name of a partition's one file; `schemas.parts` has those of one with many rows. It differs, so that a reader who listed a lake of days
doesn't take a month for one of them."""


def partition_date(value: date | None) -> date:
    """The day of the partition that a row with this date lies in."""
    return UNKNOWN_DATE if value is None else value


def partition_of(day: date, grain: Grain) -> date:
    """The first day of the partition that a day lies in; UNKNOWN_DATE stays what it is."""
    if grain == Grain.DAY:
        return day
    return day.replace(day=1) if grain == Grain.MONTH else day.replace(month=1, day=1)


def last_day(partition: date, grain: Grain) -> date:
    """The last day that lies in a partition; UNKNOWN_DATE lies alone in its own."""
    if grain == Grain.DAY or partition == UNKNOWN_DATE:
        return partition
    month = partition.month if grain == Grain.MONTH else 12
    return partition.replace(month=month, day=monthrange(partition.year, month)[1])


def partition_folder(table: str, day: date | None) -> str:
    """The folder of a table's partition, relative to the lake's root, as `articles/date=2026-11-21`."""
    return f"{table}/{PARTITION_KEY}={(day or UNKNOWN_DATE).isoformat()}"


def partition_name(table: str, day: date | None, grain: Grain = Grain.DAY) -> str:
    """The path of a partition's one file, relative to the lake's root, as `articles/date=2026-11-21/part.parquet`."""
    return f"{partition_folder(table, day)}/{PARTITION_FILES[grain]}"


def parse_folder(folder: Path, grain: Grain = Grain.DAY) -> date | None:
    """The first day of a partition's folder; None where its name is not one that `partition_folder` gives."""
    key, _, value = folder.name.partition("=")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if key == PARTITION_KEY and day.isoformat() == value and day == partition_of(day, grain) else None


def parse_partition(path: Path, grain: Grain = Grain.DAY) -> date | None:
    """The first day of a partition's one file; None where the path is not one that `partition_name` gives."""
    return parse_folder(path.parent, grain) if path.name == PARTITION_FILES[grain] else None
