"""What becomes of the record of a run that was killed: the next command completes it from what it finds."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from pipeline.errors import told_as_lake_error
from pipeline.files import Files
from pipeline.lake.commit import Recovery, recover
from pipeline.lake.commit_record import Commit
from pipeline.lake.folders import Lake, slice_name
from pipeline.lake.ledger import open_ledger
from pipeline.lake.runs import KILLED, RUNNING, RunRecord, write_run


def recover_and_settle(lake: Lake, files: Files) -> Recovery:
    """Recover a lake, and note in the records of the runs that were killed that they were. The caller holds the lake's lock.

    A run is under way by its record only while it holds the lock, so that one that is found so was killed; it is the newest, or has left a
    slice behind. Raises LakeError where the disk refuses.
    """
    recovery = recover(lake, files)
    with told_as_lake_error(f"cannot settle the runs of the lake {lake.root}"):
        for unfinished in lake.runs.glob("*.tmp"):
            files.remove(unfinished)
        left = {_run_of(name) for name in (*(commit.commit_id for commit in recovery.completed), *recovery.undone)}
        newest = max((path.stem for path in lake.runs.glob("*.json")), default="")
        for run_id in sorted({*left, newest}):
            record = _read(lake.runs / f"{run_id}.json")
            if record is not None and (record.status == RUNNING or run_id in left):
                write_run(lake, _settled(lake, record, recovery), files)
    return recovery


def _run_of(slice_name: str) -> str:
    return slice_name.rpartition("-")[0]


def _read(path: Path) -> RunRecord | None:
    """The record of a run; None where there is none that can be read, as of a run that was killed before it had one."""
    try:
        return RunRecord(**json.loads(path.read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _settled(lake: Lake, record: RunRecord, recovery: Recovery) -> RunRecord:
    completed = [commit for commit in recovery.completed if commit.run_id == record.run_id and commit.slice_number >= record.slices]
    undone = sum(_run_of(name) == record.run_id for name in recovery.undone)
    told = f"the next command completed {len(completed)} slices of it and undid {undone}"
    uncounted = int(not completed and _committed(lake, slice_name(record.run_id, record.slices)))
    told += "; the pages of its last slice aren't counted here" * uncounted
    failed = record.status == "failed"
    return replace(
        record,
        status=record.status if failed else KILLED,
        slices=record.slices + len(completed) + uncounted,
        tally=_added(record.tally, completed),
        message=f"{record.message}; {told}" if failed and record.message else told,
    )


def _committed(lake: Lake, name: str) -> bool:
    """Whether a slice was committed to its very end: of such a one nothing is left that tells what it held."""
    with open_ledger(lake) as ledger:
        return ledger.applied(name)


def _added(tally: dict[str, int], commits: Iterable[Commit]) -> dict[str, int]:
    added = Counter(tally)
    for commit in commits:
        added.update(commit.tally)
    return dict(added)
