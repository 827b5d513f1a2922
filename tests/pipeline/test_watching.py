"""The loop of `watch`: when it looks, what it tells, and that no trouble ends it. No test waits: the clock is the test's."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from pipeline.errors import LakeError
from pipeline.lake.runs import RunRecord
from pipeline.look import Look, Quiet
from pipeline.watching import (
    BATCH_BYTES,
    BATCH_FILES,
    IDLE_PAUSE,
    LEAST_PAUSE,
    MOST_PAUSE,
    SECOND,
    Watcher,
    batches,
    pause_after,
)
from schemas.inputs import Source

NOON = 1_795_435_200 * SECOND


def source(number: int, size: int = 10) -> Source:
    """A file."""
    return Source(f"in/{number}", f"/in/{number}", size, 0)


class FakeLook(Look):
    """Gives the sources that it was made with, or fails."""

    def __init__(self, found: list[Source] | OSError, waiting_ns: int | None = None) -> None:
        super().__init__("in", lake=None, known=dict, clock=int, quiet={})  # type: ignore[arg-type]
        self.found = found
        self.rests_in_ns = waiting_ns

    def sources(self) -> Iterator[Source]:
        """What there is."""
        if isinstance(self.found, OSError):
            raise self.found
        yield from self.found


class World:
    """A clock that moves when somebody sleeps, a folder's looks one after another, and a lake that may refuse."""

    def __init__(self, *looks: FakeLook | LakeError) -> None:
        self.now = NOON
        self.looks = list(looks)
        self.slept: list[float] = []
        self.said: list[str] = []
        self.runs: list[tuple[int, RunRecord | None]] = []
        self.cleared: list[bool] = []
        self.refuse: LakeError | None = None

    def is_set(self) -> bool:
        """Stopped when there is nothing more to look at."""
        return not self.looks

    def wait(self, timeout: float) -> bool:
        """Sleep."""
        self.slept.append(timeout)
        self.now += int(timeout * SECOND)
        return self.is_set()

    def look(self, quiet: Quiet) -> Look:
        """The next look."""
        self.cleared.append(not quiet)
        quiet["in"] = (0, ())
        found = self.looks.pop(0)
        self.refuse = found if isinstance(found, LakeError) else None
        # A loop that is stopped takes nothing in; the test's last look is one that finds nothing.
        return FakeLook([source(0)]) if isinstance(found, LakeError) else found

    def take(self, sources: tuple[Source, ...], onto: RunRecord | None) -> RunRecord:
        """Take in half a second, or refuse."""
        self.now += SECOND // 2
        if self.refuse:
            raise self.refuse
        self.runs.append((len(sources), onto))
        base = onto or RunRecord(f"run{len(self.runs)}", "watch", "2026-11-23T12:00:00+00:00", "", "done", 0, "1", tally={"pages": 0, "dead": 0})
        return replace(base, slices=base.slices + 1, tally={"pages": base.tally["pages"] + len(sources), "dead": 0})

    def watch(self) -> "World":
        """Watch to the end."""
        Watcher(self.look, self.take, lambda: self.now, self, self.said.append).watch()
        return self


NOTHING = FakeLook([])


def test_sources_are_taken_in_and_added_to_one_run() -> None:
    """The second slice goes on with the first one's record."""
    world = World(FakeLook([source(1), source(2)]), FakeLook([source(3)]), NOTHING).watch()
    assert [(count, onto and onto.run_id) for count, onto in world.runs] == [(2, None), (1, "run1")]


def test_nothing_new_leaves_no_trace() -> None:
    """No run, nothing said, and a pause of two seconds."""
    world = World(*[NOTHING] * 5).watch()
    assert (world.runs, world.said, set(world.slept)) == ([], [], {IDLE_PAUSE})


def test_a_trouble_is_told_once_and_tried_again_ever_later() -> None:
    """A full disk and a folder that is gone: pauses double up to a minute, and the next run is a new one."""
    full, gone = LakeError("the disk is full"), FakeLook(FileNotFoundError(2, "No such file or directory", "in"))
    world = World(FakeLook([source(1)]), *[full] * 4, *[gone] * 5, FakeLook([source(1)]), NOTHING).watch()
    assert world.slept[1:10] == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert [count for count, _ in world.runs] == [1, 1]
    assert world.runs[1][1] is None
    told = [line for line in world.said if "files in" not in line]
    assert told == ["the disk is full (trying again)", "in: No such file or directory (trying again)", "over: in: No such file or directory"]


def test_a_bug_is_not_swallowed() -> None:
    """What nobody expects ends the watch."""
    world = World(NOTHING, NOTHING)
    world.take = lambda *_: 1 / 0  # type: ignore[assignment,return-value]
    world.looks = [FakeLook([source(1)]), NOTHING]
    with pytest.raises(ZeroDivisionError):
        world.watch()


def test_a_line_of_status_a_minute() -> None:
    """Also when nothing happens, and while a long backlog is taken in."""
    idle = World(*[NOTHING] * 91).watch()
    backlog = World(FakeLook([source(number) for number in range(BATCH_FILES * 240)]), NOTHING)
    backlog.watch()
    assert len(idle.said) == 3
    assert idle.said[0] == "0 files in 0 slices in the last 60 s: 0 pages, 0 dead"
    assert backlog.said == ["120,000 files in 120 slices in the last 60 s: 120,000 pages, 0 dead"] * 2


def test_every_file_is_looked_at_once_a_minute() -> None:
    """In between, what earlier looks learned is used."""
    world = World(*[NOTHING] * 61).watch()
    assert [number for number, cleared in enumerate(world.cleared) if cleared] == [0, 30, 60]


def test_a_run_ends_after_an_hour() -> None:
    """Slices are added to one record for an hour, then to another."""
    world = World(*[FakeLook([source(1)]), *[NOTHING] * 1700], FakeLook([source(2)]), *[NOTHING] * 200, FakeLook([source(3)]), NOTHING).watch()
    assert [onto and onto.run_id for _, onto in world.runs] == [None, "run1", None]


def test_stopped_between_slices() -> None:
    """What was found and not begun is left for the next start."""
    world = World(FakeLook([source(number) for number in range(3 * BATCH_FILES)]))
    take: Callable[..., RunRecord] = world.take
    world.looks.append(NOTHING)

    def last(*arguments: object) -> RunRecord:
        world.looks.clear()
        return take(*arguments)

    world.take = last  # type: ignore[method-assign]
    world.watch()
    assert [count for count, _ in world.runs] == [BATCH_FILES]


def test_batches_are_bounded() -> None:
    """By number and by bytes, with each source once."""
    assert [len(batch) for batch in batches(source(number % 1500) for number in range(2500))] == [BATCH_FILES, BATCH_FILES, 500]
    assert [len(batch) for batch in batches(source(number, BATCH_BYTES // 2) for number in range(5))] == [2, 2, 1]


@pytest.mark.parametrize(
    ("rests_in_ns", "looking_ns", "troubles", "pause"),
    [
        (None, 0, 0, IDLE_PAUSE),
        (SECOND, 0, 0, 1.0),
        (1, 0, 0, LEAST_PAUSE),
        (None, 5 * SECOND, 0, 20.0),
        (1, 100 * SECOND, 0, MOST_PAUSE),
        (1, 0, 3, 4.0),
        (None, 0, 5000, MOST_PAUSE),
    ],
)
def test_pauses(rests_in_ns: int | None, looking_ns: int, troubles: int, pause: float) -> None:
    """Until the first file rests, but neither in a hurry nor for more than a fifth of the time."""
    assert pause_after(rests_in_ns, looking_ns, troubles) == pause
