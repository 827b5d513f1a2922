"""The record of each run: when, with which options, what came of it. The one place of the lake where the clock shows."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from pipeline.errors import LakeError, told_as_lake_error
from pipeline.files import Files
from pipeline.lake.folders import Lake
from pipeline.store.hold import put_record

RUNNING = "running"
"""The status of a run between its slices, and of one that was killed until the next command comes."""
KILLED = "killed"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run that ended, well or not, or that is under way."""

    run_id: str
    command: str
    started: str
    """UTC, ISO 8601."""
    ended: str
    status: str
    """done, failed, RUNNING or KILLED."""
    slices: int
    """How many it committed."""
    version: str
    """Of zhengwen."""
    options: dict[str, str] = field(default_factory=dict)
    tally: dict[str, int] = field(default_factory=dict)
    """How many pages became what, and whatever else was counted."""
    rows: dict[str, int] = field(default_factory=dict)
    """By how many rows each table grew."""
    message: str | None = None
    """Of a failed run: why."""


def new_run_id(now: datetime) -> str:
    """A name for a run: sorts by time, and differs from those of the same moment."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(3)}"


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def write_run(lake: Lake, run: RunRecord, files: Files) -> None:
    """Put a run's record into the lake; one of the same id is replaced. Raises LakeError."""
    with told_as_lake_error(f"cannot write the record of the run to {lake.runs}"):
        files.make_folder(lake.runs)
        data = json.dumps(asdict(run), ensure_ascii=False, indent=1).encode() + b"\n"
        files.write_atomically(lake.runs / f"{run.run_id}.json", data)
    put_record(lake, f"{lake.runs.name}/{run.run_id}.json", data)


def list_runs(lake: Lake) -> Iterator[RunRecord]:
    """The runs of the lake, the newest first. Raises LakeError for a record that is damaged."""
    for path in sorted(lake.runs.glob("*.json"), reverse=True):
        try:
            yield RunRecord(**json.loads(path.read_bytes()))
        except (ValueError, TypeError) as error:
            raise LakeError(f"{path} is damaged: remove it; no table depends on it") from error
