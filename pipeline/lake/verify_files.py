"""The part of verification that looks at names and files: what lies in the lake, and whether it opens."""

import json
from pathlib import Path

from pipeline.errors import LakeError
from pipeline.lake.dead_letters import read_dead_letters
from pipeline.lake.findings import Findings, Kind
from pipeline.lake.folders import Lake
from pipeline.store.snapshots import SNAPSHOTS
from pipeline.store.working import MARKER
from schemas.partitions import PARTITION_FILES, Grain, parse_folder
from schemas.parts import Part, parse_part
from schemas.tables import TABLES

STATE_FILES = frozenset({"format.json", "added.json", "lock", "queue", MARKER}) | {
    f"{name}.sqlite{ending}" for name in ("ledger", "similar", "objects") for ending in ("", "-wal", "-shm", "-journal")
}
DAMAGED_FOLDER = "_damaged"
"""Where repair puts what it sets aside."""


def check_files(lake: Lake, findings: Findings) -> None:
    """Find what a killed command left, what isn't the lake's, and state files that can't be read."""
    known = {
        lake.report_file,
        lake.iceberg,
        lake.streams,
        lake.state,
        lake.runs,
        lake.dead_letters,
        lake.staging,
        lake.root / DAMAGED_FOLDER,
        lake.root / SNAPSHOTS,
        *map(lake.table, TABLES),
    }
    for entry in lake.root.iterdir():
        if entry not in known:
            findings.add(_kind_of_other(entry), entry.name, "not a part of a lake")
    for entry in lake.staging.iterdir():
        findings.add(Kind.LEFTOVER, _name(lake, entry), "a slice that was killed")
    for entry in lake.state.iterdir():
        if entry.name not in STATE_FILES:
            findings.add(_kind_of_other(entry), _name(lake, entry), "not a part of the lake's state")
    for table in TABLES:
        _check_table_root(lake, table, findings)
    _check_dead_letters(lake, findings)
    _check_runs(lake, findings)


def _check_table_root(lake: Lake, table: str, findings: Findings) -> None:
    if not lake.table(table).is_dir():
        findings.add(Kind.LEFTOVER, table, "the table's folder is missing")
        return
    grain = lake.grain
    for folder in lake.table(table).iterdir():
        if parse_folder(folder, grain) is None or not folder.is_dir():
            findings.add(Kind.STRANGER, _name(lake, folder), "not a partition")
            continue
        _check_partition(lake, folder, grain, findings)


def _check_partition(lake: Lake, folder: Path, grain: Grain, findings: Findings) -> None:
    entries = sorted(folder.iterdir())
    if not entries:
        findings.add(Kind.LEFTOVER, _name(lake, folder), "a partition without a file")
    parts = {entry: part for entry in entries if (part := parse_part(entry.name, grain))}
    count = max((part.count for part in parts.values()), default=0)
    for entry in entries:
        if entry not in parts or parts[entry].count < count:
            findings.add(Kind.STRANGER, _name(lake, entry), "not a file of the partition")
    for part in (Part(number, count) for number in range(count)):
        names = [_name(lake, entry) for entry in parts if parts[entry] == part]
        if not names:
            findings.add(Kind.MISSING, _name(lake, folder / PARTITION_FILES[grain]), f"file {part.number} of {count} is gone")
        for name in names[1:]:
            findings.add(Kind.STRANGER, name, f"file {part.number} of {count} is there twice")


def _check_dead_letters(lake: Lake, findings: Findings) -> None:
    for path in lake.dead_letters.iterdir():
        if path.suffix != ".avro":
            findings.add(_kind_of_other(path), _name(lake, path), "not a file of dead letters")
            continue
        try:
            for _ in read_dead_letters(path):
                pass
        except LakeError as error:
            findings.add(Kind.UNREADABLE, _name(lake, path), str(error))


def _check_runs(lake: Lake, findings: Findings) -> None:
    for path in lake.runs.iterdir():
        if path.suffix != ".json":
            findings.add(_kind_of_other(path), _name(lake, path), "not a run's record")
            continue
        try:
            json.loads(path.read_bytes())
        except ValueError as error:
            findings.add(Kind.UNREADABLE, _name(lake, path), f"not JSON: {error}")


def _kind_of_other(path: Path) -> Kind:
    """A temporary file of a write that was killed, or somebody else's file."""
    return Kind.LEFTOVER if path.suffix == ".tmp" else Kind.STRANGER


def _name(lake: Lake, path: Path) -> str:
    return path.relative_to(lake.root).as_posix()
