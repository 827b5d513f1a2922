"""A lake that is published, changed without a run, and read as any reader of Iceberg tables reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.table import Table

from pipeline.files import Files
from pipeline.lake.findings import Findings
from pipeline.lake.folders import Lake
from pipeline.publishing import begin_publishing, check_publication, publish_if_asked
from schemas.tables import SORT_KEY, TABLES
from tests.pipeline.small_lake import make_lake, rows_of
from transforms.parquet import write_table
from transforms.rows import record_table

DAY = date(2026, 11, 2)
"""A day that the small lake has a file of."""
DAYS = (DAY, date(2026, 11, 3))


@contextmanager
def reader(lake: Lake) -> Iterator[SqlCatalog]:
    """The catalog, opened as docs/reading.md tells."""
    catalog = SqlCatalog("zhengwen", uri=f"sqlite:///{lake.root.resolve()}/_iceberg/catalog.db")
    try:
        yield catalog
    finally:
        catalog.engine.dispose()


def load(lake: Lake, name: str) -> Table:
    """An Iceberg table of a lake."""
    with reader(lake) as catalog:
        return catalog.load_table(("lake", name))


def published_rows(lake: Lake, name: str) -> list[dict[str, Any]]:
    """The rows of a table's current snapshot, sorted by the table's key."""
    return _sorted(load(lake, name).scan().to_arrow(), name)


def lake_rows(lake: Lake, name: str) -> list[dict[str, Any]]:
    """The rows of a table's Parquet files, sorted by the table's key."""
    parts = [pq.ParquetFile(lake.partition_path(name, day)).read() for day in lake.days(name)]
    return _sorted(pa.concat_tables(parts), name) if parts else []


def _sorted(rows: pa.Table, name: str) -> list[dict[str, Any]]:
    return rows.sort_by([(column, "ascending") for column in SORT_KEY[name]]).to_pylist()


def same_rows(lake: Lake) -> bool:
    """Whether all Iceberg tables hold what the lake holds."""
    return all(published_rows(lake, name) == lake_rows(lake, name) for name in TABLES)


def faults(lake: Lake) -> list[str]:
    """What verification finds wrong with the Iceberg tables."""
    findings = Findings()
    check_publication(lake, findings)
    return [f"{finding.where}: {finding.example}" for finding in findings.all()]


def snapshots(lake: Lake) -> dict[str, list[int]]:
    """The snapshots of each table."""
    return {name: [snapshot.snapshot_id for snapshot in load(lake, name).metadata.snapshots] for name in TABLES}


def published_lake(root: Path, stories: int = 4) -> Lake:
    """A small lake that has been published once."""
    lake = make_lake(root, stories)
    begin_publishing(lake, Files(), wanted=True)
    publish_if_asked(lake, Files())
    return lake


def put(lake: Lake, name: str, numbers: list[int], day: date = DAY) -> None:
    """Replace a partition as a commit does: its file holds the rows of these stories."""
    rows = [row for number in numbers for row in rows_of(number, day)[name]]
    path = lake.partition_path(name, day)
    path.parent.mkdir(exist_ok=True)
    staged = path.with_name("staged")
    write_table(name, record_table(TABLES[name], rows), staged)
    staged.replace(path)
