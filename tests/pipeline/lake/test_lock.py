"""One writer a lake: others wait or leave with a message, and a dead owner holds nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.errors import LakeBusy
from pipeline.files import Files
from pipeline.lake.commit import recover
from pipeline.lake.folders import open_or_create_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.lock import owner, writing
from tests.pipeline.append_alone import TARGET

ROOT = Path(__file__).resolve().parents[3]


def start(lake: Path, name: str, count: int) -> subprocess.Popen[str]:
    """Start a writer."""
    command = [sys.executable, "-m", "tests.pipeline.append_alone", str(lake), name, str(count)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module


@contextmanager
def holder(lake: Path, count: int) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that holds the lock, and the number that it tells: its own, or its child's where it has one."""
    with start(lake, "holder", count) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    """Without waiting and after waiting: an error that names the owner's process."""
    lake = open_or_create_lake(tmp_path / "lake", Files())
    with holder(lake.root, 0) as (process, _):
        for seconds in (0.0, 0.2):
            with pytest.raises(LakeBusy, match=f"process {process.pid} on .*append_alone"), writing(lake, seconds):
                pass


def test_the_same_process_can_not_write_twice(tmp_path: Path) -> None:
    """A lock within a lock is refused, and the first one stays."""
    lake = open_or_create_lake(tmp_path / "lake", Files())
    with writing(lake):
        with pytest.raises(LakeBusy), writing(lake):
            pass
        with pytest.raises(LakeBusy), writing(lake):
            pass
    with writing(lake):
        assert str(os.getpid()) in owner(lake.lock_file)


def test_a_killed_owner_holds_nothing(tmp_path: Path) -> None:
    """After SIGKILL the next writer needs no wait, and no file has to be removed."""
    lake = open_or_create_lake(tmp_path / "lake", Files())
    with holder(lake.root, 0) as (process, _):
        process.kill()
        process.wait()
        with writing(lake):
            pass


def test_a_forked_worker_does_not_hold_its_dead_parents_lock(tmp_path: Path) -> None:
    """The owner is killed, its forked child lives on: the lock is free."""
    lake = open_or_create_lake(tmp_path / "lake", Files())
    with holder(lake.root, -1) as (process, child):
        process.kill()
        process.wait()
        try:
            os.kill(child, 0)
            with writing(lake):
                pass
        finally:
            os.kill(child, signal.SIGKILL)


def test_a_waiting_writer_is_let_in_by_one_that_never_rests(tmp_path: Path) -> None:
    """An owner that takes the lock again at once doesn't keep another out: it gets in a dozen times in a row."""
    lake = open_or_create_lake(tmp_path / "lake", Files())
    with start(lake.root, "busy", 10**6) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for _ in range(12):
            with writing(lake, wait_seconds=30):
                recover(lake, Files())
        assert process.poll() is None
        process.kill()


def test_an_owner_that_can_not_be_told_is_another_process(tmp_path: Path) -> None:
    """A lock file that holds no words, or none of ours."""
    lock = tmp_path / "lock"
    assert owner(lock) == "another process"
    for text in ("", "{", "[]", '{"pid": 1}'):
        lock.write_text(text)
        assert owner(lock) == "another process"


def write_at_once(root: Path, writers: int, each: int, kills: int, seed: int) -> None:
    """Several writers at once on a lake that is not there yet, some killed: what they told to be done is done, once, in file and ledger."""
    chance = random.Random(seed)
    processes = [start(root, f"w{number}", each) for number in range(writers)]
    for process in chance.sample(processes, kills):
        time.sleep(chance.random() * 0.5)
        process.kill()
    told = [line for process in processes for line in process.communicate()[0].split()]
    lake = open_or_create_lake(root, Files())
    with writing(lake):
        recover(lake, Files())
    lines = (root / TARGET).read_text().split() if (root / TARGET).exists() else []
    with open_ledger(lake) as ledger:
        pages = [page.uri for page in ledger.all_pages()]
    assert sorted(lines) == pages
    assert set(told) <= set(lines)
    assert len(lines) >= (writers - kills) * each
    assert all(process.returncode in {0, -signal.SIGKILL} for process in processes)


@pytest.mark.parametrize("writers", [2, 4, 8])
def test_writers_at_once(writers: int, tmp_path: Path) -> None:
    """Every line of every writer, once."""
    write_at_once(tmp_path / "lake", writers, each=3, kills=0, seed=0)


@pytest.mark.parametrize("seed", range(3))
def test_writers_at_once_some_killed(seed: int, tmp_path: Path) -> None:
    """Two of five are killed at random moments; the others go on from what those left."""
    write_at_once(tmp_path / "lake", 5, each=3, kills=2, seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_writers_at_once_many_times(seed: int, tmp_path: Path) -> None:
    """The same with other numbers of writers and kills."""
    writers = 2 + seed % 7
    write_at_once(tmp_path / "lake", writers, each=3, kills=seed % writers, seed=seed)
