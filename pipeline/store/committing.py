"""A slice's commit in a store. Its point is one conditional put of the head; what is before it can be removed, what is after it done again.

1. What the slice changes is put under `_staging/SLICE/` and `_state/log/`, where no reader looks.
2. The head is put, under the condition that it is the one that was read. **This is the commit point.**
3. Each staged object is copied, within the store, over its partition's; partitions without rows are removed.
4. The head is put without the note that this is pending, then the staged objects are removed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.lake.folders import Lake
from pipeline.store.bases import renew_base
from pipeline.store.change import Change, change_to_bytes, staged_name
from pipeline.store.fetching import at_once, damaged
from pipeline.store.head import Entry
from pipeline.store.hold import Hold, TakenOverError, held
from pipeline.store.objects import MissingError
from pipeline.store.snapshots import SNAPSHOTS, snapshot_name
from pipeline.store.working import Place, Stored
from schemas.partitions import Grain
from transforms.whole import digest_of


@dataclass(frozen=True, slots=True)
class Staged:
    """A slice, staged in its folder on this disk."""

    commit_id: str
    run_id: str
    commit: dict[str, Any]
    """What its commit.json is to hold."""
    files: tuple[tuple[Path, str], ...]
    """Each file, and its name in the lake."""
    folders: tuple[tuple[Path, str], ...]
    """Folders that take the place of whole tables and partitions, each with its name in the lake."""
    removals: tuple[str, ...]
    """Files and partitions that end."""
    ledger: Path
    """The file of its changes to the ledger."""
    similar: Path | None
    partition_by: Grain | None = None
    """How the lake is partitioned from this commit on, where that changes."""


def announce(lake: Lake, staged: Staged) -> Change | None:
    """Make a slice's commit in the lake's store, up to the commit point; None, and nothing done, for a local lake.

    Raises LakeError where another writer has taken the lake over, StoreError where the store refuses.
    """
    hold = held(lake)
    if hold is None:
        return None
    files, removals = _whole(hold, staged)
    known = {one.name: one for one in hold.folder.stored()}
    come = [(path, _stored(path, name)) for path, name in files]
    fresh = [(path, one) for path, one in come if known.get(one.name) != one]
    gone = tuple(sorted(name for name in removals if name in known))
    change = Change(staged.commit_id, staged.run_id, staged.commit, tuple(one for _, one in fresh), gone, *_learned(staged))
    hold.check()
    hold.untidy = True
    at_once(lambda item: hold.objects.write_file(staged_name(staged.commit_id, item[1].name), item[0]), fresh)
    data = change_to_bytes(change)
    entry = Entry(hold.head.sequence + 1, staged.commit_id, len(data), sha256(data).hexdigest())
    hold.objects.write(entry.name, data)
    try:
        hold.put(lambda head: head.with_commit(entry, staged.run_id, staged.partition_by))
    except TakenOverError:
        hold.objects.remove([entry.name, *(staged_name(staged.commit_id, one.name) for _, one in fresh)])
        raise
    return change


def _stored(path: Path, name: str) -> Stored:
    rows = pq.read_metadata(path).num_rows if name.endswith(".parquet") else 0
    return Stored(name, path.stat().st_size, digest_of(path), rows)


def _learned(staged: Staged) -> tuple[bytes, bytes]:
    return staged.ledger.read_bytes(), staged.similar.read_bytes() if staged.similar else b""


def _whole(hold: Hold, staged: Staged) -> tuple[list[tuple[Path, str]], set[str]]:
    """All files that come and all names that go, with those of folders that are exchanged or end."""
    files = list(staged.files)
    removals = {one.name for name in staged.removals for one in (*hold.folder.stored(f"{name}/"), Stored(name, 0, ""))}
    for folder, name in staged.folders:
        found = [(path, f"{name}/{path.relative_to(folder).as_posix()}") for path in sorted(folder.rglob("*")) if path.is_file()]
        removals |= {one.name for one in hold.folder.stored(f"{name}/")} - {target for _, target in found}
        files += found
    return files, removals


def complete(lake: Lake, change: Change | None) -> None:
    """Bring the commit that was announced last to its end. Called again after a kill, it does the same again."""
    hold = held(lake)
    if hold is None or change is None:
        return
    hold.folder.note(Place(hold.head.lake_id, hold.head.sequence, change.commit_id), change.coming, change.removed)
    put_in_place(hold, change)
    renew_base(hold)


def put_in_place(hold: Hold, change: Change) -> None:
    """Copy what is staged over the partitions, remove those that end, and say that it is done."""
    at_once(lambda one: _copy(hold, change.commit_id, one), change.coming)
    if change.removed:
        hold.check()
        hold.objects.remove(change.removed)
    hold.put(lambda head: replace(head, pending=False))
    if change.coming:
        hold.objects.remove([staged_name(change.commit_id, one.name) for one in change.coming])
    hold.untidy = False


def _copy(hold: Hold, commit_id: str, one: Stored) -> None:
    """Copy a staged object to its place; one that is no longer staged has to be there already."""
    hold.check()
    try:
        hold.objects.copy(staged_name(commit_id, one.name), one.name)
    except MissingError:
        try:
            there = sha256(hold.objects.read(one.name).data).hexdigest()
        except MissingError:
            there = ""
        if there != one.digest:
            raise damaged(hold.folder, one.name) from None


def orphans(hold: Hold) -> tuple[Sequence[str], Sequence[str]]:
    """What earlier writers left behind: objects that nothing names, and the slices that were staged and not committed."""
    head = hold.head
    staged = [one.name for one in hold.objects.list("_staging/")]
    slices = sorted({name.split("/")[1] for name in staged} - {entry.commit_id for entry in head.log} - {head.commit_id})
    return [*staged, *_unnamed(hold)], slices


def _unnamed(hold: Hold) -> Iterator[str]:
    named = {entry.name for entry in hold.head.log}
    base = f"{hold.head.base.folder}/" if hold.head.base else "-"
    yield from (one.name for one in hold.objects.list("_state/log/") if one.name not in named)
    yield from (one.name for one in hold.objects.list("_state/base/") if not one.name.startswith(base))
    whole = tuple(map(snapshot_name, hold.head.snapshots))
    yield from (one.name for one in hold.objects.list(f"{SNAPSHOTS}/") if not one.name.startswith(whole))
