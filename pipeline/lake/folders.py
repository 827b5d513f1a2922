"""A lake on disk: where everything lies, and what makes a folder a lake."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import LakeError, told_as_lake_error
from pipeline.files import Files
from schemas.partitions import PARTITION_KEY, Grain, parse_folder, partition_folder, partition_name
from schemas.parts import parse_part, part_names
from schemas.tables import TABLES

FORMAT_VERSION = 4
"""The version of the layout and of the tables' schemas; it rises with every column that a table gets, and when an older zhengwen could
no longer read or write the lake. `zhengwen migrate` leads from any older one to this one."""


@dataclass(frozen=True, slots=True)
class Lake:
    """The paths of a lake; made by `open_lake` or `open_or_create_lake`, which see to it that there is one."""

    root: Path

    @property
    def state(self) -> Path:
        """Where the format, the ledger and the lock lie."""
        return self.root / "_state"

    @property
    def format_file(self) -> Path:
        """The marker that makes the folder a lake, written last when it is made."""
        return self.state / "format.json"

    @property
    def lock_file(self) -> Path:
        """What the one writer holds; never removed."""
        return self.state / "lock"

    @property
    def queue_file(self) -> Path:
        """What the next writer holds while it waits; never removed."""
        return self.state / "queue"

    @property
    def ledger_file(self) -> Path:
        """The SQLite file of `pipeline.lake.ledger`."""
        return self.state / "ledger.sqlite"

    @property
    def similar_file(self) -> Path:
        """The SQLite file of `pipeline.lake.similar`."""
        return self.state / "similar.sqlite"

    @property
    def added_file(self) -> Path:
        """Which tables the lake has of record types that are added; not there where it has none."""
        return self.state / "added.json"

    @property
    def runs(self) -> Path:
        """One JSON file for each run that ended."""
        return self.root / "_runs"

    @property
    def dead_letters(self) -> Path:
        """One Avro file for each commit that turned pages away."""
        return self.root / "_dead_letters"

    @property
    def staging(self) -> Path:
        """One folder for each commit under way."""
        return self.root / "_staging"

    @property
    def streams(self) -> Path:
        """What the jobs of a watch on a cluster have staged and not committed yet; recovery leaves it alone, since it belongs to no slice."""
        return self.root / "_stream"

    @property
    def iceberg(self) -> Path:
        """The catalog and the files of the Iceberg tables; a lake that has the folder keeps them up to date."""
        return self.root / "_iceberg"

    @property
    def report_file(self) -> Path:
        """What `zhengwen report` writes unless told otherwise; it can be made again at any time."""
        return self.root / "_report.html"

    def slice_folder(self, run_id: str, slice_number: int) -> Path:
        """Where a slice of a run stages its files."""
        return self.staging / slice_name(run_id, slice_number)

    def table(self, table: str) -> Path:
        """A table's root: it holds `date=` folders and nothing else."""
        return self.root / table

    @property
    def grain(self) -> Grain:
        """How much time a partition holds, as the marker says now."""
        return format_of(self).partition_by if self.format_file.exists() else Grain.DAY

    def partition_path(self, table: str, day: date | None) -> Path:
        """The one file of a table and partition that isn't cut into several, named by its first day; None is the unknown date."""
        return self.root / partition_name(table, day, self.grain)

    def partition_files(self, table: str, day: date | None) -> list[Path]:
        """The files of a table and partition as they are now, in the order of their keys; none where it isn't there."""
        folder = self.root / partition_folder(table, day)
        try:
            return [folder / name for name in part_names([path.name for path in folder.iterdir()], self.grain)]
        except (FileNotFoundError, NotADirectoryError):
            return []

    def damaged(self, path: Path) -> LakeError:
        """What to say of a table's file that can't be read."""
        return LakeError(f"{path} is damaged: use zhengwen verify --lake {self.root} --repair, then ingest the same inputs")

    def days(self, table: str) -> list[date]:
        """The first days of a table's partitions, in order; UNKNOWN_DATE first where it is there."""
        grain = self.grain
        files = self.table(table).glob(f"{PARTITION_KEY}=*/*.parquet")
        folders = {path.parent for path in files if parse_part(path.name, grain)}
        return sorted(day for folder in folders if (day := parse_folder(folder, grain)))


