"""A slice's way from staging into the tables: one commit, done wholly or not at all, whenever it is killed.

The commit point is the moment when `commit.json` gets its name in the slice's staging folder. Before it nothing outside that
folder has changed, and recovery removes the folder. After it the commit is made, and `apply` brings it to its end: each of its
steps can be done again, so recovery does them all again.
"""

import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from pipeline.errors import LakeError, told_as_lake_error
from pipeline.files import Files
from pipeline.lake.commit_record import COMMIT_FILE, DEAD_LETTERS_FILE, LEDGER_FILE, SIMILAR_FILE, Commit, commit_of, read_commit
from pipeline.lake.folders import SPOOL, Lake
from pipeline.lake.ledger import Ledger, open_ledger
from pipeline.lake.ledger_rows import LedgerChanges, changes_from_bytes, lines_of_changes
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.similar_file import open_similar
from pipeline.lake.story_changes import EVERYTHING, change_stories
from pipeline.lake.story_changes import changes_from_bytes as story_changes_from_bytes
from pipeline.store.committing import Staged, announce, complete
from pipeline.store.recovering import recover_in_store
from schemas.partitions import Grain

PARQUET = ".parquet"


@dataclass(frozen=True, slots=True)
class Made:
    """What the process that makes a commit has of it at hand; one that recovers it reads the slice's files instead."""

    changes: LedgerChanges | None = None
    similar: SimilarIndex | None = None
    """The index, in whose open transaction the slice's changes have been made already."""


NOTHING_MADE = Made()


@dataclass(frozen=True, slots=True)
class Recovery:
    """What recovery did, by the names of the slices."""

    completed: tuple[Commit, ...]
    undone: tuple[str, ...]


def publish(lake: Lake, commit: Commit, changes: LedgerChanges, files: Files, similar: SimilarIndex | None = None) -> None:
    """Bring a slice's staged files into the lake, with its changes to the ledger. The caller holds the lake's lock.

    `similar` is the index of similar stories, in whose open transaction the slice's changes have been made already.

    Raises LakeError where the disk refuses; what is left is completed or undone by `recover`.
    """
    folder = lake.slice_folder(commit.run_id, commit.slice_number)
    with _told(lake):
        files.make_folder(folder)
        commit = commit if commit.ledger_digest else stage_ledger(lake, commit, changes)
        files.sync_tree(folder)
        change = announce(lake, _staged(lake, commit))
        files.write_atomically(folder / COMMIT_FILE, json.dumps(asdict(commit)).encode())
        with open_ledger(lake) as ledger:
            _apply(lake, commit, ledger, files, Made(changes, similar))
        complete(lake, change)


def stage_ledger(lake: Lake, commit: Commit, changes: LedgerChanges) -> Commit:
    """Stage what a commit changes in the ledger, where that is known before all else is; the commit with its digest.

    Raises LakeError where the disk refuses.
    """
    with _told(lake):
        folder = lake.slice_folder(commit.run_id, commit.slice_number)
        return replace(commit, ledger_digest=write_lines(folder / LEDGER_FILE, lines_of_changes(changes)))


def _told(lake: Lake) -> AbstractContextManager[None]:
    return told_as_lake_error(f"cannot commit to the lake {lake.root} (no row is lost: the next command goes on from here)")


def write_lines(path: Path, lines: Iterable[bytes]) -> str:
    """Write a file of a slice's staging folder, which the commit brings to disk; the digest of what was written."""
    digest = sha256()
    with path.open("wb") as file:
        for line in lines:
            digest.update(line)
            file.write(line)
    return digest.hexdigest()


def _staged(lake: Lake, commit: Commit) -> Staged:
    """The slice as a lake in a store takes it; nothing is read for another."""
    folder = lake.slice_folder(commit.run_id, commit.slice_number)
    letters = [(folder / DEAD_LETTERS_FILE, f"{lake.dead_letters.name}/{commit.commit_id}.avro")] if commit.dead_letters else []
    marker = next((folder / move.staged for move in commit.moves if lake.root / move.target == lake.format_file), None)
    return Staged(
        commit.commit_id,
        commit.run_id,
        asdict(commit),
        (*((folder / move.staged, move.target) for move in commit.moves if not move.names and folder / move.staged != marker), *letters),
        (*((folder / table, table) for table in commit.swaps), *((folder / move.staged, move.target) for move in commit.moves if move.names)),
        commit.removals,
        folder / LEDGER_FILE,
        folder / SIMILAR_FILE if commit.similar_digest else None,
        Grain(json.loads(marker.read_bytes())["partition_by"]) if marker else None,
    )


