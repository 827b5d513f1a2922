"""Bringing a working folder up to its lake's head: the base where it is new, then what each commit since has changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import zstandard

from pipeline.errors import LakeError
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger, open_ledger_at
from pipeline.lake.ledger_rows import changes_from_bytes
from pipeline.lake.similar_file import open_similar, remove_similar
from pipeline.lake.story_changes import EVERYTHING, change_stories
from pipeline.lake.story_changes import changes_from_bytes as story_changes_from_bytes
from pipeline.store.change import Change, change_from_bytes
from pipeline.store.head import Base, Entry, Head
from pipeline.store.objects import MissingError, Objects, OutdatedError
from pipeline.store.working import Place, WorkingFolder, set_format
from transforms.whole import digest_of

BASE_FILES = ("ledger.sqlite", "similar.sqlite", "objects.sqlite")
"""In the order in which they are put in place: the list of files last, since it tells that all are there."""


def follow(folder: WorkingFolder, head: Head, objects: Objects) -> None:
    """Bring the folder up to the head. Its local lock is held by the caller. Killed anywhere, it can be called again.

    Raises OutdatedError where what the head names is gone, since a later head no longer names it.
    """
    set_format(folder, head)
    place = _usable(folder, head)
    if place is None:
        folder.forget()
        place = _start(folder, head, objects)
    for entry in head.log:
        if entry.sequence > place.sequence:
            change = read_change(folder, entry, objects)
            apply_change(folder.lake, change)
            folder.note(Place(head.lake_id, entry.sequence, entry.commit_id), change.coming, change.removed)


def _usable(folder: WorkingFolder, head: Head) -> Place | None:
    """How far the folder has followed this lake; None where it has to begin anew: it is new or damaged, of another lake, or too far behind."""
    try:
        place = folder.place()
        if place is None or place.lake_id != head.lake_id or not _is_of(place, head):
            return None
        with closing(sqlite3.connect(folder.lake.ledger_file)) as connection:
            connection.execute("SELECT 1 FROM sources UNION ALL SELECT 1 FROM pages UNION ALL SELECT 1 FROM commits LIMIT 1").fetchone()
    except sqlite3.DatabaseError:
        return None
    return place


def _is_of(place: Place, head: Head) -> bool:
    """Whether the folder stands at a commit of this lake from which the log leads on."""
    known = {(0, "")} if head.base is None else {(head.base.sequence, head.base.commit_id)}
    known |= {(entry.sequence, entry.commit_id) for entry in head.log}
    return (place.sequence, place.commit_id) in known


def _start(folder: WorkingFolder, head: Head, objects: Objects) -> Place:
    if head.base is None:
        open_ledger_at(folder.lake.ledger_file, folder.lake).close()
        _empty_index(folder.lake)
        place = Place(head.lake_id, 0, "")
        folder.note(place)
        return place
    for name in (name for name in BASE_FILES if name in head.base.digests):
        _load(folder, head.base, name, objects)
    found = folder.place()
    if found is None:
        raise LakeError(f"{folder.address}/{head.base.folder} is damaged: restore it from a copy or earlier versions of its objects")
    return found


def _empty_index(lake: Lake) -> None:
    with open_similar(lake) as index:
        index.begin("")
        index.clear()
        index.commit()


def _load(folder: WorkingFolder, base: Base, name: str, objects: Objects) -> None:
    """Put one of the base's databases in its place."""
    packed = folder.lake.state / f"{name}.zst.tmp"
    _read_to(objects, base_name(base.folder, name), packed)
    if digest_of(packed) != base.digests[name]:
        raise LakeError(f"{folder.address}/{base_name(base.folder, name)} is damaged: restore it from a copy or an earlier version of the object")
    unpacked = folder.lake.state / f"{name}.tmp"
    with packed.open("rb") as source, unpacked.open("wb") as target:
        zstandard.ZstdDecompressor().copy_stream(source, target)
    packed.unlink()
    unpacked.replace(folder.lake.state / name)


def _read_to(objects: Objects, name: str, path: Path) -> None:
    try:
        objects.read_to(name, path)
    except MissingError as error:
        raise OutdatedError(name) from error


def base_name(folder: str, name: str) -> str:
    """The object of a base that holds a database."""
    return f"{folder}/{name}.zst"


def read_change(folder: WorkingFolder, entry: Entry, objects: Objects) -> Change:
    """What a commit has changed. Raises OutdatedError where a later head no longer names it."""
    try:
        data = objects.read(entry.name).data
    except MissingError as error:
        raise OutdatedError(entry.name) from error
    return change_from_bytes(data, entry, str(folder.address))


def apply_change(lake: Lake, change: Change) -> None:
    """Make a commit's changes in the ledger and in the index of similar stories; each is left alone where they have been made."""
    with open_ledger(lake) as ledger:
        ledger.apply(change.commit_id, changes_from_bytes(change.ledger))
    if not change.similar:
        return
    stories = list(story_changes_from_bytes(change.similar))
    if EVERYTHING in stories:  # made anew from the articles before the next slice
        remove_similar(lake)
        return
    with open_similar(lake) as index:
        if index.built and not index.holds(change.commit_id):
            index.begin(change.commit_id)
            change_stories(index, stories, lake)
            index.commit()


def pack_database(path: Path, packed: Path) -> None:
    """Write a database of the folder, as it is now, into a compressed file."""
    plain = packed.with_suffix(".plain")
    plain.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(plain)) as target:
        source.backup(target)
    with plain.open("rb") as source_file, packed.open("wb") as target_file:
        zstandard.ZstdCompressor(level=3).copy_stream(source_file, target_file)
    plain.unlink()
