"""Bringing a lake that an older version wrote up to date: its ledger, then its files, a commit of bounded size at a time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import LakeError, told_as_lake_error
from pipeline.files import Files
from pipeline.lake.added_tables import check_added, drop_added
from pipeline.lake.commit import publish, recover
from pipeline.lake.commit_record import Commit, Move
from pipeline.lake.folders import FORMAT_VERSION, Lake, format_of, open_lake, open_lake_of_any_age, write_format
from pipeline.lake.ledger import open_ledger
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.lock import writing
from pipeline.lake.near_duplicates import build_where_missing
from pipeline.lake.runs import RunRecord, new_run_id, now, write_run
from pipeline.publishing import begin_publishing, publish_if_asked, unpublish_table
from schemas.partitions import Grain, partition_folder, partition_name
from schemas.parts import Part, are_hot, parts_for
from schemas.tables import TABLES
from schemas.version import VERSION
from transforms.conform import UnknownValuesError, conform_rows, conforms
from transforms.in_order import in_order
from transforms.parquet import write_table
from transforms.parts import PartFile, Partition, count_rows, read_part

COMMIT_BYTES = 256 << 20
COMMIT_FILES = 1000
"""A commit ends at either: so much work can a kill cost."""


@dataclass(frozen=True, slots=True)
class Migration:
    """What was done."""

    before: int
    """The version of the lake's format, before and after."""
    after: int
    files: int
    """How many files were written anew."""
    commits: int


@dataclass(frozen=True, slots=True)
class _Old:
    """A partition with a file whose columns aren't those of today, or that is cut otherwise than its rows call for."""

    table: str
    day: date
    paths: list[Path]


def migrate(root: Path, wait_seconds: float, files: Files) -> Migration:
    """Bring a lake up to date; one that is so already is left as it is. Killed anywhere, it goes on when it is called again.

    Raises:
        LakeError: There is no lake, it is newer than this program, a column's values can't be told, or the disk refuses.
    """
    lake = open_lake_of_any_age(root)
    with writing(lake, wait_seconds):
        before = format_of(lake).version
        if before == FORMAT_VERSION:
            return Migration(before, before, 0, 0)
        begin_publishing(lake, files, wanted=False)
        open_ledger(lake, migrate=True).close()
        recover(lake, files)
        run_id, started, done = new_run_id(now()), now().isoformat(), 0
        with told_as_lake_error(f"cannot migrate the lake {root} (no row is lost: call it again and it goes on from here)"):
            for table in TABLES:
                files.make_folder(lake.table(table))
            batches = list(_batches(_old_files(lake)))
            for number, batch in enumerate(batches):
                _rewrite(lake, Commit(run_id, number), batch, files)
                done += len(batch)
            build_where_missing(lake, files)
            write_format(lake, lake.grain, files)
        migration = Migration(before, FORMAT_VERSION, done, len(batches))
        tally = {name: int(value) for name, value in asdict(migration).items()}
        write_run(lake, RunRecord(run_id, "migrate", started, now().isoformat(), "done", len(batches), VERSION, tally=tally), files)
        publish_if_asked(lake, files)
    return migration


def drop_table(root: Path, table: str, wait_seconds: float, files: Files) -> None:
    """Take the table of an added record type out of a lake.

    Raises UsageError for a table that the lake has of no such type, LakeError where there is no lake or the disk refuses.
    """
    lake = open_lake(root)
    with writing(lake, wait_seconds, knowing_all=False):
        recover(lake, files)
        check_added(lake, table)
        unpublish_table(lake, table, files)
        drop_added(lake, table, files)


def _old_files(lake: Lake) -> Iterator[_Old]:
    for table in TABLES:
        for day in lake.days(table):
            paths, rows, old = lake.partition_files(table, day), 0, False
            for path in paths:
                with _told_of(path):
                    footer = pq.ParquetFile(path)
                    rows += footer.metadata.num_rows
                    old |= not conforms(table, footer.schema_arrow)
            if old or parts_for(table, rows) != len(paths):
                yield _Old(table, day, paths)


@contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Turn what a file's bytes do into a LakeError that says what to do."""
    try:
        yield
    except UnknownValuesError as error:
        raise LakeError(f"{path}: {error}: ingest the same inputs into a new lake") from error
    except (pa.ArrowException, UnicodeDecodeError) as error:
        told = str(error).splitlines()[0]
        raise LakeError(f"{path} is damaged ({told}): move it out of the lake, migrate, and have verify --repair see to its pages") from error


def _batches(old: Iterable[_Old]) -> Iterator[list[_Old]]:
    batch: list[_Old] = []
    size = 0
    for file in old:
        batch.append(file)
        size += sum(path.stat().st_size for path in file.paths)
        if size >= COMMIT_BYTES or len(batch) == COMMIT_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _rewrite(lake: Lake, commit: Commit, batch: Iterable[_Old], files: Files) -> None:
    folder = lake.slice_folder(commit.run_id, commit.slice_number)
    files.make_folder(folder)
    moves = tuple(_stage(old, folder, lake.grain) for old in batch)
    publish(lake, Commit(commit.run_id, commit.slice_number, moves), LedgerChanges(), files)


def _stage(old: _Old, folder: Path, grain: Grain) -> Move:
    """Write a partition anew, one file in memory at a time."""

    def rows_of(part: Part) -> pa.Table:
        with _told_of(old.paths[0]):
            return conform_rows(old.table, read_part(old.table, files, part))

    files = [PartFile(path) for path in old.paths]
    partition = Partition(old.table, count_rows(files), grain)
    staged = f"{old.table}-{old.day.isoformat()}"
    if len(partition.parts) == 1 and not are_hot(path.name for path in old.paths):
        write_table(old.table, rows_of(Part()), folder / f"{staged}.staged")
        return Move(f"{staged}.staged", partition_name(old.table, old.day, grain))
    names = partition.write(folder / f"{staged}.parts", lambda part: in_order(old.table, rows_of(part)))
    return Move(f"{staged}.parts", partition_folder(old.table, old.day), names)
