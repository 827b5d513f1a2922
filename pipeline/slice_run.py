"""One slice: run its graph, see that every page is accounted for, commit."""

import gc
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa

from pipeline.engine import Engine, has_mergers, merge, stage
from pipeline.errors import ClusterError, LakeError
from pipeline.feeding import Feeding
from pipeline.files import Files
from pipeline.known_pages import LedgerPages
from pipeline.lake.commit import publish, stage_ledger
from pipeline.lake.commit_record import DEAD_LETTERS_FILE, Commit, Move, moves_of
from pipeline.lake.folders import SPOOL, Lake, slice_name
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.ledger_rows import LedgerChanges, SourceRow
from pipeline.lake.near_duplicates import build_where_missing, stage_near_duplicates
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.story_changes import StoryChange, story_changes
from pipeline.made_by import Reading
from pipeline.progress import Progress
from pipeline.rereading import read_again
from pipeline.slice_changes import SliceChanges
from pipeline.slice_job import SliceJob
from pipeline.slices import Slice, stretch_bytes, work_bytes
from pipeline.spilling import Spool
from pipeline.tally import Tally, tally_slice
from pipeline.turns import Turns
from schemas.forgotten import NOTHING, Forgotten
from schemas.inputs import ReadRules
from schemas.reasons import Reason
from schemas.slices import Fragment, StagedFile
from transforms.collect import Collected, SlicePlan, plan_slice
from transforms.dead_letters import join_dead_letters
from transforms.fragments import FRAGMENTS
from transforms.merge import Folders, merge_days
from transforms.signatures import read_signatures
from transforms.stage import LETTERS_FILE


@dataclass(frozen=True, slots=True)
class SliceDone:
    """What a slice did."""

    tally: Tally
    grown: dict[str, int]
    """By how many rows each table grew."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """What a slice takes out of the lake besides what it brings."""

    pages: tuple[str, ...] = ()
    """URIs of pages that the lake holds."""
    notes: LedgerChanges = field(default_factory=LedgerChanges)
    """What else changes in the ledger."""
    letters: Mapping[Path, bytes] = field(default_factory=dict)
    """Files of dead letters of the lake, as they are to be."""
    unreadable: frozenset[str] = frozenset()
    """URIs of files of which no page is to be read for it."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a slice's commit consists of besides the days that were merged."""

    tally: Tally
    commit: Commit
    changes: LedgerChanges
    near: list[StagedFile]
    """What was staged of near-duplicates; the index's transaction is open."""


