"""How many rows the tables of a lake hold, from the footers of their files."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake import Lake
from schemas.partitions import UNKNOWN_DATE
from schemas.tables import DATE_COLUMN, TABLES


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
    footers = {day: footer for day in lake.days(table) if (footer := _footer(lake, table, day))}
    undated = footers.pop(UNKNOWN_DATE, None)
    rows = sum(footer.num_rows for footer in footers.values()) + (undated.num_rows if undated else 0)
    first = _bounds(table, footers[min(footers)])[0] if footers else None
    last = _bounds(table, footers[max(footers)])[1] if footers else None
    return TableCount(table, rows, len(footers), first, last, undated.num_rows if undated else 0)


def _footer(lake: Lake, table: str, day: date) -> pq.FileMetaData | None:
    try:
        return pq.read_metadata(lake.partition_path(table, day))
    except FileNotFoundError:
        return None
    except pa.ArrowException as error:
        raise lake.damaged(table, day) from error


def _bounds(table: str, footer: pq.FileMetaData) -> tuple[date, date]:
    """The first and last day of a partition's rows, from what its footer says of the column."""
    paths = [footer.schema.column(number).path for number in range(footer.num_columns)]
    column = paths.index(DATE_COLUMN[table])
    statistics = [footer.row_group(group).column(column).statistics for group in range(footer.num_row_groups)]
    return min(each.min for each in statistics), max(each.max for each in statistics)
