"""Several writers of one lake, on several machines; working folders that are lost, old or damaged; and what all that costs."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pipeline.errors import LakeBusy, LakeError
from pipeline.lake.commit import publish, recover
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.lock import writing
from pipeline.store.fetching import bring
from pipeline.store.hold import held
from pipeline.store.machine import has_ended, this_process
from schemas.partitions import partition_name
from tests.conftest import Tried
from tests.pipeline.faults import CountingFiles
from tests.pipeline.store.lakes import DAY, Stores, a_commit, commit_to, head_of, is_tidy, recover_on, stage, state
from tests.pipeline.store.memory import Bucket, MemoryObjects


def pages_of(stores: Stores, bucket: Bucket) -> set[str]:
    """The pages that a machine which has never seen the lake finds in it."""
    return {str(row[0]) for row in state(stores, bucket)[1] if len(row) > 8}


def test_a_second_writer_leaves_or_waits(stores: Stores, bucket: Bucket) -> None:
    """While a writer holds the lake, another machine's is told who it is; once the first has let go, it gets in."""
    one, other = stores.open(MemoryObjects(bucket), "one"), stores.open(MemoryObjects(bucket), "other")
    with writing(one), pytest.raises(LakeBusy, match=r"s3://bucket/lakes/news is being written by process \d+ on .*runs out in 60 s"):
        recover_on(other)
    recover_on(other)


def test_a_writer_that_was_taken_over_commits_nothing(stores: Stores, bucket: Bucket) -> None:
    """A writer that was paused for so long that another one took over finds that out at its commit point; the other's rows stand alone."""
    one, other = stores.open(MemoryObjects(bucket), "one"), stores.open(MemoryObjects(bucket), "other")
    commit, changes = a_commit(2)
    with writing(one):
        recover(one, CountingFiles())
        stage(one, commit, "of the paused one")
        bucket.later()
        commit_to(other, *a_commit(3), "of the other one")
        with pytest.raises(LakeError, match=r"was taken over by .*: nothing of this slice was taken in"):
            publish(one, commit, changes, CountingFiles())

    assert {"in/1", "in/3"} == pages_of(stores, bucket)
    assert is_tidy(bucket)


class Pausing(MemoryObjects):
    """Calls `pause` once, ahead of its first copy: a writer that stands still after its commit point."""

    def __init__(self, bucket: Bucket) -> None:
        super().__init__(bucket)
        self.pauses: list[Iterator[None]] = []

    def before(self, kind: str) -> None:
        """Stand still."""
        if kind == "copy" and self.pauses:
            next(self.pauses.pop())


def test_a_writer_that_stood_still_after_its_commit_point_changes_nothing_later(stores: Stores, bucket: Bucket) -> None:
    """Another writer completes the commit and makes one of its own on the same day; the first, when it goes on, finds nothing left to copy."""
    objects = Pausing(bucket)
    one, other = stores.open(objects, "one"), stores.open(MemoryObjects(bucket), "other")

    def meanwhile() -> Iterator[None]:
        bucket.later()
        stores.use(MemoryObjects(bucket))
        commit_to(other, *a_commit(3), "of the other one")
        yield

    objects.pauses.append(meanwhile())
    stores.use(objects)
    with pytest.raises(LakeError):
        commit_to(one, *a_commit(2), "of the one that stood still")

    name = partition_name("articles", DAY)
    assert b"of the other one" in bucket.objects[name][0]
    assert {"in/1", "in/2", "in/3"} == pages_of(stores, bucket)
    assert is_tidy(bucket)


def test_many_machines_at_once(stores: Stores, bucket: Bucket, tried: Tried) -> None:
    """Six machines that each make four commits, at once, and try again when they are sent away: every one of them is in the lake, in one order."""
    objects = MemoryObjects(bucket)
    lakes = [stores.open(objects, f"machine {number}") for number in range(6)]

    def work(place: int) -> int:
        refused = 0
        for number in range(10 * place + 10, 10 * place + 14):
            while True:
                try:
                    commit_to(lakes[place], *a_commit(number), f"of {number}")
                    break
                except LakeBusy:
                    refused += 1
        return refused

    with ThreadPoolExecutor(6) as pool:
        refused = sum(pool.map(work, range(6)))
    wanted = {f"in/{10 * place + 10 + number}" for place in range(6) for number in range(4)}
    assert wanted | {"in/1"} == pages_of(stores, bucket)
    assert 25 == head_of(bucket).sequence
    assert is_tidy(bucket)
    tried("object store: commits of six machines at once", 24)
    tried("object store: of them sent away first and tried again", refused)


