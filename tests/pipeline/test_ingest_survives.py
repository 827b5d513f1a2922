"""Whole runs that are killed, raced or damaged: after the next one the lake has the bytes of an undisturbed run, and is sound."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.lake import open_lake
from pipeline.verify import verify
from tests.helpers import ingest, page, table_bytes, write_pages

ROOT = Path(__file__).resolve().parents[2]
TOWNS = ("清浦", "洛川", "陵水", "文昌", "安溪", "德化", "永定", "长汀")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of several days, one of no date, two of the same story, one that is dead."""
    texts = {f"p{number}": page(town, published=f"2025-05-{10 + number % 5} 09:30", teasers=number % 3) for number, town in enumerate(TOWNS)}
    texts["undated"] = page("平和", published=None, teasers=1)
    texts["again"] = page("清浦", published="2025-05-10 09:30", teasers=2)
    return write_pages(tmp_path_factory.mktemp("survives") / "in", **texts, empty="")


@pytest.fixture(scope="module")
def undisturbed(pages: Path) -> Path:
    """The lake that an undisturbed run makes of them."""
    lake = pages.parent / "undisturbed"
    assert ingest(lake, pages) == 0
    assert verify(open_lake(lake)).findings == ()
    return lake


def start(lake: Path, pages: Path, *flags: str) -> subprocess.Popen[bytes]:
    """A run in a process of its own, in slices of a page or two."""
    command = [sys.executable, "-m", "pipeline.cli", "ingest", str(pages), "--lake", str(lake), "--quiet", "--workers", "1", *flags]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own module


def kill_and_go_on(lake: Path, pages: Path, undisturbed: Path, seed: int) -> None:
    """Kill a run at a random moment after it has begun with the lake, some of them twice; then let one end."""
    chance = random.Random(seed)
    for _ in range(1 + seed % 2):
        with start(lake, pages, "--slice-bytes", "1000") as process:
            while not (lake / "_state" / "lock").exists() and process.poll() is None:
                time.sleep(0.01)
            time.sleep(chance.random() * 3)
            process.kill()
    assert ingest(lake, pages) == 0
    assert verify(open_lake(lake)).findings == ()
    assert table_bytes(lake) == table_bytes(undisturbed)


@pytest.mark.parametrize("seed", range(3))
def test_a_killed_run_is_completed_by_the_next(seed: int, pages: Path, undisturbed: Path, tmp_path: Path) -> None:
    """SIGKILL at a random moment, then a run: the bytes of an undisturbed one."""
    kill_and_go_on(tmp_path / "lake", pages, undisturbed, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 200))
def test_a_killed_run_is_completed_by_the_next_many_times(seed: int, pages: Path, undisturbed: Path, tmp_path: Path) -> None:
    """The same at a hundred other moments."""
    kill_and_go_on(tmp_path / "lake", pages, undisturbed, seed)


def test_runs_started_at_once_on_one_lake(pages: Path, undisturbed: Path, tmp_path: Path) -> None:
    """Three runs on a lake that isn't there yet: at least one does the work, the others leave or find nothing to do."""
    lake = tmp_path / "lake"
    codes = [process.wait() for process in [start(lake, pages) for _ in range(3)]]
    assert 0 in codes
    assert set(codes) <= {0, 1}
    assert table_bytes(lake) == table_bytes(undisturbed)
    assert verify(open_lake(lake)).findings == ()


def cut(path: Path) -> None:
    """Lose the second half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def first(lake: Path, pattern: str) -> Path:
    """A file of the lake."""
    return min(lake.glob(pattern))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "an articles' file cut": lambda lake: cut(first(lake, "articles/*/*.parquet")),
    "an articles' file gone": lambda lake: first(lake, "articles/*/*.parquet").unlink(),
    "a records' file emptied": lambda lake: first(lake, "people/*/*.parquet").write_bytes(b"") and None,
    "a teasers' file cut": lambda lake: cut(first(lake, "teasers/*/*.parquet")),
    "a day's folder gone": lambda lake: shutil.rmtree(first(lake, "articles/*")),
    "dead letters cut": lambda lake: cut(first(lake, "_dead_letters/*.avro")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_repair_and_another_run_bring_everything_back(damage: str, pages: Path, undisturbed: Path, tmp_path: Path) -> None:
    """Verification finds the damage, repair and the same inputs again give the bytes of an undisturbed run."""
    lake = tmp_path / "lake"
    shutil.copytree(undisturbed, lake)
    DAMAGES[damage](lake)
    assert main(["verify", "--lake", str(lake)]) == 1
    main(["verify", "--repair", "--lake", str(lake)])
    assert ingest(lake, pages) == 0
    assert verify(open_lake(lake)).findings == ()
    assert table_bytes(lake) == table_bytes(undisturbed)