@dataclass(frozen=True, slots=True)
class SliceRun:
    """What all slices of a run have in common."""

    lake: Lake
    run_id: str
    engine: Engine
    rules: ReadRules
    assume_latest_year_before: date | None
    files: Files
    progress: Progress
    forgotten: Forgotten = NOTHING
    """What is not to be taken in."""
    forgetting: Forgetting = field(default_factory=Forgetting)
    keep_files: bool = False
    """Whether a file that can't be read ends the run, so that the lake keeps what it holds of it."""

    def run(self, part: Slice, rows: Mapping[str, SourceRow]) -> SliceDone:
        """Take a slice into the lake; see `begin`."""
        done: list[SliceDone] = []
        with Turns(done.append) as turns:
            self.begin(part, rows, turns)
        return done[0]

    def begin(self, part: Slice, rows: Mapping[str, SourceRow], turns: Turns[SliceDone]) -> None:
        """Take a slice into the lake, but for what is left to do when its days are merged: that ends while the next slice is read.

        Args:
            part: The slice.
            rows: How each source looked before it was read.
            turns: Where the slice before may still be ending, and this one ends; here and now where nobody else works.

        Raises:
            AccountError: A page is unaccounted for; of this slice or the one before, as all that follows.
            LakeError: The lake's disk refuses, or a file that is to be kept can't be read.
            WorkerLost: A worker of a local runner was killed.
            ClusterError: A cluster can't do the work, for a cause that is known.
        """
        staging = self.lake.slice_folder(self.run_id, part.number)
        self.progress.begin_slice(staging, sum(map(stretch_bytes, part.sources)))
        rows = {source.uri: rows[source.uri] for source in part.sources if source.uri in rows}
        if not turns.ending:  # the slice that is has seen to it
            build_where_missing(self.lake, self.files)
        feeding = Feeding(self.lake, slice_name(self.run_id, part.number), staging, sum(source.records for source in part.sources))
        if has_mergers(self.engine, sum(map(work_bytes, part.sources))):
            feeding.begin(turns)
        with feeding:
            staged = self._stage(part, rows, staging)
            feeding.enough()
            self._wait(turns, staging)
            plan = self._plan(part, rows, staging, staged, feeding)
        self._merge(plan, part, rows, staging, feeding, turns)

    def _wait(self, turns: Turns[SliceDone], staging: Path) -> None:
        """Wait for the slice before."""
        try:
            turns.wait()
        except Exception:
            self.files.remove_tree(staging)
            raise
        gc.collect()  # seldom done by itself: see pipeline.cli
        pa.default_memory_pool().release_unused()  # which trims the heap too: what that slice took, in two threads, stays else

    def _plan(self, part: Slice, rows: Mapping[str, SourceRow], staging: Path, staged: list[Collected], feeding: Feeding) -> SlicePlan:
        """Plan what the slice changes; where a page of another file has to be read again first, stage it anew with that file too."""
        unreadable, folders = self.forgetting.unreadable, folders_of(self.lake, staging)
        ledger = LedgerPages(folders.lake, self.forgetting.pages)
        spool = Spool(staging.with_name(staging.name + SPOOL), self.rules)
        while True:
            plan = plan_slice(staged, staging, ledger, unreadable, self.lake.grain)
            if not plan.changes.reread:
                self.files.remove_tree(spool.folder)
                return plan
            again = read_again(plan.changes, spool)
            unreadable |= again.unreadable
            feeding.wait()
            part = replace(part, sources=(*part.sources, *again.sources))
            self.files.remove_tree(staging)
            staged = self._stage(part, rows, staging)

    def _stage(self, part: Slice, rows: Mapping[str, SourceRow], staging: Path) -> list[Collected]:
        """Read the slice, where it hasn't been read already and isn't one that only forgets."""
        self.files.make_folder(staging)
        prestaged = self.engine.prestaged
        if not part.sources or (prestaged and prestaged.fits(part.sources, rows)):
            return prestaged.move_to(staging) if prestaged else []
        job = SliceJob(part.manifests, str(staging.absolute()), self.rules, self.assume_latest_year_before, self.forgotten)
        try:
            return stage(job, self.engine, sum(map(work_bytes, part.sources)), self.lake)
        except ClusterError:
            self.files.remove_tree(staging)
            raise

    def _merge(self, plan: SlicePlan, part: Slice, rows: Mapping[str, SourceRow], staging: Path, feeding: Feeding, turns: Turns[SliceDone]) -> None:
        """Merge the days that change, and end the slice: where others merge, that begins at the same time."""
        folders, size = folders_of(self.lake, staging), sum(map(work_bytes, part.sources))
        merged: Future[list[StagedFile]] = Future()
        if not plan.merges or not has_mergers(self.engine, size):
            merged.set_result(merge_days(plan.merges, folders))
            turns.end(partial(self._end, part, rows, plan, staging, feeding, merged))
            return
        turns.end_meanwhile(partial(self._end, part, rows, plan, staging, feeding, merged), feeding.stop)
        try:
            merged.set_result(merge(plan.merges, folders, self.engine, size))
        except BaseException:
            merged.cancel()
            feeding.stop()
            raise

    def _end(
        self, part: Slice, rows: Mapping[str, SourceRow], plan: SlicePlan, staging: Path, feeding: Feeding, merged: Future[list[StagedFile]]
    ) -> SliceDone:
        """Prepare the commit, wait for the merged days, and commit."""
        with feeding.index() as index:
            prepared = self._prepare(part, rows, plan, staging, index)
            staged = [*merged.result(), *prepared.near]
            self._commit(prepared, staged, staging, index)
        self.progress.end_slice(prepared.tally.pages, sum(map(stretch_bytes, part.sources)))
        return SliceDone(prepared.tally, _growth(staged))

    def _prepare(self, part: Slice, rows: Mapping[str, SourceRow], plan: SlicePlan, staging: Path, index: SimilarIndex) -> _Prepared:
        """All of the commit that needs no merged day, near-duplicates above all."""
        if self.keep_files:
            _check_readable(plan.fragments)
        tally = tally_slice(plan.reads, plan.fragments, plan.known_articles)
        commit = Commit(self.run_id, part.number, dead_letters=_gather_letters(staging, plan.names), tally=tally.counts)
        made_by = Reading(self.rules, self.assume_latest_year_before).made_by
        changes = SliceChanges(self.lake, plan, part.sources, rows).of_ledger(made_by, self.forgetting.pages).with_notes(self.forgetting.notes)
        digest, near = stage_near_duplicates(self.lake, commit, index, self._stories(staging, changes, plan.names))
        commit = stage_ledger(self.lake, replace(commit, similar_digest=digest), changes)
        return _Prepared(tally, commit, changes, near)

    def _stories(self, staging: Path, changes: LedgerChanges, fragments: Iterable[str]) -> list[StoryChange]:
        """What becomes of the slice's stories."""
        signatures = {story.uri: story.signature for story in read_signatures(staging, fragments)}
        with open_ledger_for_reading(self.lake) as ledger:
            return list(story_changes(ledger, changes, signatures))

    def _commit(self, prepared: _Prepared, staged: Sequence[StagedFile], staging: Path, index: SimilarIndex) -> None:
        """Bring all that is staged into the lake, with what changes in the files of dead letters."""
        moves, removals = moves_of(staged, self.lake.grain)
        moves += self._stage_letters(staging)
        self.files.remove_tree(staging / FRAGMENTS)
        publish(self.lake, replace(prepared.commit, moves=moves, removals=removals), prepared.changes, self.files, index)

    def _stage_letters(self, staging: Path) -> tuple[Move, ...]:
        moves = []
        for path, data in self.forgetting.letters.items():
            (staging / path.name).with_suffix(".letters").write_bytes(data)
            moves.append(Move(f"{path.stem}.letters", str(path.relative_to(self.lake.root))))
        return tuple(moves)


def _check_readable(fragments: Iterable[Fragment]) -> None:
    for outcome in (outcome for fragment in fragments for outcome in fragment.outcomes):
        if outcome.reason == Reason.UNREADABLE and outcome.uri == outcome.source_uri:
            raise LakeError(f"{outcome.uri} could not be read: the lake keeps what it holds of it; call it again, and it goes on from here")


def folders_of(lake: Lake, staging: Path) -> Folders:
    """Where a slice of a lake reads and writes."""
    return Folders(str(lake.root.absolute()), str(staging.absolute()), lake.grain)


def _gather_letters(staging: Path, fragments: Iterable[str]) -> bool:
    """Put the fragments' dead letters into one file for the commit; whether there are any."""
    parts = [path.read_bytes() for name in fragments if (path := staging / FRAGMENTS / name / LETTERS_FILE).exists()]
    if parts:
        join_dead_letters(parts, staging / DEAD_LETTERS_FILE)
    return bool(parts)


def _growth(staged: Iterable[StagedFile]) -> dict[str, int]:
    grown: Counter[str] = Counter()
    for file in staged:
        grown[file.table] += file.rows - file.rows_before
    return dict(grown)
