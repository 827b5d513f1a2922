"""Merging a slice's staged rows into the lake's files, staged beside them: one file a table and day, several where a day has very many rows."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from schemas.arrow import arrow_schema
from schemas.partitions import Grain, partition_folder
from schemas.parts import Part, are_hot, parse_part, part_key, parts_for
from schemas.slices import DayMerge, Listing, StagedFile
from schemas.tables import TABLES
from transforms.fragments import SPEAKER, OpenFragments
from transforms.in_order import in_order
from transforms.parquet import empty_table, write_pieces
from transforms.parts import PartFile, Partition, batches_of, count_keys, count_rows, in_part, partition_files
from transforms.whole import folder_within


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a slice reads and writes: the lake's root and the slice's staging folder."""

    lake: str
    staging: str
    grain: Grain = Grain.DAY
    """How much time a partition of the lake holds."""


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
    """Merge one table's day and stage its new file, or its new files in a folder.

    Args:
        merge: What changes.
        folders: Where to read and write.
        fragments: Those of the slice.

    Returns:
        What was staged; without a path where no row is left. Equal inputs give the same bytes under the same names.
    """
    staged = stage_changes(merge, _coming_rows(merge, fragments), folders)
    pa.default_memory_pool().release_unused()  # else freed room in pieces stays with the process, and the next large day takes more
    return staged


def stage_changes(change: DayMerge, come: pa.Table, folders: Folders, *, anew: bool = False) -> StagedFile:
    """Stage a partition as it is after a change.

    Args:
        change: The table and the partition, the keys of its present rows that go, and listings; what it takes is not looked at.
        come: The rows that it takes, without metadata.
        folders: Where to read and write.
        anew: Whether all of its present rows go.

    Returns:
        What was staged; without a path where no row is left.
    """
    files = partition_files(Path(folders.lake, partition_folder(change.table, change.day)), folders.grain)
    before = count_rows(files)
    merging = _Merging(change, come, () if anew else files)
    hot, rows = are_hot(file.path.name for file in files), merging.count()
    if rows == 0:
        return StagedFile(change.table, change.day, None, 0, before, whole=hot)
    many = hot or parts_for(change.table, rows) > 1
    return merging.stage_folder(rows, before, folders) if many else merging.stage_file(rows, before, folders)


@dataclass(frozen=True, slots=True)
class _Merging:
    """A change of a partition, range by range."""

    change: DayMerge
    come: pa.Table
    files: Sequence[PartFile]
    """Those whose rows stay unless the change says otherwise."""

    def stage_file(self, rows: int, before: int, folders: Folders) -> StagedFile:
        """Stage the one file of a partition that has and had no more: so many rows now, and so many before."""
        table, day = self.change.table, self.change.day
        staged = f"{_home(self.change)}.staged"
        folder_within(Path(folders.staging), "merged", table)
        write_pieces(self.rows(Part()), Path(folders.staging, staged))
        return StagedFile(table, day, staged, rows, before)

    def stage_folder(self, rows: int, before: int, folders: Folders) -> StagedFile:
        """Stage the folder of a partition that has or had more files than one, one file at a time; likewise."""
        table, day = self.change.table, self.change.day
        partition = Partition(table, rows, folders.grain)
        staged = f"{_home(self.change)}.parts"
        names = partition.write(Path(folders.staging, staged), self.rows, self.untouched(partition))
        return StagedFile(table, day, staged, rows, before, names, whole=True)

    def rows(self, part: Part) -> Iterator[pa.Table]:
        """A range's rows after the change, in their order."""
        table = self.change.table
        listings = {listing.article_id: listing for listing in self.change.listings if part.has(listing.article_id)}
        pieces = in_order(table, in_part(table, self.come, part), batches_of(table, self.files, part, self.change.drop))
        return (_listed(rows, listings) for rows in pieces) if listings else pieces

    def count(self) -> int:
        """How many rows there are after the change."""
        return self.come.num_rows + count_rows(self.files) - count_keys(self.change.table, self.files, self.change.drop)

    def untouched(self, partition: Partition) -> list[Path]:
        """The files that stay as they are: where the partition is cut as before, those in whose ranges nothing changes."""
        parts = {parse_part(file.path.name, partition.grain): file.path for file in self.files}
        if len(self.files) != len(parts) or set(parts) != set(partition.parts):
            return []
        listed = (listing.article_id for listing in self.change.listings)
        changed = sorted({*self.change.drop, *listed, *self.come[part_key(partition.table)].to_pylist()})
        return [path for part, path in parts.items() if part and not _has_any(part, changed)]


def _has_any(part: Part, keys: Sequence[str]) -> bool:
    """Whether any of these keys, which are sorted, lies in a range."""
    first = bisect_left(keys, part.low)
    return first < len(keys) and part.has(keys[first])


def _home(change: DayMerge) -> str:
    return f"merged/{change.table}/{change.day.isoformat()}"


def _coming_rows(merge: DayMerge, fragments: OpenFragments) -> pa.Table:
    """The rows that a merge takes from its fragments: those of pages that speak for what they give, each once."""
    batches = [fragments.batch(name, merge.table, batch) for name, batch in merge.take]
    if not batches:
        return empty_table(merge.table).replace_schema_metadata(None)
    rows = pa.Table.from_batches(batches)
    won = rows.filter(pc.invert(pc.is_in(rows[SPEAKER], pa.array(merge.losers, pa.string())))) if merge.losers else rows
    return won.select(arrow_schema(TABLES[merge.table]).names)


def merge_days(merges: Iterable[DayMerge], folders: Folders) -> list[StagedFile]:
    """Merge one day after another."""
    fragments = OpenFragments(Path(folders.staging))
    return [merge_day(merge, folders, fragments) for merge in merges]
