"""Merging a slice's staged rows into the lake's files: one file a table and day, staged beside the lake's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.arrow import arrow_schema
from schemas.partitions import Grain, partition_name
from schemas.slices import DayMerge, Listing, StagedFile
from schemas.tables import TABLES
from transforms.fragments import SPEAKER, OpenFragments
from transforms.parquet import empty_table, write_table


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a slice reads and writes: the lake's root and the slice's staging folder."""

    lake: str
    staging: str
    grain: Grain = Grain.DAY
    """How much time a partition of the lake holds."""


def merge_rows(table: str, present: pa.Table, come: pa.Table, drop: Sequence[str], listings: Sequence[Listing]) -> pa.Table:
    """A day's rows after a slice.

    Args:
        table: The table's name.
        present: The rows that the day holds.
        come: The rows that the slice brings.
        drop: Keys of the present rows that go: article_id, for teasers page_id.
        listings: For articles, the pages of those whose pages aren't what their row says.

    Returns:
        The rows, in no particular order.
    """
    key = "page_id" if table == "teasers" else "article_id"
    stay = present.filter(pc.invert(pc.is_in(present[key], pa.array(drop, pa.string())))) if drop else present
    rows = pa.concat_tables([stay, come])
    return _listed(rows, {listing.article_id: listing for listing in listings}) if listings else rows


def _listed(rows: pa.Table, listings: Mapping[str, Listing]) -> pa.Table:
    """The articles with the columns that a listing tells set to it."""
    ids = rows["article_id"].to_pylist()
    for position, field in enumerate(rows.schema):
        if field.name in ("source_uri", "page_id", "duplicates"):
            present = rows[field.name].to_pylist()
            values = [getattr(listings[id_], field.name) if id_ in listings else was for id_, was in zip(ids, present, strict=True)]
            rows = rows.set_column(position, field, pa.array(values, field.type))
    return rows


def merge_day(merge: DayMerge, folders: Folders, fragments: OpenFragments) -> StagedFile:
    """Merge one table's day and stage its new file.

    Args:
        merge: What changes.
        folders: Where to read and write.
        fragments: Those of the slice.

    Returns:
        The staged file; without a path where no row is left. Equal inputs give the same bytes under the same name.
    """
    file = Path(folders.lake, partition_name(merge.table, merge.day, folders.grain))
    present = pq.ParquetFile(file).read() if file.exists() else empty_table(merge.table)
    rows = merge_rows(merge.table, present.replace_schema_metadata(None), _coming_rows(merge, fragments), merge.drop, merge.listings)
    if rows.num_rows == 0:
        return StagedFile(merge.table, merge.day, None, 0, present.num_rows)
    staged = f"merged/{merge.table}/{merge.day.isoformat()}.staged"
    path = Path(folders.staging, staged)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_table(merge.table, rows, path)
    return StagedFile(merge.table, merge.day, staged, rows.num_rows, present.num_rows)


def _coming_rows(merge: DayMerge, fragments: OpenFragments) -> pa.Table:
    """The rows that a merge takes from its fragments: those of pages that speak for what they give, each once."""
    batches = [fragments.batch(name, merge.table, batch) for name, batch in merge.take]
    if not batches:
        return empty_table(merge.table).replace_schema_metadata(None)
    rows = pa.Table.from_batches(batches)
    won = rows.filter(pc.invert(pc.is_in(rows[SPEAKER], pa.array(merge.losers, pa.string()))))
    return won.select(arrow_schema(TABLES[merge.table]).names)


def merge_days(merges: Iterable[DayMerge], folders: Folders) -> list[StagedFile]:
    """Merge one day after another."""
    fragments = OpenFragments(Path(folders.staging))
    return [merge_day(merge, folders, fragments) for merge in merges]
