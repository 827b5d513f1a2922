"""A partition's files: reading a range of them, and staging what they become, one file after another."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.partitions import Grain
from schemas.parts import Part, parse_part, part_key, part_name, part_names, parts_for
from transforms.parquet import empty_table, write_pieces
from transforms.whole import digest_of

BATCH_ROWS = 2048


class PartFile:
    """A file of a partition, whose footer is read once: that takes a while. It isn't kept open, since an open file keeps what it has read last."""

    def __init__(self, path: Path) -> None:
        """Take the file's path; it isn't opened yet."""
        self.path = path

    @cached_property
    def footer(self) -> pq.FileMetaData:
        """What the file says of itself."""
        return pq.read_metadata(self.path)

    def batches(self, **chosen: list[int] | list[str]) -> Iterator[pa.RecordBatch]:
        """Its rows, of some `row_groups` or `columns` where these are named."""
        with pq.ParquetFile(self.path, metadata=self.footer) as file:
            yield from file.iter_batches(BATCH_ROWS, **chosen)


def partition_files(folder: Path, grain: Grain) -> list[PartFile]:
    """A partition's files in the order of their keys; none where there is no such folder."""
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return []
    return [PartFile(folder / name) for name in part_names(names, grain)]


def count_rows(files: Sequence[PartFile]) -> int:
    """How many rows files hold, by their footers."""
    return sum(file.footer.num_rows for file in files)


def count_keys(table: str, files: Sequence[PartFile], keys: Collection[str]) -> int:
    """How many rows of a partition have one of these keys; only the column of the key is read."""
    wanted, key = pa.array(keys, pa.string()), part_key(table)
    if not keys:
        return 0
    batches = (batch for file in files for batch in file.batches(columns=[key]))
    return sum(pc.sum(pc.is_in(batch.column(0), wanted)).as_py() or 0 for batch in batches)


def in_part(table: str, rows: pa.Table | pa.RecordBatch, part: Part) -> pa.Table | pa.RecordBatch:
    """Those of some rows whose key lies in a part's range."""
    if part.count == 1:
        return rows
    keys = rows[part_key(table)]
    inside = pc.greater_equal(keys, part.low)
    return rows.filter(pc.and_(inside, pc.less(keys, part.high)) if part.high is not None else inside)


def read_part(table: str, files: Sequence[PartFile], part: Part, drop: Collection[str] = ()) -> pa.Table:
    """The rows of a part's range in a partition's files, however these are cut; without metadata.

    Args:
        table: The table's name.
        files: The partition's files.
        part: The range.
        drop: Keys whose rows are left out.
    """
    found = list(batches_of(table, files, part, drop))
    return pa.Table.from_batches(found) if found else empty_table(table).replace_schema_metadata(None)


def batches_of(table: str, files: Sequence[PartFile], part: Part, drop: Collection[str] = ()) -> Iterator[pa.RecordBatch]:
    """The same rows a batch at a time, in the order of the files."""
    gone = pa.array(drop, pa.string())
    for batch in _batches_near(table, files, part):
        rows = in_part(table, batch, part)
        stay = rows.filter(pc.invert(pc.is_in(rows[part_key(table)], gone))) if drop else rows
        if stay.num_rows:
            yield stay.replace_schema_metadata(None)


def _batches_near(table: str, files: Sequence[PartFile], part: Part) -> Iterator[pa.RecordBatch]:
    """The batches of the groups of rows that may have keys of a range, by what the files' footers say of them."""
    for file in files:
        groups = [number for number in range(file.footer.num_row_groups) if _may_have(file.footer.row_group(number), part_key(table), part)]
        if groups:
            yield from file.batches(row_groups=groups)


def _may_have(group: pq.RowGroupMetaData, key: str, part: Part) -> bool:
    if part.count == 1:
        return True
    columns = map(group.column, range(group.num_columns))
    statistics = next(column.statistics for column in columns if column.path_in_schema == key)
    if statistics is None or not statistics.has_min_max:
        return True
    return bool(statistics.max >= part.low and (part.high is None or statistics.min < part.high))


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition of a table that is to be written anew."""

    table: str
    rows: int
    """How many it will hold."""
    grain: Grain

    @property
    def parts(self) -> tuple[Part, ...]:
        """Into what it is cut."""
        count = parts_for(self.table, self.rows)
        return tuple(Part(number, count) for number in range(count))

    def write(self, folder: Path, rows_of: Callable[[Part], Iterable[pa.Table]], kept: Sequence[Path] = ()) -> tuple[str, ...]:
        """Write its files into a folder, one after another.

        Args:
            folder: An empty folder, or none; or what an earlier call with the same rows left there.
            rows_of: Gives the rows of a part in the order of their key, in one table or more.
            kept: Files of the lake whose part stays as it is: they are linked, and their rows not asked for.

        Returns:
            The files' names.
        """
        folder.mkdir(parents=True, exist_ok=True)
        same = {parse_part(path.name, self.grain): path for path in kept}
        return tuple(_link(same[part], folder) if part in same else self._write(folder, part, rows_of) for part in self.parts)

    def _write(self, folder: Path, part: Part, rows_of: Callable[[Part], Iterable[pa.Table]]) -> str:
        unfinished = folder.with_name(f"{folder.name}-{part.number}.{os.getpid()}.unfinished")
        write_pieces(rows_of(part), unfinished)
        name = part_name(part, digest_of(unfinished), self.grain)
        unfinished.replace(folder / name)
        return name


def _link(path: Path, folder: Path) -> str:
    with suppress(FileExistsError):  # an earlier call's, of the same content by its name
        (folder / path.name).hardlink_to(path)
    return path.name
