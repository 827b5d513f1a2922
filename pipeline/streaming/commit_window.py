"""A window's files into the lake: one commit, by the same code as a batch's, under the lake's lock.

A window may come more than once: what a job commits after its last checkpoint it commits again when it goes on from there. So the
lake decides, not the job: files that the ledger holds as they are now are left out, and files that changed since they were read
are read again. A window that comes again changes nothing.
"""

import time
from collections.abc import Iterable
from pathlib import Path

import apache_beam as beam

from pipeline.engine import Engine
from pipeline.files import Files
from pipeline.ingest import IngestOptions, run_on
from pipeline.lake.folders import Lake
from pipeline.lake.runs import RunRecord
from pipeline.made_by import Reading
from pipeline.progress import Progress
from pipeline.streaming.look_in import Seen
from pipeline.streaming.prestaged import Prestaged
from pipeline.streaming.reaching import WatchStaging, lake_of_worker, staged_near
from pipeline.watching import is_old, still_new
from schemas.inputs import Source
from schemas.slices import SourceRead

WITHOUT_LIMIT = 1 << 62

Item = str | SourceRead | Seen


def commit_window(
    lake: Path, staging: Path, items: Iterable[Item], reading: Reading, wait_seconds: float, onto: RunRecord | None = None
) -> RunRecord | None:
    """Take a window's files into the lake.

    Args:
        lake: The lake's folder.
        staging: Where the window's fragments lie; those that are taken in are gone afterwards.
        items: The fragments' names, what was read, and the files as they were found before they were read.
        reading: What the user says about the input.
        wait_seconds: How long to wait for another writer.
        onto: The record of the commits before, to go on with.

    Returns:
        The run's record; None where the lake holds all of it already.

    Raises:
        LakeError: The lake can't be used, or its disk refuses; nothing is committed.
    """
    items = list(items)
    stamps = {item.source.uri: item.stamp for item in items if isinstance(item, Seen)}
    sources = tuple(sorted({item.source.uri: item.source for item in items if isinstance(item, Seen)}.values(), key=lambda source: source.uri))
    if all_held(Lake(lake), sources):
        return None
    names = tuple(sorted({item for item in items if isinstance(item, str)}))
    staged = Prestaged(str(staging), names, tuple(item for item in items if isinstance(item, SourceRead)), stamps)
    options = IngestOptions(
        Engine(workers="1", small_bytes=WITHOUT_LIMIT, prestaged=staged),
        reading.rules,
        slice_bytes=WITHOUT_LIMIT,
        assume_latest_year_before=reading.assume_latest_year_before,
        wait_seconds=wait_seconds,
        publish_runs=False,
    )
    return run_on(lake, "watch", lambda lake, _: still_new(lake, sources), options, Progress(quiet=True), Files(), onto).record


def all_held(lake: Lake, sources: tuple[Source, ...]) -> bool:
    """Whether the ledger holds all of these that are still there, as they are now."""
    found, unchanged = still_new(lake, sources)
    return unchanged == {source.uri for source in found.sources}


class CommitWindow(beam.DoFn):
    """All that a window gave in, under one key; commits it. Windows come one after another, and the lake's lock holds them so."""

    def __init__(self, lake: str, staging: WatchStaging, reading: Reading, wait_seconds: float) -> None:
        self._lake = lake
        self._staging = staging
        self._reading = reading
        self._wait_seconds = wait_seconds

    def setup(self) -> None:
        """Begin a new record of a run with the first commit."""
        self._run: RunRecord | None = None

    def process(self, element: tuple[str, Iterable[Item]]) -> None:
        """Commit one window."""
        before = self._run if self._run is not None and not is_old(self._run, time.time_ns()) else None
        self._run = None  # a run that fails may have committed more than it counted, and must not go on
        items = list(element[1])
        lake = lake_of_worker(self._lake, "write")
        with staged_near(self._staging, (item for item in items if isinstance(item, str))) as staging:
            self._run = commit_window(lake.root, staging, items, self._reading, self._wait_seconds, before) or before
