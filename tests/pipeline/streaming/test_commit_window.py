"""The unbounded graph from the files that were found to the lake, with a runner of this machine: windows committed once, twice and too late."""

import time
from collections.abc import Iterable
from pathlib import Path

import apache_beam as beam
import pytest

from pipeline.discover import find_sources
from pipeline.files import Files
from pipeline.lake.folders import open_lake, open_or_create_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.runs import list_runs
from pipeline.lake.verify import verify
from pipeline.made_by import Reading
from pipeline.stamps import source_row
from pipeline.streaming.commit_window import all_held, commit_window
from pipeline.streaming.graph import WatchJob, take_in
from pipeline.streaming.look_in import Seen
from schemas.inputs import Manifest
from schemas.slices import SourceRead
from tests.helpers import SAMPLE, ingest, page, table_bytes, write_pages
from transforms.beam.read import ReadManifest
from transforms.fragments import FRAGMENTS

LATER = 10 * 10**9
"""Nanoseconds by which the clock is ahead, so that files rest."""


def found(*folders: Path) -> list[Seen]:
    """The files of folders, as a look would give them."""
    sources = find_sources([str(folder) for folder in folders], folders[0]).sources
    return [Seen(source, source_row(source, time.time_ns() + LATER).stamp) for source in sources]


@pytest.fixture
def job(tmp_path: Path) -> WatchJob:
    """A job for a new lake."""
    lake = open_or_create_lake(tmp_path / "lake", Files())
    open_ledger(lake).close()
    staging = lake.root / "_stream" / "job"
    staging.mkdir(parents=True)
    return WatchJob(str(tmp_path), str(lake.root), str(staging), 0.0)


def run(job: WatchJob, windows: Iterable[list[Seen]]) -> None:
    """Take in what was found, each list in a window of its own."""
    timed = [beam.window.TimestampedValue(seen, number * job.seconds) for number, window in enumerate(windows) for seen in window]
    with beam.Pipeline("FnApiRunner") as pipeline:
        take_in(pipeline | beam.Create(timed) | beam.Map(lambda seen: seen).with_output_types(Seen), job)


@pytest.fixture(autouse=True)
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files rest at once."""
    monkeypatch.setattr("pipeline.stamps.RESTED_NS", -LATER)


def test_windows_give_the_bytes_of_one_ingest(job: WatchJob, tmp_path: Path) -> None:
    """The sample in three windows, in an order of its own, gives the lake that an ingest of it all gives; the staging folders are empty."""
    seen = found(SAMPLE)
    run(job, [seen[2::3], seen[0::3], seen[1::3]])

    assert 0 == ingest(tmp_path / "local", SAMPLE)
    assert table_bytes(tmp_path / "local") == table_bytes(Path(job.lake))
    assert [] == [*Path(job.staging, FRAGMENTS).iterdir(), *Path(job.lake, "_staging").iterdir()]
    assert () == verify(open_lake(Path(job.lake))).findings


def test_a_window_that_comes_again_changes_nothing(job: WatchJob) -> None:
    """What a job commits again after it went back to a checkpoint is left out: no row, no record of a run."""
    seen = found(SAMPLE)
    run(job, [seen])
    before, runs = table_bytes(Path(job.lake)), len([*list_runs(open_lake(Path(job.lake)))])
    run(job, [seen])

    assert before == table_bytes(Path(job.lake))
    assert runs == len([*list_runs(open_lake(Path(job.lake)))])


def test_a_window_that_comes_again_with_more_takes_in_the_more(job: WatchJob, tmp_path: Path) -> None:
    """After a checkpoint a look may find more than it did before: what the lake holds is left out, and the others are read."""
    seen = found(SAMPLE)
    run(job, [seen[:9]])
    run(job, [seen])

    assert 0 == ingest(tmp_path / "local", SAMPLE)
    assert table_bytes(tmp_path / "local") == table_bytes(Path(job.lake))


def test_what_was_staged_and_is_gone_is_read_again(job: WatchJob, tmp_path: Path) -> None:
    """A job that goes on from a checkpoint in a new staging folder has the names of fragments that lie nowhere."""
    seen = found(SAMPLE)
    reads = [SourceRead(one.source.uri, 0, 1) for one in seen]
    commit_window(Path(job.lake), Path(job.staging), ["no-such-fragment-1", *reads, *seen], Reading(), 0)

    assert 0 == ingest(tmp_path / "local", SAMPLE)
    assert table_bytes(tmp_path / "local") == table_bytes(Path(job.lake))


def test_a_file_that_changed_since_it_was_read_is_read_as_it_is(job: WatchJob, tmp_path: Path) -> None:
    """Old fragments never come after a newer version of their file."""
    pages = write_pages(tmp_path / "in", a=page("清浦"))
    old = found(pages)
    write_pages(tmp_path / "in", a=page("洛川", amount=7))
    run(job, [found(pages)])
    run(job, [old])

    assert 0 == ingest(tmp_path / "local", pages)
    assert table_bytes(tmp_path / "local") == table_bytes(Path(job.lake))


def test_a_file_that_is_gone_is_no_trouble(job: WatchJob, tmp_path: Path) -> None:
    """A window all of whose files are gone since gives nothing."""
    pages = write_pages(tmp_path / "in", a=page("清浦"))
    seen = found(pages)
    (pages / "a.txt").unlink()

    assert all_held(open_lake(Path(job.lake)), tuple(one.source for one in seen))
    assert commit_window(Path(job.lake), Path(job.staging), seen, Reading(), 0) is None


def test_a_look_gives_whole_files() -> None:
    """One read a file, which is what tells that a window's fragments are whole."""
    seen = found(SAMPLE)
    tagged = [item for item in ReadManifest().process(Manifest(tuple(one.source for one in seen))) if hasattr(item, "tag")]

    assert len(seen) == len([item for item in tagged if isinstance(item.value, SourceRead)])
