"""The table of near-duplicates: which of its days a slice changes, staged for the slice's commit; or all of it, made anew."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from pipeline.files import Files
from pipeline.lake.commit import publish, write_lines
from pipeline.lake.commit_record import SIMILAR_FILE, Commit, moves_of
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.runs import new_run_id, now
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.similar_file import open_similar, remove_similar
from pipeline.lake.story_changes import EVERYTHING, StoryChange, change_stories, lines_of_changes
from pipeline.store.fetching import bring, bring_tables
from schemas.partitions import Grain, partition_name, partition_of
from schemas.parts import are_hot
from schemas.records import NearDuplicate
from schemas.slices import DayMerge, StagedFile
from transforms.merge import Folders, stage_changes
from transforms.rows import record_table

TABLE = "near_duplicates"


def stage_near_duplicates(lake: Lake, commit: Commit, index: SimilarIndex, changes: list[StoryChange]) -> tuple[str, list[StagedFile]]:
    """Make a slice's changes in the transaction that was begun in the index, and is left open; stage the days that they change.

    Args:
        lake: The lake.
        commit: The slice's.
        index: The lake's, built; it may hold some of the slice's stories already, put ahead.
        changes: What becomes of the slice's stories.

    Returns:
        The digest of the changes' file, for the commit, and the staged files.
    """
    folder = lake.slice_folder(commit.run_id, commit.slice_number)
    index.keep_of_those_ahead(change.article_id for change in changes)
    change_stories(index, changes, lake)
    digest = write_lines(folder / SIMILAR_FILE, lines_of_changes(changes))
    return digest, list(_stage_days(lake, folder, index, anew=EVERYTHING in changes))


def changed_partitions(index: SimilarIndex, grain: Grain) -> Iterator[tuple[date, list[str], list[NearDuplicate]]]:
    """What `index.changes()` gives, by partition."""
    for partition, days in groupby(index.changes(), lambda change: partition_of(change[0], grain)):
        changes = list(days)
        yield partition, [name for _, gone, _ in changes for name in gone], sorted((row for _, _, come in changes for row in come), key=by_article)


def by_article(row: NearDuplicate) -> str:
    """The order of rows in a file."""
    return row.article_id


def _stage_days(lake: Lake, folder: Path, index: SimilarIndex, *, anew: bool) -> Iterator[StagedFile]:
    rest = set(lake.days(TABLE)) if anew else set()
    folders = Folders(str(lake.root.absolute()), str(folder.absolute()), lake.grain)
    for day, gone, come in changed_partitions(index, lake.grain):
        bring(lake, [partition_name(TABLE, day, lake.grain)])
        rest.discard(day)
        change = DayMerge(TABLE, day, drop=tuple(gone))
        yield stage_changes(change, record_table(NearDuplicate, come).replace_schema_metadata(None), folders, anew=anew)
    for day in sorted(rest):
        yield StagedFile(TABLE, day, None, 0, 0, whole=are_hot(path.name for path in lake.partition_files(TABLE, day)))


def build_where_missing(lake: Lake, files: Files) -> None:
    """See that the lake's index is there and complete, before a slice. The caller holds the lake's lock and has recovered the lake.

    Raises LakeError where the disk refuses.
    """
    with open_similar(lake) as index:
        if index.built:
            return
        with open_ledger(lake) as ledger:
            empty = ledger.counts().stories == 0
        if empty:
            index.begin("")
            index.clear()
            index.commit()
            return
    rebuild(lake, files)


def rebuild(lake: Lake, files: Files) -> None:
    """Make the index and the table anew from the lake's articles, in one commit. The caller holds the lake's lock and has recovered the lake.

    Raises LakeError where the disk refuses, or a file of articles is damaged.
    """
    bring_tables(lake, ("articles", TABLE))
    remove_similar(lake)
    with open_similar(lake) as index:
        commit = Commit(new_run_id(now()), 0)
        files.make_folder(lake.slice_folder(commit.run_id, 0))
        index.begin(commit.commit_id)
        digest, staged = stage_near_duplicates(lake, commit, index, [EVERYTHING])
        moves, removals = moves_of(staged, lake.grain)
        publish(lake, Commit(commit.run_id, 0, moves, removals, similar_digest=digest), LedgerChanges(), files, index)
