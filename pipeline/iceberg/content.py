"""What a table's Iceberg snapshot has to hold for the lake as it is, and what it holds.

A file of the lake is published under a second name, a hard link that tells its partition and its content. The lake replaces files
and never changes them, so what a snapshot names stays as it is, and takes no room of its own until the lake goes on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from pyiceberg.io import FileIO
from pyiceberg.manifest import DataFile
from pyiceberg.table.metadata import TableMetadata

from pipeline.files import Files
from pipeline.iceberg.catalog import table_folder
from pipeline.iceberg.file_io import location_of, path_of
from pipeline.lake.folders import Lake
from schemas.parts import Part, parse_part
from transforms.whole import digest_of

DIGEST_CHARACTERS = 32


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new snapshot has to change."""

    added: tuple[str, ...]
    """Locations of files that the lake holds and the snapshot doesn't; linked already."""
    removed: tuple[DataFile, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.added or self.removed)


def held_by(metadata: TableMetadata, io: FileIO) -> Iterator[DataFile]:
    """The files of the current snapshot. Raises OSError, ValueError or the like where its manifests are damaged."""
    snapshot = metadata.current_snapshot()
    for manifest in snapshot.manifests(io) if snapshot else ():
        for entry in manifest.fetch_manifest_entry(io):
            yield entry.data_file


def difference(lake: Lake, table: str, metadata: TableMetadata, io: FileIO, files: Files) -> Difference:
    """Link what is missing, and tell how the current snapshot differs from the lake. The caller holds the lake's lock.

    A file that the snapshot names by a link to the very file of the lake is known as unchanged without being read. After a lake was
    copied the links are files of their own; these are told by their content, and linked again.
    """
    held = {path_of(file.file_path).name: file for file in held_by(metadata, io)}
    links = table_folder(lake, table) / "data"
    stay: set[str] = set()
    added: list[str] = []
    by_partition = {name.rpartition("-")[0]: name for name in held}
    for label, source in sources(lake, table):
        name = by_partition.get(label)
        if name is None or not same_file(source, links / name):
            name = published_name(source, label)
            _link(source, links / name, files)
        if name in held:
            stay.add(name)
        else:
            added.append(location_of(links / name))
    if added:
        files.sync_folder(links)
    return Difference(tuple(added), tuple(file for name, file in held.items() if name not in stay))


def sources(lake: Lake, table: str) -> Iterator[tuple[str, Path]]:
    """A table's files, and of each what its published name begins with: its partition, and which of its files it is where it has several.

    One of several may have no rows; such a file is left out, since nothing in it tells its partition.
    """
    grain = lake.grain
    for day in lake.days(table):
        for path in lake.partition_files(table, day):
            part = parse_part(path.name, grain) or Part()
            if part.count == 1:
                yield day.isoformat(), path
            elif pq.read_metadata(path).num_rows:
                yield f"{day.isoformat()}-{part.number:04}-of-{part.count:04}", path


def published_name(source: Path, label: str) -> str:
    """Under which name a file of the lake is published: what `sources` gives, and a digest of its bytes."""
    return f"{label}-{digest_of(source)[:DIGEST_CHARACTERS]}.parquet"


def same_file(one: Path, other: Path) -> bool:
    """Whether two names are of one file."""
    return other.exists() and one.samefile(other)


def _link(source: Path, target: Path, files: Files) -> None:
    """Give the file its published name in one step; what has the name has the same bytes, or is damaged."""
    if same_file(source, target):
        return
    files.make_folder(target.parent)
    temporary = target.with_suffix(".tmp")
    files.remove(temporary)
    files.link(source, temporary)
    files.replace(temporary, target)
