"""Fragments that were staged before their slice was: by the workers of a job that goes on, in a folder of the job."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.lake.ledger_rows import SourceRow
from schemas.inputs import Source
from schemas.slices import SourceRead
from transforms.fragments import FRAGMENTS, OUTCOMES_FILE
from transforms.whole import folder_within


@dataclass(frozen=True, slots=True)
class Prestaged:
    """A slice's fragments in a folder of their own, and what they were made from."""

    folder: str
    """The job's staging folder."""
    names: tuple[str, ...]
    reads: tuple[SourceRead, ...]
    stamps: Mapping[str, str]
    """How each file looked before it was read, by URI."""

    def fits(self, sources: Iterable[Source], rows: Mapping[str, SourceRow]) -> bool:
        """Whether the fragments are those of exactly these files, each read once and unchanged since, and are there."""
        now = {source.uri: rows[source.uri].stamp for source in sources if source.uri in rows}
        whole = now == self.stamps and sorted(now) == sorted(read.uri for read in self.reads if read.start == 0)
        return whole and all((Path(self.folder) / FRAGMENTS / name / OUTCOMES_FILE).is_file() for name in self.names)

    def move_to(self, staging: Path) -> list[str | SourceRead]:
        """Move the fragments into a slice's staging folder; gives what its plan is made from."""
        home = folder_within(staging, FRAGMENTS)
        for name in self.names:
            shutil.move(Path(self.folder) / FRAGMENTS / name, home / name)  # perhaps from another file system
        return [*self.names, *self.reads]
