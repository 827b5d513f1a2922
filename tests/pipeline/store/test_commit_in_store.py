"""A commit in a store that dies or fails at any request leads, after recovery on any machine, to the lake before it or the lake after it."""

import shutil
from collections.abc import Iterable
from contextlib import suppress

import pytest

from pipeline.errors import LakeError
from tests.conftest import Tried
from tests.pipeline.faults import DyingFiles, Killed
from tests.pipeline.scenarios import SCENARIOS
from tests.pipeline.store.lakes import Scenario, Stores, head_of, is_tidy, make_scenario, recover_on, state
from tests.pipeline.store.memory import Bucket, DyingObjects, FailingObjects, MemoryObjects

MACHINES = ("same", "other")
"""Where the next command runs: on the machine whose command died, or on one that has never seen the lake."""


@pytest.fixture(scope="module", params=SCENARIOS)
def scenario(request: pytest.FixtureRequest, stores: Stores) -> Scenario:
    """Each scenario, built once."""
    return make_scenario(request.param, stores)


def requests(scenario: Scenario, stores: Stores) -> int:
    """How many requests the undisturbed commit takes, from a machine that is up to date."""
    lake = stores.open(MemoryObjects(bucket := scenario.bucket.copy()), "same")
    recover_on(lake)
    objects = MemoryObjects(bucket)
    stores.use(objects)
    scenario.run(lake)
    return objects.requests.total()


def die(scenario: Scenario, stores: Stores, bucket: Bucket, at: int, *, late: bool) -> bool:
    """Make the commit on an up-to-date machine that dies at a request; whether the commit point was passed."""
    lake = stores.open(MemoryObjects(bucket), "same")
    recover_on(lake)
    stores.use(DyingObjects(bucket, at, late=late))
    with pytest.raises(Killed):
        scenario.run(lake)
    bucket.later()
    return head_of(bucket).commit_id == scenario.commit.commit_id


def check(scenario: Scenario, stores: Stores, bucket: Bucket, *, machine: str, after: bool) -> None:
    """See that the next command leads to the right one of the two states, and leaves nothing behind."""
    recover_on(stores.open(MemoryObjects(bucket), machine))
    assert state(stores, bucket) == (scenario.after if after else scenario.before)
    assert is_tidy(bucket)


def kill_at(scenario: Scenario, stores: Stores, points: Iterable[int], machine: str, *, late: bool) -> set[bool]:
    """Die at each of these requests, and see what the next command of a machine makes of it; whether commit points were passed."""
    outcomes = set()
    for at in points:
        shutil.rmtree(stores.work, ignore_errors=True)
        bucket = scenario.bucket.copy()
        after = die(scenario, stores, bucket, at, late=late)
        outcomes.add(after)
        check(scenario, stores, bucket, machine=machine, after=after)
    return outcomes


KILLS = "object store: kills at every request of a commit"


def test_killed_at_every_request(scenario: Scenario, stores: Stores, tried: Tried) -> None:
    """A process that dies at any request leaves a lake that the next command, of this machine or another one, makes whole."""
    total = requests(scenario, stores)
    outcomes = kill_at(scenario, stores, range(1, total + 1, 2), "same", late=False)
    outcomes |= kill_at(scenario, stores, range(2, total, 2), "other", late=True)
    assert outcomes == {False, True}
    tried(KILLS, total)


@pytest.mark.slow
@pytest.mark.parametrize("late", [False, True], ids=["undone", "done"])
@pytest.mark.parametrize("machine", MACHINES)
def test_killed_at_every_request_in_every_way(scenario: Scenario, stores: Stores, tried: Tried, machine: str, *, late: bool) -> None:
    """The same before each request and before its answer comes, each time with the next command on the same machine and on another one."""
    total = requests(scenario, stores)
    assert {False, True} == kill_at(scenario, stores, range(1, total + 1 - late), machine, late=late)
    tried(KILLS, total)


def test_killed_in_commit_and_again_in_recovery(scenario: Scenario, stores: Stores, tried: Tried) -> None:
    """Death in the commit, then in its recovery at every request: the recovery after that still leads to one of the two states."""
    total = requests(scenario, stores)
    for at in range(4, total + 1, 14):
        for in_recovery in range(1, 1000):
            shutil.rmtree(stores.work, ignore_errors=True)
            bucket = scenario.bucket.copy()
            after = die(scenario, stores, bucket, at, late=False)
            lake = stores.open(MemoryObjects(bucket), "other" if in_recovery % 2 else "same")
            stores.use(DyingObjects(bucket, in_recovery, late=bool(at % 2)))
            try:
                recover_on(lake)
            except Killed:
                bucket.later()
                check(scenario, stores, bucket, machine="same", after=after)
            else:
                tried("object store: kills at every request of a recovery", in_recovery - 1)
                break


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_every_request_failing(scenario: Scenario, stores: Stores, tried: Tried, *, lasting: bool) -> None:
    """A request that fails, done or not, is one clear error or none, and leads to one of the two states when the store is well again."""
    total = requests(scenario, stores)
    for at in range(1 + lasting, total + 1, 2):
        shutil.rmtree(stores.work, ignore_errors=True)
        bucket = scenario.bucket.copy()
        lake = stores.open(MemoryObjects(bucket), "same")
        recover_on(lake)
        stores.use(FailingObjects(bucket, at, late=bool(at // 2 % 2), lasting=lasting))
        with suppress(LakeError):
            scenario.run(lake)
        bucket.later()
        check(scenario, stores, bucket, machine="same", after=head_of(bucket).commit_id == scenario.commit.commit_id)
    tried("object store: requests failing, done or not", total // 2)


def test_killed_at_local_operations(scenario: Scenario, stores: Stores, tried: Tried) -> None:
    """Death at an operation on the working folder's disk leaves a folder that the next command brings up to the store."""
    for tries, at in enumerate(range(1, 1000, 3)):
        shutil.rmtree(stores.work, ignore_errors=True)
        bucket = scenario.bucket.copy()
        lake = stores.open(MemoryObjects(bucket), "same")
        try:
            scenario.run(lake, DyingFiles(at))
        except Killed:
            bucket.later()
            check(scenario, stores, bucket, machine="same", after=head_of(bucket).commit_id == scenario.commit.commit_id)
        else:
            tried("object store: kills at a file operation of a commit", tries)
            break
