"""What a lake's tables, ledger and index take, by page: read from a lake that is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.lake.folders import open_lake
from pipeline.lake.ledger import open_ledger_for_reading
from schemas.tables import TABLES


@dataclass(frozen=True, slots=True)
class Stored:
    """What a table takes, or the ledger, or the index of similar stories."""

    name: str
    pages: int
    """Pages of the lake."""
    stories: int
    files: int
    rows: int
    bytes: int
    """Of rows alone: what files take besides, for the descriptions and indices of their columns, is in `footers`."""
    footers: int


def stored(root: Path) -> Iterator[Stored]:
    """Each table, then the ledger and the index of similar stories."""
    lake = open_lake(root)
    with open_ledger_for_reading(lake) as ledger:
        counts = ledger.counts()
    for table in TABLES:
        paths = [path for day in lake.days(table) for path in lake.partition_files(table, day)]
        footers = [pq.read_metadata(path) for path in paths]
        rows = sum(footer.num_rows for footer in footers)
        columns = (
            group.column(number)
            for footer in footers
            for group in map(footer.row_group, range(footer.num_row_groups))
            for number in range(group.num_columns)
        )
        size, whole = sum(column.total_compressed_size for column in columns), sum(path.stat().st_size for path in paths)
        yield Stored(table, counts.pages, counts.stories, len(paths), rows, size, whole - size)
    for path in (lake.ledger_file, lake.similar_file):
        size = path.stat().st_size if path.exists() else 0
        yield Stored(path.name, counts.pages, counts.stories, 1, 0, size, 0)