def recover(lake: Lake, files: Files) -> Recovery:
    """Complete the slices that were committed and undo the others. The caller holds the lake's lock.

    Killed anywhere, it can be called again. Raises LakeError where the disk refuses.
    """
    completed: list[Commit] = []
    undone: list[str] = []
    with told_as_lake_error(f"cannot recover the lake {lake.root}"):
        if found := recover_in_store(lake, files):
            return Recovery(tuple(map(commit_of, found.completed)), found.undone)
        for entry in sorted(lake.staging.iterdir()):
            if (entry / COMMIT_FILE).is_file():
                completed.append(_complete(lake, entry, files))
            else:
                undone += [] if entry.name.endswith(SPOOL) or _applied(lake, entry.name) else [entry.name]
                _remove_entry(entry, files)
    return Recovery(tuple(completed), tuple(undone))


def _complete(lake: Lake, folder: Path, files: Files) -> Commit:
    commit = read_commit(folder / COMMIT_FILE)
    with open_ledger(lake) as ledger:
        _apply(lake, commit, ledger, files)
    return commit


def _applied(lake: Lake, name: str) -> bool:
    """Whether a folder without commit.json is the rest of a commit that was killed when all was done but its removal."""
    with open_ledger(lake) as ledger:
        return ledger.applied(name)


def _remove_entry(entry: Path, files: Files) -> None:
    if entry.is_dir() and not entry.is_symlink():
        files.remove_tree(entry)
    else:
        files.remove(entry)


def _apply(lake: Lake, commit: Commit, ledger: Ledger, files: Files, made: Made = NOTHING_MADE) -> None:
    """Every step of a commit, each one skipped where it has been done before; commit.json goes first of the folder."""
    folder = lake.slice_folder(commit.run_id, commit.slice_number)
    for table in commit.swaps:
        files.swap_folders(folder / table, lake.table(table), folder / f"{table}.before")
    folders = [move for move in commit.moves if move.names]
    for move in folders:
        _put_folder(lake.root / move.target, folder / move.staged, move.names, files)
    _put(lake, [(folder / move.staged, lake.root / move.target) for move in commit.moves if not move.names], files)
    for number, target in enumerate(commit.removals):
        _remove_partition(lake.root / target, folder / f"{number}.removed", files)
    if commit.dead_letters:
        _put(lake, [(folder / DEAD_LETTERS_FILE, lake.dead_letters / f"{commit.commit_id}.avro")], files)
    if not ledger.applied(commit.commit_id):
        ledger.apply(commit.commit_id, made.changes or changes_from_bytes(_read_whole(folder / LEDGER_FILE, commit.ledger_digest)))
    if commit.similar_digest:
        _apply_to_index(lake, commit, made.similar)
    if folders:
        files.wait_for_readers()
    files.remove(folder / COMMIT_FILE)
    files.remove_tree(folder)


def _apply_to_index(lake: Lake, commit: Commit, similar: SimilarIndex | None) -> None:
    """End the transaction in which the changes were made; after a kill, which undid it, make them again."""
    with nullcontext(similar) if similar else open_similar(lake) as index:
        if not index.holds(commit.commit_id):
            folder = lake.slice_folder(commit.run_id, commit.slice_number)
            changes = list(story_changes_from_bytes(_read_whole(folder / SIMILAR_FILE, commit.similar_digest)))
            if index.built or EVERYTHING in changes:
                index.begin(commit.commit_id)
                change_stories(index, changes, lake)
        index.commit()


def _read_whole(path: Path, digest: str) -> bytes:
    data = path.read_bytes()
    if sha256(data).hexdigest() != digest:
        raise LakeError(f"{path} is damaged: restore the lake from a copy")
    return data


def _put(lake: Lake, moves: Sequence[tuple[Path, Path]], files: Files) -> None:
    """Put staged files in their places; one that is there with the same bytes stays, so that its readers notice nothing."""
    for staged, target in moves:
        if not staged.exists() and not target.exists():
            raise LakeError(f"{target} and its staged file {staged} are both gone: restore the lake from a copy")
    files.replace_all([(staged, target) for staged, target in moves if not files.same_bytes(staged, target)], lake.root)


def _put_folder(target: Path, staged: Path, names: tuple[str, ...], files: Files) -> None:
    """Put a partition's folder in its place; what was there is left in staging."""
    if not staged.exists() and not target.exists():
        raise LakeError(f"{target} and its staged folder {staged} are both gone: restore the lake from a copy")
    files.make_folder(target.parent)
    files.exchange_folder(staged, target, names)


def _remove_partition(path: Path, grave: Path, files: Files) -> None:
    """Remove a partition: its one file, or in one step the folder of several."""
    if path.suffix == PARQUET:
        files.remove(path)
        files.remove_empty_folder(path.parent)
    elif path.exists():
        files.replace(path, grave)
    else:
        files.sync_folder(path.parent)
