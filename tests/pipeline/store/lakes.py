"""Lakes in a bucket in memory: commits to try faults on, and the state of a lake as a value to compare."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.files import Files
from pipeline.lake.commit import publish, recover
from pipeline.lake.commit_record import Commit, Move
from pipeline.lake.folders import Lake
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.lock import writing
from pipeline.store.address import parse_address
from pipeline.store.following import follow
from pipeline.store.head import HEAD, Head, head_from_bytes
from pipeline.store.objects import Objects
from pipeline.store.opening import open_in_store
from pipeline.store.working import working_folder
from schemas.partitions import Grain, partition_name
from schemas.records import DeadLetter
from schemas.tables import TABLES
from tests.pipeline.faults import CountingFiles
from tests.pipeline.scenarios import SCENARIOS, source, story
from tests.pipeline.store.memory import Bucket, MemoryObjects
from transforms.dead_letters import dead_letters_to_bytes

ADDRESS = parse_address("s3://bucket/lakes/news")
State = tuple[dict[str, bytes], list[tuple[object, ...]]]


DAY = date(2026, 11, 20)


def a_commit(number: int, days: int = 1) -> tuple[Commit, LedgerChanges]:
    """A commit of one story that changes so many days of a table."""
    targets = [partition_name("articles", DAY + timedelta(day)) for day in range(days)]
    moves = tuple(Move(f"{place}.staged", target) for place, target in enumerate(targets))
    changes = LedgerChanges(sources=(source(number),), pages=(story(number, DAY),))
    return Commit(f"20261123T08{number:04d}.000000Z-abcdef", 0, moves), changes


@dataclass(frozen=True)
class Stores:
    """Which objects every address leads to, for the time of a test."""

    patch: pytest.MonkeyPatch
    work: Path

    def use(self, objects: Objects) -> None:
        """Lead to these from now on."""
        self.patch.setattr("pipeline.store.working.connect", lambda _: objects)

    def open(self, objects: Objects, machine: str) -> Lake:
        """A machine's working folder for writing, the lake made where there is none."""
        self.use(objects)
        return Lake(open_in_store("ingest", ADDRESS, self.work / machine, None))


def stage(lake: Lake, commit: Commit, text: str) -> None:
    """Write the files that a commit moves, and its dead letters."""
    folder = lake.slice_folder(commit.run_id, commit.slice_number)
    targets = [(folder / move.staged, move.target) for move in commit.moves if not move.names]
    targets += [(folder / move.staged / name, f"{move.target}/{name}") for move in commit.moves for name in move.names]
    targets += [(folder / name, name) for name in (partition_name(table, None, Grain.MONTH) for table in commit.swaps)]
    for path, target in targets:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"text": [f"{text} {target}"] * 20}), path)
    if commit.dead_letters:
        (folder / "dead_letters.avro").write_bytes(dead_letters_to_bytes([DeadLetter("p9", "in/9", "empty", text, 0, b"")]))


def commit_to(lake: Lake, commit: Commit, changes: LedgerChanges, text: str, files: Files | None = None) -> None:
    """Do what a run does: hold the lake, recover it, stage a slice, publish it."""
    with writing(lake):
        recover(lake, CountingFiles())
        stage(lake, commit, text)
        publish(lake, commit, changes, files or CountingFiles())


def recover_on(lake: Lake, files: Files | None = None) -> None:
    """What the next command of a machine does first."""
    with writing(lake):
        recover(lake, files or CountingFiles())


@dataclass(frozen=True)
class Scenario:
    """A lake before a commit, and the commit; `before` and `after` are the states that recovery may lead to."""

    bucket: Bucket
    commit: Commit
    changes: LedgerChanges
    before: State
    after: State

    def run(self, lake: Lake, files: Files | None = None) -> None:
        """Make the commit."""
        commit_to(lake, self.commit, self.changes, "new", files)


def make_scenario(name: str, stores: Stores) -> Scenario:
    """Build the lake of one of the local lake's scenarios in a bucket."""
    done, commit, changes = SCENARIOS[name]()
    objects = MemoryObjects(Bucket())
    lake = stores.open(objects, f"{name}-making")
    for number, (earlier, earlier_changes) in enumerate(done):
        commit_to(lake, earlier, earlier_changes, f"version {number}")
    bucket = objects.bucket.copy()
    scenario = Scenario(bucket, commit, changes, state(stores, bucket), ({}, []))
    stores.use(objects)
    scenario.run(lake)
    return Scenario(bucket, commit, changes, scenario.before, state(stores, objects.bucket))


def head_of(bucket: Bucket) -> Head:
    """The lake's head."""
    return head_from_bytes(bucket.objects[f"{HEAD}"][0], "lake")


def state(stores: Stores, bucket: Bucket) -> State:
    """All objects that aren't under _state, and the ledger's rows as a new machine gets them from the store."""
    files = {name: data for name, (data, _) in bucket.objects.items() if not name.startswith("_state/")}
    objects = MemoryObjects(bucket.copy())
    lake = stores.open(objects, f"looking-{len(list(stores.work.iterdir())) if stores.work.is_dir() else 0}")
    folder = working_folder(lake)
    assert folder is not None
    follow(folder, head_of(bucket), objects)
    with closing(sqlite3.connect(lake.ledger_file)) as connection:
        rows = [row for table in ("sources", "pages") for row in connection.execute(f"SELECT * FROM {table} ORDER BY uri")]  # noqa: S608 - constants
    listed = {one.name: one.size for one in folder.stored()}
    assert listed == {name: len(data) for name, data in files.items() if not name.startswith("_runs/") and not head_of(bucket).pending}, "the list"
    return files, rows


def is_tidy(bucket: Bucket) -> bool:
    """Whether nothing lies under _staging and _state but what the head names."""
    head = head_of(bucket)
    named = {HEAD, *(entry.name for entry in head.log)}
    named |= {f"{head.base.folder}/{name}.zst" for name in head.base.digests} if head.base else set()
    return {name for name in bucket.objects if name.startswith(("_state/", "_staging/"))} == named


def stored_tables(objects: MemoryObjects) -> dict[str, bytes]:
    """The tables of the lake in the bucket."""
    prefixes = tuple(ADDRESS.key(f"{table}/") for table in TABLES)
    return {name.removeprefix(ADDRESS.key("")): data for name, (data, _) in sorted(objects.bucket.objects.items()) if name.startswith(prefixes)}
