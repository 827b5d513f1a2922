"""Merging a slice's staged rows into the lake's files: one file a table and day, staged beside the lake's."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema
from schemas.records import TABLES
from schemas.slices import DayMerge, StagedFile
from transforms.fragments import SPEAKER, read_batch
from transforms.parquet import empty_table, write_table


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a slice reads and writes: the lake's root and the slice's staging folder."""

    lake: str
    staging: str


def partition_file(table: str, day: str) -> str:
    """The file of a table's day, relative to the lake's root."""
    return f"{table}/date={day}/part.parquet"


def merge_rows(table: str, present: pa.Table, come: pa.Table, drop: tuple[str, ...], duplicates: dict[str, tuple[str, ...]]) -> pa.Table:
    """A day's rows after a slice.

    Args:
        table: The table's name.
        present: The rows that the day holds.
        come: The rows that the slice brings.
        drop: Keys of the present rows that go: article_id, for teasers page_id.
        duplicates: For articles, the other pages of each.

    Returns:
        The rows, in no particular order.
    """
    key = "page_id" if table == "teasers" else "article_id"
    stay = present.filter(pc.invert(pc.is_in(present[key], pa.array(drop, pa.string())))) if drop else present
    rows = pa.concat_tables([stay, come])
    if not duplicates:
        return rows
    index = rows.schema.get_field_index("duplicates")
    lists = [list(duplicates.get(article, was)) for article, was in zip(rows["article_id"].to_pylist(), rows["duplicates"].to_pylist(), strict=True)]
    return rows.set_column(index, rows.schema.field(index), pa.array(lists, rows.schema.field(index).type))


def merge_day(merge: DayMerge, folders: Folders) -> StagedFile:
    """Merge one table's day and stage its new file.

    Returns:
        The staged file; without a path where no row is left. Equal inputs give the same bytes under the same name.
    """
    file = Path(folders.lake, partition_file(merge.table, merge.day))
    present = pq.ParquetFile(file).read() if file.exists() else empty_table(merge.table)
    rows = merge_rows(merge.table, present.replace_schema_metadata(None), _coming_rows(merge, folders), merge.drop, dict(merge.duplicates))
    if rows.num_rows == 0:
        return StagedFile(merge.table, merge.day, None, 0)
    staged = f"merged/{merge.table}/{merge.day}.staged"
    path = Path(folders.staging, staged)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(merge.table, rows, path)
    return StagedFile(merge.table, merge.day, staged, rows.num_rows)


def _coming_rows(merge: DayMerge, folders: Folders) -> pa.Table:
    """The rows that a merge takes from its fragments: those of pages that speak for what they give, each once."""
    batches = [read_batch(Path(folders.staging), name, merge.table, batch) for name, batch in merge.take]
    if not batches:
        return empty_table(merge.table).replace_schema_metadata(None)
    rows = pa.Table.from_batches(batches)
    won = rows.filter(pc.invert(pc.is_in(rows[SPEAKER], pa.array(merge.losers, pa.string()))))
    return won.select(arrow_schema(TABLES[merge.table]).names)


class MergeDay(beam.DoFn):
    """Merges one table's day: DayMerge in, StagedFile out."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def process(self, element: DayMerge) -> Iterator[StagedFile]:
        """Stage the day's new file."""
        yield merge_day(element, self._folders)


@dataclass(frozen=True)
class MergeDays(beam.PTransform[beam.PCollection[DayMerge], beam.PCollection[StagedFile]]):
    """Stages the new file of each day that a slice changes."""

    folders: Folders

    def expand(self, merges: beam.PCollection[DayMerge]) -> beam.PCollection[StagedFile]:
        """Spread the days over the workers and merge each."""
        return merges | "SpreadDays" >> beam.Reshuffle() | "MergeDay" >> beam.ParDo(MergeDay(self.folders))
