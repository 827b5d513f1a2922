"""The part of verification that holds a lake's objects against its list of them: the one place where all of a store is listed."""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from pipeline.lake.folders import Lake
from pipeline.store.change import staging_of
from pipeline.store.fetching import at_once, fetch
from pipeline.store.following import follow
from pipeline.store.head import HEAD, Head
from pipeline.store.hold import Hold, held
from pipeline.store.objects import Listed, OutdatedError
from pipeline.store.snapshots import snapshot_name
from pipeline.store.working import Stored

Tell = Callable[[str, str], None]
"""Takes the name of an object, and what is wrong with it."""


def check_store(lake: Lake, changed: Tell, stranger: Tell, left: Tell) -> None:
    """Bring the working folder of a lake in a store up to date, with all its files, and tell what isn't as it should be; nothing for a local one.

    Args:
        lake: The lake, held by the caller.
        changed: Told of objects that are gone, or aren't what the lake wrote.
        stranger: Told of objects that aren't the lake's.
        left: Told of what a killed command left.
    """
    hold = held(lake)
    if hold is None:
        return
    follow(hold.folder, hold.head, hold.objects)
    stored = {one.name: one for one in hold.folder.stored()}
    listed = {one.name: one for one in hold.objects.list()}
    if hold.head.pending:
        left(HEAD, f"the commit {hold.head.commit_id} isn't complete")
    _fetch_all(hold, list(stored.values()), listed, changed)
    named = _named(hold.head)
    for name in listed.keys() - stored.keys():
        if not name.startswith(named):
            (left if name.startswith(("_staging/", "_state/")) else stranger)(name, "an object that nothing names")


def _fetch_all(hold: Hold, stored: list[Stored], listed: Mapping[str, Listed], changed: Tell) -> None:
    """Bring every file that isn't there as the store has it, and see that no other lies in the working folder."""
    root = hold.folder.lake.root
    names = {one.name for one in stored}
    for path in list(root.glob("*/*/*")):
        if path.suffix == ".parquet" and path.relative_to(root).as_posix() not in names:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
    pending = hold.head.commit_id if hold.head.pending else ""

    def check_one(one: Stored) -> None:
        if not _is_same(root / one.name, listed.get(one.name)):
            (root / one.name).unlink(missing_ok=True)
        try:
            fetch(hold.folder, hold.objects, [one], pending)
        except OutdatedError:
            changed(one.name, "gone, or not what the lake wrote there")

    at_once(check_one, stored)


def _is_same(path: Path, there: Listed | None) -> bool:
    """Whether a file holds what an object holds, as a listing tells: its ETag is the MD5 of what was put in one piece, if not encrypted."""
    return there is not None and path.is_file() and there.etag.strip('"') == hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _named(head: Head) -> tuple[str, ...]:
    """What the names of objects begin with that the head leads to, besides the lake's files."""
    base = (f"{head.base.folder}/",) if head.base else ()
    staging = (staging_of(head.commit_id),) if head.pending else ()
    return (*map(snapshot_name, head.snapshots), HEAD, "_runs/", "_stream/", *(entry.name for entry in head.log), *base, *staging)