SPOOL = "-spool"
"""What the name of a run's folder in the staging folder ends with that holds copies of inputs, and nothing that could be committed."""


def slice_name(run_id: str, slice_number: int) -> str:
    """The name of a slice of a run, sortable in the order of its slices."""
    return f"{run_id}-{slice_number:06d}"


@dataclass(frozen=True, slots=True)
class Format:
    """What `_state/format.json` says."""

    version: int
    partition_by: Grain = Grain.DAY


def open_lake(root: Path) -> Lake:
    """The lake at `root`. Raises LakeError where there is none, or one of another format."""
    lake = open_lake_of_any_age(root)
    if (found := format_of(lake).version) != FORMAT_VERSION:
        raise LakeError(f"{root} has format {found} and this zhengwen knows format {FORMAT_VERSION}: {migrate_advice(root)}")
    return lake


def migrate_advice(root: Path) -> str:
    """What to do about a lake that an older version wrote."""
    return f"bring it up to date with: zhengwen migrate --lake {root}"


def open_lake_of_any_age(root: Path) -> Lake:
    """The lake at `root`, though an older version wrote it. Raises LakeError where there is none, or one of a newer format."""
    lake = Lake(root)
    with told_as_lake_error(f"cannot open the lake {root}"):
        if not root.exists():
            raise LakeError(f"there is no lake at {root}: name another with --lake, or make one with: zhengwen ingest INPUT --lake {root}")
        if not root.is_dir():
            raise LakeError(f"{root} is a file, not a lake: name a folder with --lake")
        if not lake.format_file.is_file():
            raise LakeError(f"{root} is no lake of zhengwen (it has no _state/format.json): name another with --lake")
        if (found := format_of(lake).version) > FORMAT_VERSION:
            raise LakeError(f"{root} has format {found} and this zhengwen knows format {FORMAT_VERSION}: install the version that wrote it")
    return lake


def open_or_create_lake(root: Path, files: Files, partition_by: Grain | None = None) -> Lake:
    """The lake at `root`, made where the path is free or an empty folder, by day if nothing else is said.

    Raises LakeError where that can't be, or where the lake that is there is partitioned otherwise than is said.
    """
    lake = Lake(root)
    with told_as_lake_error(f"cannot make the lake {root}"):
        if root.exists() and not root.is_dir():
            raise LakeError(f"{root} is a file, not a lake: name a folder with --lake")
        if not lake.format_file.is_file():
            _create(lake, partition_by or Grain.DAY, files)
    lake = open_lake(root)
    if partition_by not in (None, lake.grain):
        advice = f"zhengwen compact --partition-by {partition_by} --lake {root}"
        raise LakeError(f"{root} is partitioned by {lake.grain}, not by {partition_by}: leave --partition-by out, or first run {advice}")
    return lake


def _create(lake: Lake, partition_by: Grain, files: Files) -> None:
    """Make the folders, then the marker: killed between them, the next one goes on."""
    known = {lake.state.name, lake.runs.name, lake.dead_letters.name, lake.staging.name, *TABLES}
    if lake.root.is_dir() and (strangers := sorted({entry.name for entry in lake.root.iterdir()} - known)):
        raise LakeError(f"{lake.root} holds other things ({strangers[0]}) and no lake: name an empty or new folder with --lake")
    for folder in (lake.state, lake.runs, lake.dead_letters, lake.staging, *map(lake.table, TABLES)):
        files.make_folder(folder)
    write_format(lake, partition_by, files)


def write_format(lake: Lake, partition_by: Grain, files: Files) -> None:
    """Put the marker there, of this version."""
    files.write_atomically(lake.format_file, format_to_bytes(partition_by))


def format_to_bytes(partition_by: Grain) -> bytes:
    """What the marker of a lake of this version holds."""
    return json.dumps({"format": FORMAT_VERSION, "partition_by": partition_by}).encode() + b"\n"


def format_of(lake: Lake) -> Format:
    """What the marker says. Raises LakeError where it is damaged."""
    try:
        found = json.loads(lake.format_file.read_bytes())
        return Format(int(found["format"]), Grain(found.get("partition_by", Grain.DAY)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        example = format_to_bytes(Grain.DAY).decode().strip()
        raise LakeError(f"{lake.format_file} is damaged: restore it from a copy; this version writes {example}") from error
