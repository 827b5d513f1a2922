"""The part of verification that holds a lake's objects against its list of them: the one place where all of a store is listed."""

from collections.abc import Callable

from pipeline.lake import Lake
from pipeline.store.change import staging_of
from pipeline.store.fetching import at_once, fetch
from pipeline.store.following import follow
from pipeline.store.head import HEAD
from pipeline.store.hold import Hold, held
from pipeline.store.objects import OutdatedError
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
    if hold.head.pending:
        left(HEAD, f"the commit {hold.head.commit_id} isn't complete")
    _fetch_all(hold, list(stored.values()), changed)
    for name in _unknown(hold, stored):
        (left if name.startswith(("_staging/", "_state/")) else stranger)(name, "an object that nothing names")


def _fetch_all(hold: Hold, stored: list[Stored], changed: Tell) -> None:
    """Bring every file, and see that no other lies in the working folder."""
    names = {one.name for one in stored}
    for path in hold.folder.lake.root.glob("*/*/*"):
        if path.suffix == ".parquet" and path.relative_to(hold.folder.lake.root).as_posix() not in names:
            path.unlink()
    pending = hold.head.commit_id if hold.head.pending else ""

    def one_at_a_time(one: Stored) -> None:
        try:
            fetch(hold.folder, hold.objects, [one], pending)
        except OutdatedError:
            (hold.folder.lake.root / one.name).unlink(missing_ok=True)
            changed(one.name, "gone, or not what the lake wrote there")

    at_once(one_at_a_time, stored)


def _unknown(hold: Hold, stored: dict[str, Stored]) -> list[str]:
    """The objects below the lake's prefix that its head doesn't lead to."""
    head = hold.head
    named = {HEAD, *stored, *(entry.name for entry in head.log)}
    beginnings = ["_runs/", *([f"{head.base.folder}/"] if head.base else []), *([staging_of(head.commit_id)] if head.pending else [])]
    return [one.name for one in hold.objects.list() if one.name not in named and not one.name.startswith(tuple(beginnings))]
