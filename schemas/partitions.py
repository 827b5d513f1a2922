"""Where the rows of a table and day lie: the one rule of the lake's layout that writers and readers share."""

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
PARTITION_FILE = "part.parquet"


def partition_date(value: date | None) -> date:
    """The day of the partition that a row with this date lies in."""
    return UNKNOWN_DATE if value is None else value


def partition_name(table: str, day: date | None) -> str:
    """The path of a table's file for a day, relative to the lake's root, as `articles/date=2026-11-21/part.parquet`."""
    return f"{table}/{PARTITION_KEY}={(day or UNKNOWN_DATE).isoformat()}/{PARTITION_FILE}"


def parse_partition(path: Path) -> date | None:
    """The day of a partition's file; None where the path is not one that `partition_name` gives."""
    key, _, value = path.parent.name.partition("=")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if key == PARTITION_KEY and day.isoformat() == value and path.name == PARTITION_FILE else None
