"""How many rows the tables of a lake hold, from the footers of their files."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.lake.folders import Lake
from pipeline.store.fetching import bring, rows_in_store
from schemas.partitions import UNKNOWN_DATE, partition_name
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
    if (held := rows_in_store(lake, table)) is not None:
        return _count_stored(lake, table, held)
    footers = {day: found for day in lake.days(table) if (found := _footers(lake, table, day))}
    undated = _rows(footers.pop(UNKNOWN_DATE, []))
    first = _bounds(table, footers[min(footers)])[0] if footers else None
    last = _bounds(table, footers[max(footers)])[1] if footers else None
    return TableCount(table, undated + sum(map(_rows, footers.values())), len(footers), first, last, undated)


def _count_stored(lake: Lake, table: str, held: dict[date, int]) -> TableCount:
    """Of a lake in a store, whose list of files says how many rows each has: only the first and the last day's are looked into."""
    undated, rows = held.get(UNKNOWN_DATE, 0), sum(held.values())
    known = sorted(held.keys() - {UNKNOWN_DATE})
    bring(lake, [partition_name(table, day, lake.grain) for day in {*known[:1], *known[-1:]}])
    footers = [footer for day in (*known[:1], *known[-1:]) if (footer := _footers(lake, table, day))]
    first, last = (_bounds(table, footers[0])[0], _bounds(table, footers[-1])[1]) if footers else (None, None)
    return TableCount(table, rows, len(known), first, last, undated)


def _rows(footers: list[pq.FileMetaData]) -> int:
    return sum(footer.num_rows for footer in footers)


def _footers(lake: Lake, table: str, day: date) -> list[pq.FileMetaData]:
    """Those of a partition's files; none where one of them is gone."""
    found = []
    for path in lake.partition_files(table, day):
        try:
            found.append(pq.read_metadata(path))
        except FileNotFoundError:
            return []
        except pa.ArrowException as error:
            raise lake.damaged(path) from error
    return found


def _bounds(table: str, footers: list[pq.FileMetaData]) -> tuple[date, date]:
    """The first and last day of a partition's rows, from what its footers say of the column; a file of a cut partition may have no rows."""
    paths = [footers[0].schema.column(number).path for number in range(footers[0].num_columns)]
    column = paths.index(DATE_COLUMN[table])
    groups = (footer.row_group(group) for footer in footers if footer.num_rows for group in range(footer.num_row_groups))
    statistics = [group.column(column).statistics for group in groups]
    return min(each.min for each in statistics), max(each.max for each in statistics)
