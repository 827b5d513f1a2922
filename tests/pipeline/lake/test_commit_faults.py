"""A commit that dies, fails or loses power at any operation leads, after recovery, to the lake before it or the lake after it."""

import errno
import random
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake.commit import publish, recover
from pipeline.lake.commit_record import COMMIT_FILE
from pipeline.lake.folders import Lake
from tests.conftest import Tried
from tests.pipeline.faults import CountingFiles, DyingFiles, FailingFiles, Killed, UnsyncedFiles
from tests.pipeline.scenarios import SCENARIOS, Scenario, make_scenario, state

CODES = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE)


@pytest.fixture(scope="module", params=SCENARIOS)
def scenario(request: pytest.FixtureRequest, fast_folder: Path) -> Scenario:
    """Each scenario, built once."""
    return make_scenario(request.param, fast_folder / request.param)


@pytest.fixture
def attempts(scenario: Scenario, fast_folder: Path) -> Iterator[Lake]:
    """Endless fresh copies of the scenario's lake, each removed when the next is asked for."""

    def copies() -> Iterator[Lake]:
        while True:
            shutil.rmtree(fast_folder / "lake", ignore_errors=True)
            yield scenario.start(fast_folder / "lake")

    return copies()


def operations(scenario: Scenario, lake: Lake) -> int:
    """How many operations the undisturbed commit takes."""
    files = CountingFiles()
    publish(lake, scenario.commit, scenario.changes, files)
    return files.done


def committed(scenario: Scenario, lake: Lake) -> bool:
    """Whether the commit had passed its commit point, or was over."""
    folder = lake.slice_folder(scenario.commit.run_id, scenario.commit.slice_number)
    return (folder / COMMIT_FILE).exists() or state(lake)[1] == scenario.after[1]


def check(scenario: Scenario, lake: Lake, *, after: bool) -> None:
    """Recovery leads to the expected state, and a second recovery has nothing to do."""
    recover(lake, CountingFiles())
    assert state(lake) == (scenario.after if after else scenario.before)
    again = recover(lake, CountingFiles())
    assert (again.completed, again.undone) == ((), ())


@pytest.mark.parametrize("torn", [False, True])
def test_killed_at_every_operation(scenario: Scenario, attempts: Iterator[Lake], tried: Tried, *, torn: bool) -> None:
    """Death ahead of any operation, with and without half a write: done wholly where it was past its commit point, else undone."""
    total = operations(scenario, next(attempts))
    outcomes = set()
    for at in range(1, total + 1):
        lake = next(attempts)
        with pytest.raises(Killed):
            publish(lake, scenario.commit, scenario.changes, DyingFiles(at, torn=torn))
        after = committed(scenario, lake)
        outcomes.add(after)
        check(scenario, lake, after=after)
    assert outcomes == {False, True}
    tried("kills at every file operation of a commit", total)


def test_killed_in_commit_and_again_in_recovery(scenario: Scenario, attempts: Iterator[Lake], tried: Tried) -> None:
    """Death in the commit, then in its recovery at every operation: the next recovery still leads to one of the two states."""
    total = operations(scenario, next(attempts))
    for at in range(1, total + 1, 5):
        for in_recovery in range(1, 1000):
            lake = next(attempts)
            with pytest.raises(Killed):
                publish(lake, scenario.commit, scenario.changes, DyingFiles(at))
            after = committed(scenario, lake)
            files = DyingFiles(in_recovery)
            try:
                recover(lake, files)
            except Killed:
                check(scenario, lake, after=after)
            else:
                tried("kills at every file operation of a recovery", in_recovery - 1)
                break


@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.get)
@pytest.mark.parametrize("lasting", [False, True])
def test_every_operation_failing(scenario: Scenario, attempts: Iterator[Lake], tried: Tried, code: int, *, lasting: bool) -> None:
    """An error of the disk at any operation is one clear LakeError, and leads to one of the two states when it has gone."""
    total = operations(scenario, next(attempts))
    for at in range(1, total + 1):
        lake = next(attempts)
        with pytest.raises(LakeError, match=r"cannot commit to the lake .*: .*[a-z]"):
            publish(lake, scenario.commit, scenario.changes, FailingFiles(at, code, lasting=lasting))
        check(scenario, lake, after=committed(scenario, lake))
    tried("file operations failing with ENOSPC, EIO, EACCES, EMFILE", total)


