"""The index of similar stories is fed with a slice's stories while the slice is read, which nobody sees in what is committed."""

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import pipeline.slice_run as module
from pipeline.engine import Engine
from pipeline.errors import LakeError
from pipeline.in_process import stage_in_process
from pipeline.ingest import IngestOptions, ingest
from pipeline.lake.folders import open_lake
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.verify import verify
from pipeline.progress import Progress
from pipeline.slice_job import SliceJob
from pipeline.slice_watch import whole_fragments
from schemas.inputs import Manifest
from tests.helpers import page, rows, table_bytes, write_pages
from transforms.collect import Collected
from transforms.merge import merge_days
from transforms.text.signature import Signature

SECONDS = 60
"""Longer than a slice takes; a wait that lasts as long is a failure."""

ALONE = Engine(workers="1", small_bytes=1 << 30)
WITH_OTHERS = Engine(workers="2")


def take_in(lake: Path, pages: Path, engine: Engine = WITH_OTHERS) -> None:
    """Take pages in, as a run with two workers does: only that what they would do is done here."""
    ingest([str(pages)], lake, IngestOptions(engine), Progress(quiet=True))


@pytest.fixture(autouse=True)
def _no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "stage", lambda job, *_: list(stage_in_process(job)))
    monkeypatch.setattr(module, "merge", lambda merges, folders, *_: merge_days(merges, folders))
    monkeypatch.setattr("pipeline.ingest.prepare_workers", lambda *_: None)
    monkeypatch.setattr("pipeline.feeding.TOGETHER", 5)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A dozen stories of three days that resemble each other, and the first of them again with an earlier date."""
    texts = {f"p{number:02}": page(amount=100 + number, published=f"2025-05-{10 + number % 3} 09:30") for number in range(12)}
    return write_pages(tmp_path / "in", **texts, z=page(amount=100, published="2025-05-02 09:30"))


@pytest.mark.parametrize(("first", "lots"), [(9, [12, 1]), (10, [10, 3])])
def test_less_is_waited_for_where_few_pages_are_to_come(
    first: int, lots: list[int], pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With three of thirteen pages to come, ten are enough for a batch of twelve; with four to come, nine aren't."""
    put_ahead, sizes, looks = SimilarIndex.put_ahead, list[int](), list[set[str]]()

    def noted(index: SimilarIndex, stories: Iterable[tuple[str, date, Signature]]) -> None:
        some = list(stories)
        sizes.append(len(some))
        put_ahead(index, some)

    def looked(staging: Path) -> set[str]:
        looks.append(found := whole_fragments(staging))
        return found

    def in_two(job: SliceJob, *_: object) -> list[Collected]:
        (manifest,), until = job.manifests, time.monotonic() + SECONDS
        staged = list(stage_in_process(replace(job, manifests=(Manifest(manifest.sources[:first]),))))
        while sum(map(bool, looks)) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        return staged + list(stage_in_process(replace(job, manifests=(Manifest(manifest.sources[first:]),))))

    monkeypatch.setattr("pipeline.feeding.TOGETHER", 12)
    monkeypatch.setattr("pipeline.feeding.whole_fragments", looked)
    monkeypatch.setattr(SimilarIndex, "put_ahead", noted)
    monkeypatch.setattr(module, "stage", in_two)
    take_in(tmp_path / "lake", pages)
    assert sizes == lots


def test_stories_are_taken_in_while_the_slice_is_read(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten of thirteen pages are, in two batches, before reading has ended; the lake is that of a run that feeds nothing."""
    put_ahead, ahead = SimilarIndex.put_ahead, list[str]()

    def noted(index: SimilarIndex, stories: Iterable[tuple[str, date, Signature]]) -> None:
        some = list(stories)
        put_ahead(index, some)
        ahead.extend(article_id for article_id, _, _ in some)

    def slow(job: SliceJob, *_: object) -> list[Collected]:
        staged, until = list(stage_in_process(job)), time.monotonic() + SECONDS
        while len(ahead) < 10 and time.monotonic() < until:
            time.sleep(0.05)
        assert len(ahead) == 10
        return staged

    monkeypatch.setattr(SimilarIndex, "put_ahead", noted)
    with monkeypatch.context() as patch:
        patch.setattr(module, "stage", slow)
        take_in(tmp_path / "lake", pages)
    assert len(ahead) == 13
    assert len(set(ahead)) == 12
    take_in(tmp_path / "alone", pages, ALONE)
    assert len(ahead) == 13
    assert table_bytes(tmp_path / "lake") == table_bytes(tmp_path / "alone")
    assert rows(tmp_path / "lake", "near_duplicates")
    assert verify(open_lake(tmp_path / "lake")).findings == ()


def test_a_slice_that_is_staged_anew(tmp_path: Path) -> None:
    """Where a page of another file has to be read again, the slice's folder is made anew: nobody reads it meanwhile, and the lake is a fresh one."""
    pages = write_pages(tmp_path / "in", a=page("清浦", teasers=1), b=page("清浦", published=None))
    take_in(tmp_path / "lake", pages)
    write_pages(pages, a=page("洛川"))
    take_in(tmp_path / "lake", pages / "a.txt")
    take_in(tmp_path / "fresh", pages, ALONE)
    assert table_bytes(tmp_path / "lake") == table_bytes(tmp_path / "fresh")
    assert verify(open_lake(tmp_path / "lake")).findings == ()


@pytest.mark.parametrize("step", ["begin", "put_ahead"])
def test_an_index_that_takes_nothing_ends_the_run(step: str, pages: Path, tmp_path: Path) -> None:
    """What the index tells is raised where the slice ends, nothing is in the lake, and the next run goes on."""

    def refuse(*_: Any) -> None:
        raise LakeError("the disk is full")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimilarIndex, step, refuse)
        with pytest.raises(LakeError, match="the disk is full"):
            take_in(tmp_path / "lake", pages)
    assert not rows(tmp_path / "lake", "articles")
    take_in(tmp_path / "lake", pages)
    take_in(tmp_path / "alone", pages, ALONE)
    assert table_bytes(tmp_path / "lake") == table_bytes(tmp_path / "alone")
    assert verify(open_lake(tmp_path / "lake")).findings == ()


@pytest.mark.parametrize("error", [OSError("unread"), KeyboardInterrupt()])
def test_a_slice_that_is_not_read_leaves_nothing_in_the_index(
    error: BaseException, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was put ahead is undone, so that the lake can be written to at once."""

    def fail(job: SliceJob, *_: object) -> list[Collected]:
        list(stage_in_process(job))
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(module, "stage", fail)
        with pytest.raises(type(error)):
            take_in(tmp_path / "lake", pages)
    take_in(tmp_path / "lake", pages, ALONE)
    take_in(tmp_path / "alone", pages, ALONE)
    assert table_bytes(tmp_path / "lake") == table_bytes(tmp_path / "alone")
    assert verify(open_lake(tmp_path / "lake")).findings == ()
