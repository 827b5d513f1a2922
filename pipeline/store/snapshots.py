"""Snapshots of a lake in a store: copies of the tables' objects, made within the store, under names that the head lists when they are whole."""

from collections.abc import Sequence
from dataclasses import replace

from pipeline.errors import LakeError
from pipeline.store.fetching import at_once, damaged
from pipeline.store.hold import Hold
from pipeline.store.objects import MissingError
from pipeline.store.working import Stored

SNAPSHOTS = "_snapshots"


def snapshot_name(name: str) -> str:
    """What the names of a snapshot's objects begin with."""
    return f"{SNAPSHOTS}/{name}/"


def take_in_store(hold: Hold, name: str, tables: Sequence[str]) -> None:
    """Copy the tables' objects under a name. Raises LakeError where the name is taken, or an object is gone."""
    if name in hold.head.snapshots:
        raise LakeError(f"{hold.folder.address}/{snapshot_name(name)} is there already: remove it with --drop, or choose another name")

    def copy(one: Stored) -> None:
        hold.check()
        try:
            hold.objects.copy(one.name, f"{snapshot_name(name)}{one.name}")
        except MissingError:
            raise damaged(hold.folder, one.name) from None

    with hold.putting_unnamed():
        at_once(copy, [one for table in tables for one in hold.folder.stored(f"{table}/")])
        hold.put(lambda head: replace(head, snapshots=(*head.snapshots, name)))


def drop_in_store(hold: Hold, name: str) -> None:
    """Remove a snapshot. Raises LakeError where there is none."""
    if name not in hold.head.snapshots:
        raise LakeError(f"there is no snapshot {hold.folder.address}/{snapshot_name(name)}")
    with hold.putting_unnamed():
        hold.put(lambda head: replace(head, snapshots=tuple(other for other in head.snapshots if other != name)))
        hold.objects.remove([one.name for one in hold.objects.list(snapshot_name(name))])
