"""What reprocessing would change: it is done on a clone of the lake, and the clone held against the lake as it was."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.due import Chosen
from pipeline.errors import told_as_lake_error
from pipeline.files import Files
from pipeline.ingest import IngestOptions
from pipeline.lake.cloning import clone_lake
from pipeline.lake.commit import recover
from pipeline.lake.comparing import TableDifference, compare_pages, compare_tables
from pipeline.lake.folders import open_lake
from pipeline.lake.lock import writing
from pipeline.progress import Progress
from pipeline.reprocessing import Reprocessed, begin_anew, reprocess
from pipeline.store.fetching import bring_tables


@dataclass(frozen=True, slots=True)
class Trial:
    """How a trial goes about it."""

    sample: int | None = None
    """No more files than this are read; None for all."""
    examples: int = 3
    """Of each kind of difference of each table."""
    anyway: bool = False
    """Whether what this version has read already is read too."""
    scratch: Path | None = None
    """Where the clone is made, on the lake's file system; None for the folder that holds the lake."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change."""

    done: Reprocessed
    """What the trial read."""
    pages: dict[str, int]
    """How many pages would become something else."""
    tables: tuple[TableDifference, ...]

    @property
    def differs(self) -> bool:
        """Whether anything would change."""
        return bool(self.pages) or any(table.differs for table in self.tables)


def diff(root: Path, chosen: Chosen, options: IngestOptions, progress: Progress, trial: Trial) -> Difference:
    """What `reprocess` would change in a lake; the lake stays as it is, and is held only while its files are linked.

    Raises:
        LakeError: There is no lake, or the disk refuses.
        UsageError: The lake knows no source of a name.
    """
    lake, files = open_lake(root), Files()
    with _scratch(trial.scratch or root.absolute().parent) as folder:
        with told_as_lake_error(f"cannot make a clone of the lake in {folder} (--scratch names another folder)"), writing(lake, options.wait_seconds):
            recover(lake, files)
            bring_tables(lake)
            before, after = (clone_lake(lake, folder / name, files) for name in ("before", "after"))
        if trial.anyway:
            begin_anew(after, chosen, 0)
        done = reprocess(after.root, chosen, options, progress, files, trial.sample)
        return Difference(done, compare_pages(before, after), tuple(compare_tables(before, after, trial.examples)))


@contextmanager
def _scratch(home: Path) -> Iterator[Path]:
    with told_as_lake_error(f"cannot make a clone of the lake in {home} (--scratch names another folder)"):
        folder = Path(tempfile.mkdtemp(prefix=".zhengwen-diff-", dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