def test_a_process_that_ended_holds_nothing() -> None:
    """A process of this machine that is no longer there, or whose number another one has now, doesn't keep the next one waiting."""
    living = this_process()

    assert not has_ended(living)
    assert has_ended(replace(living, started="1"))
    assert not has_ended(replace(living, machine="another", started="1"))


def damage(lake: Lake, how: str) -> None:
    """Spoil a working folder."""
    if how == "lost":
        shutil.rmtree(lake.root)
    elif how == "partition":
        for path in lake.root.glob("articles/*/*"):
            path.write_bytes(b"PAR1 of somebody else")
    else:
        (lake.state / how).write_bytes(b"not what it was" * 100)


@pytest.mark.parametrize("how", ["lost", "old", "partition", "objects.sqlite", "ledger.sqlite", "another lake"])
def test_a_working_folder_may_be_lost_old_or_damaged(stores: Stores, bucket: Bucket, how: str) -> None:
    """Whatever became of the folder, the next command has the ledger and the files that the store has."""
    objects = MemoryObjects(bucket)
    lake = stores.open(objects, "one")
    with writing(lake):
        recover(lake, CountingFiles())
        bring(lake, [partition_name("articles", DAY)])
    if how == "another lake":
        bucket.objects.clear()
        commit_to(stores.open(objects, "other"), *a_commit(7), "of another lake")
    elif how == "old":
        for number in (7, 8):
            commit_to(stores.open(objects, "other"), *a_commit(number), f"version {number}")
    else:
        damage(lake, how)
    lake = stores.open(objects, "one")
    with writing(lake):
        recover(lake, CountingFiles())
        bring(lake, [partition_name("articles", DAY)])
        hold = held(lake)
        assert hold is not None
        assert hold.folder.stored() == [one for one in hold.folder.stored() if one.is_at(lake.root / one.name)]
    with open_ledger_for_reading(lake) as ledger:
        assert pages_of(stores, bucket) == {page.uri for page in ledger.all_pages()}


def test_an_object_that_somebody_changed_is_told(stores: Stores, bucket: Bucket) -> None:
    """An object that isn't what the lake's list says is never merged into."""
    lake = stores.open(MemoryObjects(bucket), "other")
    bucket.objects[partition_name("articles", DAY)] = b"PAR1 of somebody else", 0.0
    with writing(lake):
        recover(lake, CountingFiles())
        with pytest.raises(LakeError, match=r"s3://bucket/lakes/news/articles/date=2026-11-20/part.parquet is gone or isn't what the lake wrote"):
            bring(lake, [partition_name("articles", DAY)])


@pytest.mark.parametrize("days", [1, 10, 100])
def test_a_commit_costs_what_it_changes(stores: Stores, bucket: Bucket, days: int) -> None:
    """The requests of a commit follow from how many files it changes, not from how many there are, and none of them lists."""
    objects = MemoryObjects(bucket)
    lake = stores.open(objects, "one")
    commit_to(lake, *a_commit(5, days=200), "what is there")
    objects.requests.clear()
    commit_to(lake, *a_commit(6, days=days), "what comes")

    head, delete = {"get": 1, "put": 4}, 1
    assert {"get": head["get"], "put": head["put"] + days + 1, "copy": days, "delete": delete} == dict(objects.requests)


def test_a_commit_that_changes_no_byte_puts_no_file(stores: Stores, bucket: Bucket) -> None:
    """A file that would get the bytes that it has is neither put nor copied."""
    objects = MemoryObjects(bucket)
    lake = stores.open(objects, "one")
    commit_to(lake, *a_commit(5, days=10), "the same")
    objects.requests.clear()
    commit_to(lake, *a_commit(6, days=10), "the same")

    assert {"get": 1, "put": 5} == dict(objects.requests)


def test_a_base_takes_the_place_of_many_commits(stores: Stores, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Now and then all that the commits led to is put anew: no machine has more than some of them to follow, and nothing is left of the others."""
    monkeypatch.setattr("pipeline.store.bases.MOST_COMMITS", 3)
    objects = MemoryObjects(bucket)
    lake, behind = stores.open(objects, "one"), stores.open(objects, "behind")
    recover_on(behind)
    for number in range(2, 12):
        commit_to(lake, *a_commit(number), f"version {number}")
        assert len(head_of(bucket).log) < 3
        assert is_tidy(bucket)

    assert {f"in/{number}" for number in range(1, 12)} == pages_of(stores, bucket)
    stores.use(objects)
    recover_on(behind)
    with open_ledger_for_reading(behind) as ledger:
        assert 11 == ledger.counts().pages
