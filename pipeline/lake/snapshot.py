"""A snapshot: all tables as they are at one moment, under a path of its own, for readers that take their time.

Its files are hard links to the lake's, which are never changed but replaced: a snapshot takes no room until the lake goes on, and
no commit shows in it. In a store it is a copy of each file. Some readers open a file twice in one query; on the lake itself a commit
may fall in between.
"""

from pathlib import Path

from pipeline.errors import LakeError, told_as_lake_error
from pipeline.files import Files
from pipeline.lake.folders import Lake
from pipeline.store.hold import held
from pipeline.store.snapshots import SNAPSHOTS, drop_in_store, take_in_store
from pipeline.store.working import working_folder
from schemas.partitions import partition_folder
from schemas.tables import TABLES


def snapshot_path(lake: Lake, name: str) -> Path:
    """Where a snapshot lies: below it the tables, as below the lake."""
    if not name or name.startswith(".") or "/" in name:
        raise LakeError(f"{name!r} is no name for a snapshot: give one without / that doesn't start with a dot")
    return lake.root / SNAPSHOTS / name


def take_snapshot(lake: Lake, name: str, files: Files) -> Path:
    """Link all partitions under a name; gives the folder. The caller holds the lake's lock and has recovered the lake.

    A snapshot is there whole or not at all: what a killed call leaves in staging goes with the next recovery. Raises LakeError
    where the name is taken, or the disk refuses.
    """
    folder = snapshot_path(lake, name)
    if hold := held(lake):
        take_in_store(hold, name, tuple(TABLES))
        return folder
    staged = lake.staging / f"{name}.snapshot"
    with told_as_lake_error(f"cannot take a snapshot of the lake {lake.root}"):
        if folder.exists():
            raise LakeError(f"{folder} is there already: remove it with --drop, or choose another name")
        files.remove_tree(staged)
        for table in TABLES:
            files.make_folder(staged / table)
            for day in lake.days(table):
                folder_of_day = staged / partition_folder(table, day)
                files.make_folder(folder_of_day)
                for path in lake.partition_files(table, day):
                    files.link(path, folder_of_day / path.name)
        files.make_folder(folder.parent)
        files.replace(staged, folder)
    return folder


def drop_snapshot(lake: Lake, name: str, files: Files) -> None:
    """Remove a snapshot; the lake itself isn't touched. The caller holds the lake's lock. Raises LakeError where there is none."""
    folder = snapshot_path(lake, name)
    if hold := held(lake):
        drop_in_store(hold, name)
        return
    staged = lake.staging / f"{name}.dropped"
    with told_as_lake_error(f"cannot remove the snapshot {folder}"):
        if not folder.is_dir():
            raise LakeError(f"there is no snapshot {folder}")
        files.remove_tree(staged)
        files.replace(folder, staged)
        files.remove_tree(staged)


def list_snapshots(lake: Lake) -> list[str]:
    """The names of the lake's snapshots, sorted."""
    folder = lake.root / SNAPSHOTS
    if stored := working_folder(lake):
        return sorted(stored.read_head(stored.connect()).head.snapshots)
    return sorted(entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else []
