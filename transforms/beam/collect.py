"""PlanMerges, CollectStaged and TellStaged: the thin twins of transforms.collect."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import apache_beam as beam

from schemas.partitions import Grain
from schemas.slices import DayMerge, SourceRead, StagedFile
from transforms.collect import KnownPages, plan_slice, write_staged
from transforms.elsewhere import Elsewhere

Item = TypeVar("Item")


class PlanSlice(beam.DoFn):
    """Plans a slice's merges once all that it staged is known: fragments' names and reads in, DayMerge out, the plan in a file beside them."""

    def __init__(self, staging: str, ledger: KnownPages, unreadable: frozenset[str], grain: Grain = Grain.DAY) -> None:
        self._staging = Path(staging)
        self._ledger = ledger
        self._unreadable = unreadable
        self._grain = grain

    def process(self, element: tuple[None, Iterable[str | SourceRead]]) -> Iterator[DayMerge]:
        """Plan the slice; give no merge where files have to be read again first."""
        yield from plan_slice(element[1], self._staging, self._ledger, self._unreadable, self._grain)


class WriteStaged(beam.DoFn):
    """Writes the list of a slice's staged files, which its commit reads."""

    def __init__(self, staging: str) -> None:
        self._staging = Path(staging)

    def process(self, element: tuple[None, Iterable[StagedFile]]) -> None:
        """Write the list, sorted."""
        write_staged(element[1], self._staging)


class Tell(beam.DoFn):
    """Leaves word, where a slice is staged elsewhere, of all that was."""

    def __init__(self, staging: Elsewhere) -> None:
        self._staging = staging

    def process(self, element: tuple[None, Iterable[str | SourceRead]]) -> None:
        """Leave word."""
        self._staging.tell(element[1])


@dataclass(eq=False)
class PlanMerges(beam.PTransform[beam.PCollection[str | SourceRead], beam.PCollection[DayMerge]]):
    """Plans what a slice changes in the lake.

    Attributes:
        staging: The slice's staging folder.
        ledger: What is known of pages read before.
        unreadable: Files that can't be read again.
        grain: How much time a partition of the lake holds.
    """

    staging: str
    ledger: KnownPages
    unreadable: frozenset[str] = frozenset()
    grain: Grain = Grain.DAY

    def expand(self, collected: beam.PCollection[str | SourceRead]) -> beam.PCollection[DayMerge]:
        """Gather the names of what was staged and plan the merges."""
        return _together(collected, "Names") | "PlanSlice" >> beam.ParDo(PlanSlice(self.staging, self.ledger, self.unreadable, self.grain))


@dataclass(eq=False)
class CollectStaged(beam.PTransform[beam.PCollection[StagedFile], beam.PCollection[None]]):
    """Lists the files that a slice's commit puts in place.

    Attributes:
        staging: The slice's staging folder.
    """

    staging: str

    def expand(self, files: beam.PCollection[StagedFile]) -> beam.PCollection[None]:
        """Gather the staged files and write their list."""
        return _together(files, "Staged") | "WriteStaged" >> beam.ParDo(WriteStaged(self.staging))


@dataclass(eq=False)
class TellStaged(beam.PTransform[beam.PCollection[str | SourceRead], beam.PCollection[None]]):
    """Leaves word of what was staged elsewhere, for whoever plans and merges it.

    Attributes:
        staging: Where it was staged.
    """

    staging: Elsewhere

    def expand(self, collected: beam.PCollection[str | SourceRead]) -> beam.PCollection[None]:
        """Gather the names of what was staged and tell them."""
        return _together(collected, "Names") | "Tell" >> beam.ParDo(Tell(self.staging))


def _together(items: beam.PCollection[Item], what: str) -> beam.PCollection[tuple[None, Iterable[Item]]]:
    """All items as one element."""
    return items | "KeyByNone" >> beam.Map(lambda item: (None, item)) | f"Gather{what}" >> beam.GroupByKey()
