"""Reprocessing: the pages that gave the lake's rows are read again by this version, or with other options, and their rows replaced."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.discover import Found, source_at
from pipeline.due import Chosen, anew, chosen_sources, due_sources, made_from_text
from pipeline.errors import UsageError
from pipeline.files import Files
from pipeline.ingest import IngestOptions, RunReport, run_on
from pipeline.lake.commit import publish, recover
from pipeline.lake.commit_record import Commit
from pipeline.lake.folders import Lake, open_lake
from pipeline.lake.ledger import Ledger, open_ledger, open_ledger_for_reading
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.lock import writing
from pipeline.lake.runs import RunRecord, new_run_id, now
from pipeline.made_by import Reading
from pipeline.progress import Progress
from pipeline.remaking import Gone, remake
from pipeline.store.inputs import is_stored
from schemas.forgotten import is_below
from schemas.inputs import Source


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """What was done."""

    runs: tuple[RunRecord, ...]
    """A run for each set of options."""
    gone: int
    """Sources whose files are gone."""
    remade: int
    """Stories of theirs whose records were made anew from the text that the lake holds."""


@dataclass(frozen=True, slots=True)
class Work:
    """What there is to do."""

    present: tuple[tuple[Source, Reading], ...]
    """Files to be read, by the first day of their pages."""
    gone: tuple[Gone, ...]

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The different sets of options, in the order of their first files."""
        return tuple(dict.fromkeys(reading for _, reading in self.present))


def find_work(lake: Lake, chosen: Chosen) -> Work:
    """What this version has not yet made of the chosen sources. Raises UsageError for a name that the lake doesn't know."""
    present, gone = [], []
    with open_ledger_for_reading(lake) as ledger:
        _check_names(ledger, chosen.names)
        for row, reading in due_sources(ledger, chosen):
            source = source_at(row.uri)
            if source is not None and (is_stored(source) or os.access(source.path, os.R_OK)):
                present.append((source, reading))
            elif not made_from_text(row, reading):
                gone.append((row, reading))
    return Work(tuple(present), tuple(gone))


def _check_names(ledger: Ledger, names: Sequence[str]) -> None:
    uris = [row.uri for row in ledger.all_sources()] if names else []
    for name in names:
        if not any(is_below(uri, name) for uri in uris):
            raise UsageError(f"{name}: the lake knows no such source: name a file or folder as source_uri shows it")


def reprocess(root: Path, chosen: Chosen, options: IngestOptions, progress: Progress, files: Files, most: int | None = None) -> Reprocessed:
    """Read the chosen sources again, as far as this version has not done so yet; killed anywhere, a second call goes on from there.

    A file is replaced in one commit. Where it is gone, the records of its stories are made anew from the text that the lake holds,
    and all else of it stays.

    Args:
        root: The lake.
        chosen: Which sources, and with which options.
        options: How to go about it; what is said about the input is in `chosen`.
        progress: Told of each step.
        files: The lake's disk.
        most: No more files than this are read, for a trial.

    Raises:
        LakeError: There is no lake, its disk refuses, or a file can't be read to its end.
        UsageError: The lake knows no source of a name.
    """
    lake = open_lake(root)
    work = _sample(find_work(lake, chosen), most)
    runs = []
    for reading in work.readings:
        sources = [source for source, other in work.present if other == reading]
        runs.append(_read_again(root, sources, reading, options, progress, files).record)
    remade = remake(lake, work.gone, options, files) if work.gone else 0
    return Reprocessed(tuple(runs), len(work.gone), remade)


def _read_again(root: Path, sources: Sequence[Source], reading: Reading, options: IngestOptions, progress: Progress, files: Files) -> RunReport:
    options = replace(options, rules=reading.rules, assume_latest_year_before=reading.assume_latest_year_before, keep_files=True, resume=False)
    return run_on(root, "reprocess", lambda *_: (Found(tuple(sources), ()), set()), options, progress, files)


def _sample(work: Work, most: int | None) -> Work:
    """Files from all over the days; the same ones each time."""
    count = len(work.present) + len(work.gone)
    if most is None or count <= most:
        return work
    kept = {number * count // most for number in range(most)}
    present = tuple(each for number, each in enumerate(work.present) if number in kept)
    return Work(present, tuple(each for number, each in enumerate(work.gone, len(work.present)) if number in kept))


def begin_anew(lake: Lake, chosen: Chosen, wait_seconds: float) -> None:
    """Have the ledger forget which version read the chosen sources, so that all of them are to be read again. Raises LakeError."""
    with writing(lake, wait_seconds):
        files = Files()
        recover(lake, files)
        with open_ledger(lake) as ledger:
            _check_names(ledger, chosen.names)
            rows = tuple(map(anew, chosen_sources(ledger, chosen)))
        publish(lake, Commit(new_run_id(now()), 0), LedgerChanges(sources=rows), files)
