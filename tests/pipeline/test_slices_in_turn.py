"""A slice ends while the next one is read: what that changes for nobody, and what happens when either fails."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import pipeline.slice_run as module
from pipeline.engine import Engine, stage
from pipeline.errors import LakeError
from pipeline.ingest import IngestOptions
from pipeline.ingest import ingest as ingest_with
from pipeline.lake.folders import open_lake
from pipeline.lake.runs import list_runs
from pipeline.lake.verify import verify
from pipeline.progress import Progress
from pipeline.slice_run import SliceRun
from tests.conftest import Tried
from tests.helpers import ingest, page, table_bytes, write_pages
from tests.pipeline.ingest_alone import start
from transforms.merge import merge_days

SECONDS = 60
"""Longer than a slice takes; a wait that lasts as long is a failure."""
SLICE_BYTES = 2500
"""Some four pages: three slices in all."""

OPTIONS = IngestOptions(Engine(workers="2"), slice_bytes=SLICE_BYTES)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dozen stories of three days, the first of which is told again by the last page."""
    texts = {f"p{number:02}": page(amount=number, published=f"2025-05-{10 + number % 3} 09:30", teasers=1) for number in range(12)}
    return write_pages(tmp_path_factory.mktemp("turns") / "in", **texts, z=texts["p00"])


@pytest.fixture(scope="module")
def undisturbed(pages: Path) -> dict[str, str]:
    """The tables that one slice makes of them."""
    assert ingest(pages.parent / "undisturbed", pages) == 0
    return table_bytes(pages.parent / "undisturbed")


def take_in(lake: Path, pages: Path) -> dict[str, int]:
    """Take the pages in, slice by slice, with two workers; what became of them."""
    return ingest_with([str(pages)], lake, OPTIONS, Progress(quiet=True)).record.tally


def refused(lake: Path, pages: Path, step: str, error: Exception) -> None:
    """Take the pages in, where a step of a slice fails: the run fails so too."""

    def refuse(*_: object) -> None:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, step, refuse)
        with pytest.raises(type(error), match=str(error)):
            take_in(lake, pages)


def is_whole(lake: Path, pages: Path, undisturbed: dict[str, str]) -> bool:
    """Whether the next run makes the lake what one slice makes of it, sound and with nothing left over."""
    assert ingest(lake, pages, workers=1) == 0
    assert verify(open_lake(lake)).findings == ()
    assert not list((lake / "_staging").iterdir())
    return table_bytes(lake) == undisturbed


def test_a_slice_ends_while_the_next_one_is_read(pages: Path, undisturbed: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No slice but the last is committed here before pages of the next one are staged; the tables are those of one slice."""
    commit, committed = SliceRun._commit, []

    def commit_late(run: SliceRun, prepared: Any, staged: Any, staging: Path, index: Any) -> None:
        number = int(staging.name[-6:])
        following = staging.with_name(f"{staging.name[:-6]}{number + 1:06}")
        until = time.monotonic() + SECONDS
        while number < 2 and not list(following.glob("fragments/*")) and time.monotonic() < until:
            time.sleep(0.05)
        committed.append(time.monotonic() < until)
        commit(run, prepared, staged, staging, index)

    monkeypatch.setattr(SliceRun, "_commit", commit_late)
    tally = take_in(tmp_path / "lake", pages)
    assert committed == [True] * 3
    assert tally["pages"] == 13
    assert is_whole(tmp_path / "lake", pages, undisturbed)


def test_a_slice_that_is_not_committed_ends_the_run(pages: Path, undisturbed: dict[str, str], tmp_path: Path) -> None:
    """Where the lake refuses a slice, the one that is being read meanwhile goes no further and leaves nothing on the disk; a later run goes on."""
    refused(tmp_path / "lake", pages, "publish", LakeError("the disk is full"))
    (record,) = list_runs(open_lake(tmp_path / "lake"))
    assert (record.status, record.slices) == ("failed", 0)
    assert not list((tmp_path / "lake" / "_staging").glob("*-000001"))
    assert is_whole(tmp_path / "lake", pages, undisturbed)


@pytest.mark.parametrize(("error", "slices"), [(OSError("gone"), 1), (KeyboardInterrupt(), 0)])
def test_a_slice_that_is_not_read(
    error: BaseException, slices: int, pages: Path, undisturbed: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the next one can't be read, the slice before is committed and counted first; where it is interrupted, that is stopped."""
    prepare = SliceRun._prepare
    calls: Iterator[int] = iter(range(9))

    def fail(*arguments: Any) -> Any:
        if next(calls):
            raise error
        return stage(*arguments)

    def prepare_late(run: SliceRun, *arguments: Any) -> Any:
        time.sleep(1)
        return prepare(run, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(module, "stage", fail)
        patch.setattr(SliceRun, "_prepare", prepare_late)
        patch.setattr(module, "merge", lambda merges, folders, *_: merge_days(merges, folders))
        with pytest.raises(type(error)):
            take_in(tmp_path / "lake", pages)
    (record,) = list_runs(open_lake(tmp_path / "lake"))
    assert (record.status, record.slices) == ("failed", slices)
    assert is_whole(tmp_path / "lake", pages, undisturbed)


def test_days_that_are_not_merged_end_the_run(pages: Path, undisturbed: dict[str, str], tmp_path: Path) -> None:
    """Where merging fails, what is prepared of the commit at the same time is stopped, and nothing of the slice is in the lake."""
    refused(tmp_path / "lake", pages, "merge", OSError("no more files"))
    assert not list((tmp_path / "lake" / "articles").rglob("*.parquet"))
    assert is_whole(tmp_path / "lake", pages, undisturbed)


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 60))])
def test_killed_with_two_slices_under_way(seed: int, pages: Path, undisturbed: dict[str, str], tmp_path: Path, tried: Tried) -> None:
    """SIGKILL at a random moment of a run of three slices with two workers, then a run: the bytes of an undisturbed one."""
    chance, lake = random.Random(seed), tmp_path / "lake"
    process = start(lake, pages, "--slice-bytes", str(SLICE_BYTES), "--workers", "2")
    while not (lake / "_state" / "lock").exists() and process.is_alive():
        time.sleep(0.01)
    time.sleep(chance.random() * 20)
    process.kill()
    process.join()
    assert is_whole(lake, pages, undisturbed)
    assert "running" not in {run.status for run in list_runs(open_lake(lake))}
    tried("runs of several slices with two workers killed at a random moment, then run again: the bytes of an undisturbed one", 1)
