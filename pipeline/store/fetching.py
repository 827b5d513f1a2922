"""Bringing files of the lake into the working folder: only those that are asked for, and only what isn't there already."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TypeVar

from pipeline.errors import LakeError
from pipeline.lake.folders import Lake
from pipeline.store.change import staged_name
from pipeline.store.objects import MissingError, Objects, OutdatedError
from pipeline.store.working import Stored, WorkingFolder, working_folder
from schemas.tables import TABLES

T = TypeVar("T")

AT_ONCE = 8
"""Requests under way at the same time."""


def bring(lake: Lake, partitions: Iterable[str]) -> None:
    """See that files of partitions lie in the working folder as the lake holds them; nothing is done for a local lake.

    Args:
        lake: The lake, held for writing by this process or the one that it works for.
        partitions: Names of files, as `partition_name` gives them; all files of their folders are brought.
    """
    folder = working_folder(lake)
    if folder is None:
        return
    folders = sorted({str(PurePosixPath(name).parent) for name in partitions})
    try:
        _bring_folders(folder, folders, folder.connect())
    except OutdatedError as error:
        raise damaged(folder, str(error)) from error


def rows_in_store(lake: Lake, table: str) -> dict[date, int] | None:
    """How many rows each partition of a table has, by its first day; None for a local lake, whose files tell."""
    folder = working_folder(lake)
    if folder is None:
        return None
    rows: Counter[date] = Counter()
    for one in folder.stored(f"{table}/"):
        rows[date.fromisoformat(one.name.split("/")[1].partition("=")[2])] += one.rows
    return dict(rows)


def bring_tables(lake: Lake, tables: Sequence[str] = tuple(TABLES)) -> None:
    """See that all files of tables lie in the working folder, and no others; nothing is done for a local lake."""
    folder = working_folder(lake)
    if folder is None:
        return
    try:
        fetch_tables(folder, folder.connect(), tables)
    except OutdatedError as error:
        raise damaged(folder, str(error)) from error


def damaged(folder: WorkingFolder, name: str) -> LakeError:
    """What to say of an object that isn't what the lake's head says."""
    return LakeError(f"{folder.address}/{name} is gone or isn't what the lake wrote there: restore an earlier version of it")


def fetch_tables(folder: WorkingFolder, objects: Objects, tables: Sequence[str], pending: str = "") -> None:
    """As `bring_tables`, where nobody may hold the lake. Raises OutdatedError where a newer commit has replaced a file.

    `pending` is the commit whose files may still be staged.
    """
    wanted = {one.name: one for table in tables for one in folder.stored(f"{table}/")}
    for table in tables:
        for path in folder.lake.table(table).glob("*/*"):
            if path.relative_to(folder.lake.root).as_posix() not in wanted:
                path.unlink(missing_ok=True)
        folder.lake.table(table).mkdir(exist_ok=True)
        for day in folder.lake.table(table).iterdir():
            if not any(day.iterdir()):
                day.rmdir()
    fetch(folder, objects, list(wanted.values()), pending)


def _bring_folders(folder: WorkingFolder, folders: Sequence[str], objects: Objects) -> None:
    wanted = [one for name in folders for one in folder.stored(f"{name}/")]
    names = {one.name for one in wanted}
    for name in folders:
        for path in (folder.lake.root / name).glob("*"):
            if path.relative_to(folder.lake.root).as_posix() not in names:
                path.unlink()
    fetch(folder, objects, wanted)


def fetch(folder: WorkingFolder, objects: Objects, wanted: Sequence[Stored], pending: str = "") -> None:
    """Download files that aren't in the folder as they should be. Raises OutdatedError where the store holds others."""
    missing = [one for one in wanted if not one.is_at(folder.lake.root / one.name)]
    at_once(lambda one: _fetch_one(folder, objects, one, pending), missing)


def _fetch_one(folder: WorkingFolder, objects: Objects, wanted: Stored, pending: str) -> None:
    target = folder.lake.root / wanted.name
    temporary = folder.lake.state / f"fetched-{secrets.token_hex(8)}.tmp"
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        for name in (wanted.name, *((staged_name(pending, wanted.name),) if pending else ())):
            if _fetched(objects, name, temporary, wanted):
                temporary.replace(target)
                return
    finally:
        temporary.unlink(missing_ok=True)
    raise OutdatedError(wanted.name)


def _fetched(objects: Objects, name: str, path: Path, wanted: Stored) -> bool:
    try:
        objects.read_to(name, path)
    except MissingError:
        return False
    return wanted.is_at(path)


def at_once(do: Callable[[T], object], items: Sequence[T]) -> None:
    """Do something with each item, some at a time; the first error is raised when all that were begun have ended."""
    if len(items) == 1:
        do(items[0])
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(do, items))
