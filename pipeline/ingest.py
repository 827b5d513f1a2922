"""A run: what is new among the inputs goes into the lake, slice by slice, each one pipeline and one commit."""

import shutil
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

from pipeline.clearing import clearings
from pipeline.discover import Found, find_sources
from pipeline.engine import Engine, works_elsewhere
from pipeline.files import Files
from pipeline.lake.commit import Recovery
from pipeline.lake.folders import SPOOL, Lake, open_or_create_lake
from pipeline.lake.forgotten_list import forgotten_list
from pipeline.lake.ledger import open_ledger
from pipeline.lake.ledger_rows import SourceRow
from pipeline.lake.lock import writing
from pipeline.lake.runs import RUNNING, RunRecord, new_run_id, now, write_run
from pipeline.lake.settling import recover_and_settle
from pipeline.made_by import Reading
from pipeline.packed import PackedSources
from pipeline.progress import Progress
from pipeline.publishing import begin_publishing, publish_if_asked
from pipeline.resuming import resumed
from pipeline.runners import prepare_workers, workers_for
from pipeline.slice_run import SliceDone, SliceRun
from pipeline.slices import SLICE_BYTES, Slice, cut_slices
from pipeline.spilling import Spool
from pipeline.stamps import source_row
from pipeline.tally import total
from pipeline.turns import Turns
from schemas.inputs import ReadRules, Source
from schemas.partitions import Grain
from schemas.version import VERSION


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How a run goes about it."""

    engine: Engine
    rules: ReadRules = ReadRules()
    slice_bytes: int = SLICE_BYTES
    assume_latest_year_before: date | None = None
    wait_seconds: float = 0.0
    """How long to wait for another writer of the lake."""
    partition_by: Grain | None = None
    """How a lake that isn't there yet is to be partitioned; one that is there must be so already."""
    day: date | None = None
    """The day that the run is for, for its record; None where it is for none."""
    iceberg: bool = False
    """Whether the lake is to be published as Iceberg tables from now on; one that is stays so."""
    publish_runs: bool = True
    """Whether the Iceberg tables follow at the end of each run."""
    resume: bool = True
    """Whether a file that an earlier run has read in part is read from there on."""
    keep_files: bool = False
    """Whether what the lake holds of a file is replaced in one commit, however large it is, and kept where the file can't be read."""

    @property
    def reading(self) -> Reading:
        """What the user says about the input."""
        return Reading(self.rules, self.assume_latest_year_before)


Choose = Callable[[Lake, Path], tuple[Found, set[str]]]
"""Gives the sources of a run, and the URIs of those that need no reading; told the lake and a folder for copies."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did."""

    record: RunRecord
    found: Found
    unchanged: int
    """Sources that the lake had already read."""
    recovery: Recovery


def ingest(inputs: Sequence[str], root: Path, options: IngestOptions, progress: Progress, standard_input: BinaryIO | None = None) -> RunReport:
    """Read what is new among the inputs into the lake.

    Args:
        inputs: Files, folders, globs, or - for standard input.
        root: The lake's folder, made where it is missing.
        options: How to go about it.
        progress: Told of each step.
        standard_input: What - stands for.

    Raises:
        InputError: An input can't be read.
        LakeError: The lake can't be used, or its disk refuses.
    """

    def named_sources(lake: Lake, spool: Path) -> tuple[Found, set[str]]:
        with open_ledger(lake) as ledger:  # first of all: a new lake is whole also where the inputs turn out to be none
            found = find_sources(inputs, spool, standard_input, root)
            return found, set(ledger.unchanged(source_rows(found.sources)))

    return run_on(root, "ingest", named_sources, options, progress, Files())


def run_on(
    root: Path, command: str, choose: Choose, options: IngestOptions, progress: Progress, files: Files, onto: RunRecord | None = None
) -> RunReport:
    """Hold the lake, recover it, and take in the sources that `choose` gives.

    `onto` is the record of a run that did well and goes on: what is taken in now is added to it, under the same id. A run that
    failed must not go on: its last slice may have been committed without being counted, and slices' numbers are given once.

    Raises:
        LakeError: The lake can't be used, or its disk refuses.
    """
    lake = open_or_create_lake(root, files, options.partition_by)
    with writing(lake, options.wait_seconds):
        begin_publishing(lake, files, wanted=options.iceberg)
        recovery = recover_and_settle(lake, files)
        run_id = onto.run_id if onto else new_run_id(now())
        with _spool(lake, run_id) as spool:
            found, unchanged = choose(lake, spool)
            fresh = _fresh(lake, found.sources, unchanged, options)
            run = _Run(lake, run_id, command, options, files, progress, Spool(spool, options.rules, works_elsewhere(options.engine, lake)), onto)
            report = RunReport(run.take_in(fresh), found, len(unchanged), recovery)
        if options.publish_runs:
            publish_if_asked(lake, files)
        return report