def lose_power_twice(scenario: Scenario, lake: Lake, layer: type[UnsyncedFiles], *, at: int, grave: Path, seed: int) -> None:
    """Lose power in the commit at operation `at`, then again somewhere in the recovery, then recover."""
    chance = random.Random(seed)
    files = layer(at, grave, chance, tuple(path for path in lake.staging.rglob("*") if path.is_file()))
    after = False
    try:
        publish(lake, scenario.commit, scenario.changes, files)
        after = True
    except Killed:
        pass
    files.lose_power()
    files = layer(chance.randrange(1, 60), grave, chance)
    try:
        recover(lake, files)
    except Killed:
        files.lose_power()
    recover(lake, CountingFiles())
    assert state(lake) == scenario.after or (not after and state(lake) == scenario.before)


def lose_power_everywhere(scenario: Scenario, attempts: Iterator[Lake], layer: type[UnsyncedFiles], fast_folder: Path, seeds: int) -> int:
    """Lose power at every operation, and after the last, each with several mixtures of what was on the disk; at how many points."""
    total = operations(scenario, next(attempts))
    grave = fast_folder / "grave"
    for at in range(1, total + 2):
        for seed in range(seeds):
            shutil.rmtree(grave, ignore_errors=True)
            grave.mkdir()
            lose_power_twice(scenario, next(attempts), layer, at=at, grave=grave, seed=seed)
    return total + 1


POWER = "power lost at every file operation, unsynced bytes torn and names undone"


def test_power_lost_at_every_operation(scenario: Scenario, attempts: Iterator[Lake], fast_folder: Path, tried: Tried) -> None:
    """Power lost at any operation, unsynced bytes torn and unsynced names undone: one of the two states, and after success the new one."""
    tried(POWER, 2 * lose_power_everywhere(scenario, attempts, UnsyncedFiles, fast_folder, seeds=2))


@pytest.mark.slow
def test_power_lost_at_every_operation_many_times(scenario: Scenario, attempts: Iterator[Lake], fast_folder: Path, tried: Tried) -> None:
    """The same with ten times as many mixtures."""
    tried(POWER, 20 * lose_power_everywhere(scenario, attempts, UnsyncedFiles, fast_folder, seeds=20))


def test_killed_where_folders_cannot_be_exchanged(fast_folder: Path) -> None:
    """A file system without RENAME_EXCHANGE: two renames take its place, and death ahead of any operation still leads to one of the two states."""

    class Plain(DyingFiles):
        def _exchange(self, source: Path, target: Path) -> bool:
            self._count("no exchange", target)
            return source == target

    scenario = make_scenario("cutting", fast_folder / "plain")
    outcomes = []
    for at in range(1, 1000):
        shutil.rmtree(fast_folder / "lake", ignore_errors=True)
        lake = scenario.start(fast_folder / "lake")
        try:
            publish(lake, scenario.commit, scenario.changes, Plain(at))
        except Killed:
            outcomes.append(committed(scenario, lake))
            recover(lake, Plain(1000))
            assert state(lake) == (scenario.after if outcomes[-1] else scenario.before)
        else:
            break
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {False, True}


class NoFileSynced(UnsyncedFiles):
    """A file layer with a bug: the bytes of files are never synced."""

    def _sync(self, path: Path) -> None:
        if path.is_dir():
            super()._sync(path)


class NoFolderSynced(UnsyncedFiles):
    """A file layer with a bug: the names in folders are never synced."""

    def _sync(self, path: Path) -> None:
        if not path.is_dir():
            super()._sync(path)


@pytest.mark.parametrize("layer", [NoFileSynced, NoFolderSynced])
def test_the_matrix_notices_a_missing_sync(scenario: Scenario, attempts: Iterator[Lake], fast_folder: Path, layer: type[UnsyncedFiles]) -> None:
    """With syncs left out the same checks fail: they do look."""
    with pytest.raises((AssertionError, LakeError)):
        lose_power_everywhere(scenario, attempts, layer, fast_folder, seeds=10)


def test_a_full_ledger_leaves_a_commit_that_can_be_completed(scenario: Scenario, attempts: Iterator[Lake], monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own error for a full disk is told as such, and the commit is completed when there is room."""
    lake = next(attempts)

    def fails(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.lake.ledger._change", fails)
        with pytest.raises(LakeError, match="make room"):
            publish(lake, scenario.commit, scenario.changes, Files())
    check(scenario, lake, after=True)
