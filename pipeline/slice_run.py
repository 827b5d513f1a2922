"""One slice: run its graph, see that every page is accounted for, commit."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from pipeline.engine import Engine, run_job
from pipeline.errors import ClusterError, LakeError
from pipeline.files import Files
from pipeline.in_process import plan_and_merge
from pipeline.known_pages import LedgerPages
from pipeline.lake.commit import publish
from pipeline.lake.commit_record import DEAD_LETTERS_FILE, Commit, Move, moves_of
from pipeline.lake.folders import SPOOL, Lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.ledger_rows import LedgerChanges, SourceRow
from pipeline.lake.near_duplicates import build_where_missing, stage_near_duplicates
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.similar_file import open_similar
from pipeline.lake.story_changes import StoryChange, story_changes
from pipeline.made_by import Reading
from pipeline.meanwhile import once_there
from pipeline.progress import Progress
from pipeline.rereading import read_again
from pipeline.slice_changes import SliceChanges
from pipeline.slice_job import SliceJob
from pipeline.slices import Slice, stretch_bytes, work_bytes
from pipeline.spilling import Spool
from pipeline.streaming.prestaged import Prestaged
from pipeline.tally import Tally, tally_slice
from schemas.forgotten import NOTHING, Forgotten
from schemas.inputs import ReadRules
from schemas.reasons import Reason
from schemas.slices import Fragment, StagedFile
from transforms.collect import PLAN_FILE, SlicePlan, read_plan, read_staged
from transforms.dead_letters import join_dead_letters
from transforms.fragments import FRAGMENTS, read_fragment
from transforms.merge import Folders
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
        """Take a slice into the lake.

        Args:
            part: The slice.
            rows: How each source looked before it was read.

        Raises:
            AccountError: A page is unaccounted for.
            LakeError: The lake's disk refuses, or a file that is to be kept can't be read.
        """
        build_where_missing(self.lake, self.files)
        staging = self.lake.slice_folder(self.run_id, part.number)
        size = sum(map(stretch_bytes, part.sources))
        self.progress.begin_slice(staging, size)
        with open_similar(self.lake) as index:
            prepared = self._stage(part, rows, staging, index)
            staged = self._commit(prepared, staging, index)
        self.progress.end_slice(prepared.tally.pages, size)
        return SliceDone(prepared.tally, _growth(staged))

    def _stage(self, part: Slice, rows: Mapping[str, SourceRow], staging: Path, index: SimilarIndex) -> _Prepared:
        """Run the graph; where a page of another file has to be read again first, with that file too."""
        unreadable = self.forgetting.unreadable
        spool = Spool(staging.with_name(staging.name + SPOOL), self.rules)
        prepare = partial(self._prepare, part, rows, staging, index)
        while True:
            prestaged = self.engine.prestaged
            if part.sources and not (prestaged and prestaged.fits(part.sources, rows)):
                prepared = self._run_graph(part, staging, unreadable, prepare, index)
            else:
                self._run_plan(staging, unreadable, prestaged)
                prepared = prepare()
            if prepared:
                self.files.remove_tree(spool.folder)
                return prepared
            again = read_again(read_plan(staging), spool)
            unreadable |= again.unreadable
            part = replace(part, sources=(*part.sources, *again.sources))
            self.files.remove_tree(staging)

    def _prepare(self, part: Slice, rows: Mapping[str, SourceRow], staging: Path, index: SimilarIndex) -> _Prepared | None:
        """All of the commit that needs no merged day, near-duplicates above all, once the plan is there; None where it has files read again."""
        plan = read_plan(staging)
        if plan.reread:
            return None
        fragments = [read_fragment(staging, name) for name in plan.fragments]
        if self.keep_files:
            _check_readable(fragments)
        tally = tally_slice(plan.reads, fragments, plan.known_articles)
        commit = Commit(self.run_id, part.number, dead_letters=_gather_letters(staging, plan), tally=tally.counts)
        made_by = Reading(self.rules, self.assume_latest_year_before).made_by
        changes = SliceChanges(self.lake, plan, fragments, part.sources, rows).of_ledger(made_by, self.forgetting.pages)
        changes = changes.with_notes(self.forgetting.notes)
        digest, near = stage_near_duplicates(self.lake, commit, index, self._stories(staging, changes, plan))
        return _Prepared(tally, replace(commit, similar_digest=digest), changes, near)

    def _stories(self, staging: Path, changes: LedgerChanges, plan: SlicePlan) -> list[StoryChange]:
        """What becomes of the slice's stories."""
        signatures = dict(read_signatures(staging, plan.fragments))
        with open_ledger_for_reading(self.lake) as ledger:
            return list(story_changes(ledger, changes, signatures))

    def _commit(self, prepared: _Prepared, staging: Path, index: SimilarIndex) -> list[StagedFile]:
        """Bring all that is staged into the lake, with what changes in the files of dead letters; what was staged."""
        staged = [*read_staged(staging), *prepared.near]
        moves, removals = moves_of(staged, self.lake.grain)
        moves += self._stage_letters(staging)
        self.files.remove_tree(staging / FRAGMENTS)
        publish(self.lake, replace(prepared.commit, moves=moves, removals=removals), prepared.changes, self.files, index)
        return staged

    def _run_graph(
        self, part: Slice, staging: Path, unreadable: frozenset[str], prepare: Callable[[], _Prepared | None], index: SimilarIndex
    ) -> _Prepared | None:
        """Run the graph, and prepare the commit while the days are merged."""
        self.files.make_folder(staging)
        folders = folders_of(self.lake, staging)
        job = SliceJob(part.manifests, folders, self._ledger(folders), self.rules, self.assume_latest_year_before, unreadable, self.forgotten)
        try:
            with once_there(staging / PLAN_FILE, prepare, index.stop) as preparing:
                run_job(job, self.engine, sum(map(work_bytes, part.sources)), self.lake)
        except ClusterError:
            self.files.remove_tree(staging)
            raise
        return preparing.result()

    def _run_plan(self, staging: Path, unreadable: frozenset[str], prestaged: Prestaged | None = None) -> None:
        """Plan and merge without reading anything: what a slice does that only forgets, or whose fragments are there."""
        self.files.make_folder(staging)
        folders = folders_of(self.lake, staging)
        items = prestaged.move_to(staging) if prestaged else []
        plan_and_merge(items, folders, self._ledger(folders), unreadable)

    def _ledger(self, folders: Folders) -> LedgerPages:
        return LedgerPages(folders.lake, self.forgetting.pages)

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


def _gather_letters(staging: Path, plan: SlicePlan) -> bool:
    """Put the fragments' dead letters into one file for the commit; whether there are any."""
    parts = [path.read_bytes() for name in plan.fragments if (path := staging / FRAGMENTS / name / LETTERS_FILE).exists()]
    if parts:
        join_dead_letters(parts, staging / DEAD_LETTERS_FILE)
    return bool(parts)


def _growth(staged: Iterable[StagedFile]) -> dict[str, int]:
    grown: Counter[str] = Counter()
    for file in staged:
        grown[file.table] += file.rows - file.rows_before
    return dict(grown)
