"""Worker processes of a local run: none is left behind however a run ends, and one that is killed is told."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.helpers import ingest, page, table_bytes, write_pages

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_SECONDS = 240.0
"""What is waited for comes much earlier, unless it never comes."""


def wait_for(there: Callable[[], bool]) -> None:
    """Until something is so."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def children(process: int) -> list[int]:
    """The processes that a process has started and that are there, zombies left out."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == process and state != "Z":
            found.append(int(folder.name))
    return found


def workers_of(process: int) -> list[int]:
    """A run's workers: the children of its child."""
    return [worker for child in children(process) for worker in children(child)]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Pages that two workers take some seconds for."""
    return write_pages(tmp_path / "in", **{f"p{number}": page(amount=number, teasers=9) for number in range(400)})


@contextmanager
def running(folder: Path, lake: Path) -> Iterator["subprocess.Popen[str]"]:
    """A run whose two workers are there, in a session of its own."""
    command = [sys.executable, "-m", "pipeline.cli", "ingest", str(folder), "--lake", str(lake), "--workers", "2", "--quiet"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True) as run:  # noqa: S603
        try:
            wait_for(lambda: len(workers_of(run.pid)) == 2)
            yield run
        finally:
            run.kill()


def gone(processes: list[int]) -> bool:
    """Whether none of them runs."""
    return not any(Path(f"/proc/{process}/cmdline").exists() and Path(f"/proc/{process}/cmdline").read_bytes() for process in processes)


def test_a_killed_worker_is_told_in_one_line(many: Path, tmp_path: Path) -> None:
    """The run fails with what to do, and without the tracebacks of Beam's threads."""
    with running(many, tmp_path / "lake") as run:
        os.kill(workers_of(run.pid)[0], signal.SIGKILL)
        told = run.communicate(timeout=DEADLINE_SECONDS)[1]
    assert run.returncode == 1
    assert told.count("\n") == 1
    assert told.startswith("zhengwen: a worker process was killed")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_workers_end_with_their_run(number: signal.Signals, code: int, many: Path, tmp_path: Path) -> None:
    """Ctrl-C reaches the whole session, a kill only the run itself: the workers, and what they are forked from, go with it."""
    with running(many, tmp_path / "lake") as run:
        processes = [*children(run.pid), *workers_of(run.pid)]
        assert len(processes) == 3
        (os.killpg if number == signal.SIGINT else os.kill)(run.pid, number)
        told = run.communicate(timeout=DEADLINE_SECONDS)[1]
    wait_for(lambda: gone(processes))
    assert run.returncode == code
    assert told == ("" if number == signal.SIGKILL else "zhengwen: stopped; the lake is sound, and the next run goes on from what was committed\n")


def test_workers_of_a_process_with_threads(tmp_path: Path) -> None:
    """Such a process isn't forked; with one worker and with three the tables' bytes are the same."""
    pages = write_pages(tmp_path / "in", **{f"p{number}": page(amount=number) for number in range(9)})
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert ingest(tmp_path / "three", pages, workers=3) == 0
    finally:
        done.set()
        thread.join()
    assert ingest(tmp_path / "one", pages, workers=1) == 0
    assert table_bytes(tmp_path / "one") == table_bytes(tmp_path / "three")
