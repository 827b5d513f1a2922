"""`zhengwen watch` as a process: stopped by a signal, killed and started again, on a disk that is full for a while."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.lake.folders import open_lake
from pipeline.lake.runs import list_runs
from pipeline.lake.verify import verify
from tests.helpers import ingest, page, rows, table_bytes, write_pages
from tests.pipeline.test_real_faults import ROOT, small_disk

DEADLINE_SECONDS = 240.0
"""What is waited for comes much earlier, unless it never comes."""


@contextmanager
def watching(folder: Path, lake: Path, told: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A watch under way, killed at the latest at the end."""
    command = [sys.executable, "-m", "pipeline.cli", "watch", str(folder), "--lake", str(lake)]
    with told.open("ab") as errors, subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=errors) as process:  # noqa: S603 - ours
        try:
            yield process
        finally:
            process.kill()


def wait_for(there: Callable[[], bool]) -> None:
    """Until something is there."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def articles(lake: Path) -> int:
    """How many stories readers see."""
    return len(rows(lake, "articles")) if (lake / "articles").is_dir() else 0


def test_stopped_killed_and_started_again(tmp_path: Path) -> None:
    """SIGTERM ends it with nothing half done; SIGKILL in a slice costs nothing; the lake has the bytes that one ingest makes."""
    folder, lake, told = write_pages(tmp_path / "in", a=page("清浦", teasers=1)), tmp_path / "lake", tmp_path / "told"
    with watching(folder, lake, told) as process:
        wait_for(lambda: articles(lake) == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
    assert not any((lake / "_staging").iterdir())
    assert [(run.command, run.status, run.slices) for run in list_runs(open_lake(lake))] == [("watch", "done", 1)]

    write_pages(folder, b=page("洛川"), c=page("清浦", teasers=2))
    with watching(folder, lake, told):
        wait_for(lambda: any((lake / "_staging").iterdir()))
    with watching(folder, lake, told) as process:
        wait_for(lambda: articles(lake) == 2)
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
    assert verify(open_lake(lake)).findings == ()
    assert ingest(tmp_path / "undisturbed", folder) == 0
    assert table_bytes(lake) == table_bytes(tmp_path / "undisturbed")


def test_a_full_disk_is_waited_out(tmp_path: Path) -> None:
    """It is told, the watch goes on trying, and takes the page in when there is room."""
    folder, told = write_pages(tmp_path / "in"), tmp_path / "told"
    with small_disk(4096) as disk, watching(folder, disk / "lake", told) as process:
        wait_for(lambda: told.exists() and b"watching" in told.read_bytes())
        ballast = disk / "ballast"
        ballast.write_bytes(b"0" * (shutil.disk_usage(disk).free - 8192))
        write_pages(folder, a=page("清浦"))
        wait_for(lambda: b"trying again" in told.read_bytes())
        ballast.unlink()
        wait_for(lambda: articles(disk / "lake") == 1)
        process.send_signal(signal.SIGTERM)
        assert process.wait() == 0
        assert b"over: " in told.read_bytes()
        assert b"Traceback" not in told.read_bytes()
