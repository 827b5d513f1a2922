"""What every writer of a lake in a store begins with: follow the lake, complete the last commit, remove what killed writers left."""

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from pipeline.files import Files
from pipeline.lake.folders import Lake
from pipeline.store.committing import orphans, put_in_place
from pipeline.store.fetching import damaged
from pipeline.store.following import follow, read_change
from pipeline.store.hold import Hold, held
from pipeline.store.objects import MissingError, OutdatedError
from pipeline.store.working import write_whole


@dataclass(frozen=True, slots=True)
class Recovered:
    """What recovery did."""

    completed: tuple[dict[str, Any], ...]
    """What the commit.json of each slice held that was completed."""
    undone: tuple[str, ...]
    """Slices that were staged and not committed."""


def recover_in_store(lake: Lake, files: Files) -> Recovered | None:
    """Bring the working folder and the lake to the last commit; None, and nothing done, for a local lake. The caller holds the lake.

    Killed anywhere, it can be called again. Raises LakeError where an object that is needed isn't what it should be.
    """
    hold = held(lake)
    if hold is None:
        return None
    for entry in lake.staging.iterdir():  # the store has all of a commit that counts
        files.remove_tree(entry)
    try:
        follow(hold.folder, hold.head, hold.objects)
        completed = _complete_pending(hold)
    except OutdatedError as error:
        raise damaged(hold.folder, str(error)) from error
    undone: tuple[str, ...] = ()
    if hold.taken_over:
        names, slices = orphans(hold)
        hold.objects.remove(list(names))
        undone = tuple(slices)
        _fetch_records(hold, completed, undone)
        hold.taken_over = False
        if hold.head.untidy:
            hold.put(lambda head: replace(head, untidy=False))
    return Recovered(completed, undone)


def _complete_pending(hold: Hold) -> tuple[dict[str, Any], ...]:
    if not hold.head.pending:
        return ()
    change = read_change(hold.folder, hold.head.log[-1], hold.objects)
    put_in_place(hold, change)
    return (change.commit,)


def _fetch_records(hold: Hold, completed: tuple[dict[str, Any], ...], undone: tuple[str, ...]) -> None:
    """Bring the records of runs that may have been killed: those whose slices were left, and those younger than the last commit's."""
    runs = {str(commit["run_id"]) for commit in completed} | {name.rpartition("-")[0] for name in undone}
    runs |= {hold.head.last_run} - {""}
    younger = hold.objects.list("_runs/", after=f"_runs/{hold.head.last_run}.json" if hold.head.last_run else "")
    for name in sorted({f"_runs/{run}.json" for run in runs} | {one.name for one in younger}):
        with suppress(MissingError):
            write_whole(hold.folder.lake.root / name, hold.objects.read(name).data)
