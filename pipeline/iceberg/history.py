"""How long earlier snapshots stay, and which files go with them."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyiceberg.manifest import ManifestFile
from pyiceberg.table import Table
from pyiceberg.table.refs import MAIN_BRANCH

from pipeline.files import Files
from pipeline.iceberg.catalog import table_folder
from pipeline.iceberg.file_io import path_of
from pipeline.lake.folders import Lake

AGE_PROPERTY = "history.expire.max-snapshot-age-ms"
"""Iceberg's own property of a table, by which its user says how long snapshots are kept."""
AGE_MS = 5 * 24 * 60 * 60 * 1000
"""What holds where nobody sets it: Iceberg's default."""
MOST_SNAPSHOTS = 1000
"""Each version of a table's metadata names all of them."""
LEAST_SHARE = 0.1
"""So many of a table's snapshots have to be due before any goes: what goes is found by reading what stays."""
IN_FLIGHT_SECONDS = 3600.0
"""A file of metadata so young may be one that another process, such as one that sets a tag, is about to make current."""


def expire(table: Table, *, everything: bool) -> bool:
    """Let go of snapshots that are too old or too many; whether any went. Branches and tags, and what they name, stay.

    With `everything` all but the current one go, and all branches and tags.
    Raises CommitFailedException where another process changes the table at the same time.
    """
    metadata = table.metadata
    if everything:
        for name in sorted(set(metadata.refs) - {MAIN_BRANCH}):
            table.manage_snapshots().remove_tag(name).commit()
    due = set(_due(table, everything=everything)) - {ref.snapshot_id for ref in table.metadata.refs.values()}
    if not due or (len(due) < LEAST_SHARE * len(metadata.snapshots) and not everything):
        return False
    table.maintenance.expire_snapshots().by_ids(sorted(due)).commit()
    return True


def _due(table: Table, *, everything: bool) -> Iterator[int]:
    metadata = table.metadata
    oldest_ms = int(time.time() * 1000) - int(metadata.properties.get(AGE_PROPERTY, AGE_MS))
    newest_first = sorted(metadata.snapshots, key=lambda snapshot: snapshot.timestamp_ms, reverse=True)
    for position, snapshot in enumerate(newest_first):
        if everything or position >= MOST_SNAPSHOTS or snapshot.timestamp_ms < oldest_ms:
            yield snapshot.snapshot_id


def reachable(table: Table) -> Iterator[str]:
    """The locations of all files that a table's snapshots and versions name. Raises as reading damaged files does."""
    yield table.metadata_location
    yield from (entry.metadata_file for entry in table.metadata.metadata_log)
    manifests: dict[str, ManifestFile] = {}
    for snapshot in table.metadata.snapshots:
        yield snapshot.manifest_list
        manifests |= {manifest.manifest_path: manifest for manifest in snapshot.manifests(table.io)}
    for location, manifest in manifests.items():
        yield location
        yield from (entry.data_file.file_path for entry in manifest.fetch_manifest_entry(table.io))


def sweep(lake: Lake, table: str, found: Table, files: Files) -> None:
    """Remove the files that no snapshot names: those of expired ones, and what killed calls left. The caller holds the lake's lock."""
    named = {path_of(location) for location in reachable(found)}
    folder = table_folder(lake, table)
    for path in _files_of(folder / "data", folder / "metadata"):
        if path not in named and not (path.name.endswith(".metadata.json") and _young(path)):
            files.remove(path)


def _files_of(*folders: Path) -> Iterable[Path]:
    return sorted(path for folder in folders if folder.is_dir() for path in folder.iterdir())


def _young(path: Path) -> bool:
    return time.time() - path.stat().st_mtime < IN_FLIGHT_SECONDS
