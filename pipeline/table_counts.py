"""How many rows the tables of a lake hold, from the footers of their files."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake import Lake
from schemas.partitions import UNKNOWN_DATE
from schemas.records import TABLES


@dataclass(frozen=True, slots=True)
class TableCount:
    """What a table holds."""

    table: str
    rows: int
    days: int
    """Partitions of known dates."""
    first: date | None
    last: date | None
    undated: int
    """Rows whose date is unknown."""


def count_tables(lake: Lake) -> tuple[TableCount, ...]:
    """Each table's rows and dates; a file that a commit takes away meanwhile has none. Raises LakeError where a file is damaged."""
    return tuple(_count_table(lake, table) for table in TABLES)


def _count_table(lake: Lake, table: str) -> TableCount:
    rows = {day: count for day in lake.days(table) if (count := _rows(lake, table, day))}
    known = [day for day in rows if day != UNKNOWN_DATE]
    undated = rows.get(UNKNOWN_DATE, 0)
    return TableCount(table, sum(rows.values()), len(known), min(known, default=None), max(known, default=None), undated)


def _rows(lake: Lake, table: str, day: date) -> int:
    try:
        return int(pq.read_metadata(lake.partition_path(table, day)).num_rows)
    except FileNotFoundError:
        return 0
    except pa.ArrowException as error:
        raise lake.damaged(table, day) from error
