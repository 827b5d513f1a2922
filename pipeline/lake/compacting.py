"""Partitioning a lake otherwise: by day, month or year, all tables in one commit that is done wholly or not at all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import told_as_lake_error
from pipeline.files import Files
from pipeline.lake.commit import publish, recover
from pipeline.lake.commit_record import Commit, Move
from pipeline.lake.folders import Lake, format_to_bytes
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.lock import writing
from pipeline.lake.runs import RunRecord, new_run_id, now, write_run
from pipeline.publishing import begin_publishing, publish_if_asked
from pipeline.store.fetching import bring_tables
from schemas.partitions import UNKNOWN_DATE, Grain, partition_folder, partition_of
from schemas.parts import Part, parts_for
from schemas.tables import DATE_COLUMN, TABLES
from schemas.version import VERSION
from transforms.in_order import in_order
from transforms.parts import PartFile, Partition, in_part, read_part

FROM_FINE_TO_COARSE = (Grain.DAY, Grain.MONTH, Grain.YEAR)
FORMAT_STAGED = "format.staged"


@dataclass(frozen=True, slots=True)
class Size:
    """How much a lake's tables take."""

    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Compaction:
    """What was done."""

    before: Grain
    after: Grain
    size_before: Size
    size_after: Size


def compact(lake: Lake, partition_by: Grain | None, wait_seconds: float, files: Files) -> Compaction:
    """Partition a lake otherwise; where it is so already, or None is asked for, only its size is told.

    The rows stay what they are, and have the bytes that an ingest into a lake partitioned so would give. One of the coarser
    partitions is held in memory at a time, or one file of it where it has several. The caller's disk needs room for the tables a second time.

    Raises LakeError where the disk refuses; what a killed call leaves is completed or undone by the next command.
    """
    with writing(lake, wait_seconds), told_as_lake_error(f"cannot compact the lake {lake.root}"):
        begin_publishing(lake, files, wanted=False)
        recover(lake, files)
        bring_tables(lake)
        before, size_before = lake.grain, size_of(lake)
        if partition_by in (None, before):
            return Compaction(before, before, size_before, size_before)
        run_id, started = new_run_id(now()), now().isoformat()
        commit = Commit(run_id, 0, (Move(FORMAT_STAGED, lake.format_file.relative_to(lake.root).as_posix()),), swaps=tuple(TABLES))
        staging = lake.slice_folder(run_id, 0)
        files.make_folder(staging)
        for table in TABLES:
            _stage_table(lake, table, staging, partition_by)
        (staging / FORMAT_STAGED).write_bytes(format_to_bytes(partition_by))
        publish(lake, commit, LedgerChanges(), files)
        size_after = size_of(lake)
        options = {"partition_by": str(partition_by)}
        tally = {"files": size_after.files, "files_before": size_before.files}
        write_run(lake, RunRecord(run_id, "compact", started, now().isoformat(), "done", 1, VERSION, options, tally), files)
        publish_if_asked(lake, files)
    return Compaction(before, partition_by, size_before, size_after)


def size_of(lake: Lake) -> Size:
    """How many files the tables have, and how many bytes they take."""
    sizes = [path.stat().st_size for table in TABLES for day in lake.days(table) for path in lake.partition_files(table, day)]
    return Size(len(sizes), sum(sizes))


def _stage_table(lake: Lake, table: str, staging: Path, partition_by: Grain) -> None:
    """Write all of a table's partitions anew below the staging folder."""
    (staging / table).mkdir()
    coarser = max(lake.grain, partition_by, key=FROM_FINE_TO_COARSE.index)
    for _, days in groupby(lake.days(table), lambda day: partition_of(day, coarser)):
        paths = [path for day in days for path in lake.partition_files(table, day)]
        for partition, rows in _split(table, paths, partition_by):
            rows.write(staging / partition_folder(table, partition))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of some files that have certain dates: all that will be one partition."""

    partition: Partition
    paths: Sequence[Path]
    dates: pa.Array
    held: pa.Table | None
    """All rows of the files, where these are few."""

    def write(self, folder: Path) -> None:
        """Write them into a folder of their own."""
        self.partition.write(folder, self._part)

    def _part(self, part: Part) -> Iterator[pa.Table]:
        table = self.partition.table
        rows = read_part(table, [PartFile(path) for path in self.paths], part) if self.held is None else in_part(table, self.held, part)
        return in_order(table, rows.filter(pc.is_in(rows[DATE_COLUMN[table]], self.dates)))


def _split(table: str, paths: Sequence[Path], partition_by: Grain) -> Iterator[tuple[date, _Rows]]:
    """The rows by partition. Those of many files are read for each partition, and each of its files, anew, so that they needn't be held."""
    counts: Counter[date | None] = Counter()
    for path in paths:
        for counted in pq.read_table(path, columns=[DATE_COLUMN[table]], partitioning=None)[DATE_COLUMN[table]].value_counts().to_pylist():
            counts[counted["values"]] += counted["counts"]
    few = parts_for(table, counts.total()) == 1
    held = read_part(table, [PartFile(path) for path in paths], Part()) if few else None
    for partition, days in groupby(sorted(counts, key=_day), lambda day: partition_of(_day(day), partition_by)):
        dates = list(days)
        rows = sum(counts[day] for day in dates)
        yield partition, _Rows(Partition(table, rows, partition_by), paths, pa.array(dates, pa.date32()), held)


def _day(value: date | None) -> date:
    return value or UNKNOWN_DATE