def _fresh(lake: Lake, sources: Collection[Source], unchanged: set[str], options: IngestOptions) -> Collection[Source]:
    fresh = PackedSources(source for source in sources if source.uri not in unchanged) if unchanged else sources
    if not options.resume:
        return fresh
    with open_ledger(lake) as ledger:
        return resumed(ledger, fresh, options.reading.made_by)


@contextmanager
def _spool(lake: Lake, run_id: str) -> Iterator[Path]:
    """A folder for what has to be copied before it can be read; what a killed run leaves of it goes with recovery."""
    folder = lake.staging / f"{run_id}{SPOOL}"
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def source_rows(sources: Iterable[Source]) -> Iterator[SourceRow]:
    """How each source looks before it is read; one that is gone or refuses is left for reading to tell of."""
    for source in sources:
        try:
            yield source_row(source, time.time_ns())
        except OSError:
            yield SourceRow(source.uri, source.size, source.mtime_ns, "", settled=False, pages=0)


@dataclass(frozen=True, slots=True)
class _Run:
    lake: Lake
    run_id: str
    command: str
    options: IngestOptions
    files: Files
    progress: Progress
    spool: Spool
    onto: RunRecord | None = None

    def take_in(self, sources: Collection[Source]) -> RunRecord:
        """Run all slices and write the run's record, also of a run that fails."""
        record = replace(self.onto, status="failed") if self.onto else self._begun()
        before = record.slices
        done: list[SliceDone] = []
        try:
            rows: dict[str, SourceRow] = {}
            size = sum(source.size - source.begin.done for source in sources)
            prepare_workers(self.options.engine.runner, workers_for(self.options.engine.workers, min(size, self.options.slice_bytes)))
            self.progress.begin(size, len(sources))
            with Turns(partial(self._count, record, done)) as turns:
                for run, part in self._slices(sources, rows, before):
                    if part.number == 0:
                        self._note(record, done)
                    run.begin(part, rows, turns)
                    for source in part.sources:
                        if source.rest is None:
                            rows.pop(source.uri, None)
            record = replace(record, status="done")
        except Exception as error:
            record = replace(record, message=str(error))
            raise
        finally:
            self.progress.end()
            record = _ended(record, done)
            write_run(self.lake, record, self.files)
        return record

    def _slices(self, sources: Collection[Source], rows: dict[str, SourceRow], first: int) -> Iterator[tuple[SliceRun, Slice]]:
        """Each slice and what runs it; `rows` gets how each source looks, before anything of it is read."""
        run, whole_files = self._slice_run(), self.options.keep_files
        if not whole_files:
            for forgetting in clearings(self.lake, sources):
                yield replace(run, forgetting=forgetting), Slice(first, ())
                first += 1
        for part in cut_slices(_looked_at(sources, rows), self.options.slice_bytes, first, whole_files=whole_files, spool=self.spool):
            yield run, part

    def _count(self, record: RunRecord, done: list[SliceDone], ended: SliceDone) -> None:
        done.append(ended)
        self._note(record, done)

    def _note(self, record: RunRecord, done: Sequence[SliceDone]) -> None:
        """Write down how far the run is, for whoever finds it killed."""
        write_run(self.lake, replace(_ended(record, done), status=RUNNING), self.files)

    def _begun(self) -> RunRecord:
        started = now().isoformat()
        return RunRecord(self.run_id, self.command, started, started, "failed", 0, VERSION, self._told_options())

    def _told_options(self) -> dict[str, str]:
        day = {"day": self.options.day.isoformat()} if self.options.day else {}
        return {"runner": self.options.engine.runner, "workers": self.options.engine.workers, "slice_bytes": str(self.options.slice_bytes)} | day

    def _slice_run(self) -> SliceRun:
        options = self.options
        forgotten, assumed = forgotten_list(self.lake), options.assume_latest_year_before
        return SliceRun(
            self.lake, self.run_id, options.engine, options.rules, assumed, self.files, self.progress, forgotten, keep_files=options.keep_files
        )


def _looked_at(sources: Iterable[Source], rows: dict[str, SourceRow]) -> Iterator[Source]:
    """The sources, each looked at when it is asked for: a big one may be read in part before the slice that it begins in has its turn."""
    for source in sources:
        rows.update((row.uri, row) for row in source_rows([source]))
        yield source


def _ended(record: RunRecord, done: Sequence[SliceDone]) -> RunRecord:
    """The record with these slices added to what it counted before."""
    grown, tally = Counter(record.rows), Counter(record.tally)
    for part in done:
        grown.update(part.grown)
    tally.update(total(part.tally for part in done).counts)
    return replace(record, ended=now().isoformat(), slices=record.slices + len(done), tally=dict(tally), rows=dict(grown))
