"""A watch's job on a lake in a store: workers look and commit by working folders of their own, and stage into the store."""

import time
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.utils.timestamp import Timestamp

from pipeline.discover import find_sources
from pipeline.lake.folders import Lake
from pipeline.stamps import source_row
from pipeline.store.elsewhere import stream_in_store
from pipeline.store.working import working_folder
from pipeline.streaming.graph import WatchJob, take_in
from pipeline.streaming.look_in import LookIn, Seen
from tests.helpers import ingest, page, write_pages
from tests.pipeline.store.lakes import ADDRESS, Stores, stored_tables
from tests.pipeline.store.memory import Below, MemoryObjects

LATER = 10 * 10**9
"""Nanoseconds by which the clock is ahead, so that files rest."""


def run(job: WatchJob, windows: list[list[Seen]]) -> None:
    """Take in what was found, each list in a window of its own."""
    timed = [beam.window.TimestampedValue(seen, number * job.seconds) for number, window in enumerate(windows) for seen in window]
    with beam.Pipeline("FnApiRunner") as pipeline:
        take_in(pipeline | beam.Create(timed) | beam.Map(lambda seen: seen).with_output_types(Seen), job)


def test_windows_give_the_bytes_of_a_local_ingest(whole: MemoryObjects, stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows that come twice, once with more, are in the lake once; looks find what it doesn't hold, and nothing staged is left."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(stores.work / "worker"))
    monkeypatch.setattr("pipeline.stamps.RESTED_NS", -LATER)
    texts = {f"p{number}": page(town, amount=number + 7, teasers=1) for number, town in enumerate(("清浦", "洛川", "陵水"))}
    pages = write_pages(tmp_path / "in", **texts)
    (pages / "bad.json").write_text("{")
    folder = working_folder(Lake(stores.open(Below(whole, ADDRESS), "submitter").root))
    assert folder is not None
    seen = [Seen(one, source_row(one, time.time_ns() + LATER).stamp) for one in find_sources([str(pages)], pages).sources]
    looks = LookIn(str(pages), str(ADDRESS), 1.0, lambda: time.time_ns() + LATER)
    looks.setup()
    now = Timestamp((time.time_ns() + LATER) / 1e9)

    with stream_in_store(folder, "watched") as staging:
        job = WatchJob(str(pages), str(ADDRESS), staging, 0.0)
        assert {one.source.uri for one in seen} == {one.source.uri for one in looks.process(None, now)}
        run(job, [seen[:2]])
        run(job, [seen[:2], seen])
        assert [] == [*looks.process(None, now)]
        assert [ADDRESS.key(f"{staging.folder}open")] == [name for name in whole.bucket.objects if "/_stream/" in name]

    assert [] == [name for name in whole.bucket.objects if "/_stream/" in name or "/_staging/" in name]
    assert 0 == ingest(tmp_path / "local", pages)
    assert all((tmp_path / "local" / name).read_bytes() == data for name, data in stored_tables(whole).items())
    assert len([*(tmp_path / "local").glob("[a-z]*/*/*")]) == len(stored_tables(whole))
