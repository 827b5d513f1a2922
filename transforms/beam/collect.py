"""PlanMerges, CollectStaged and TellStaged: the thin twins of transforms.collect."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Generic, TypeVar

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindows
from apache_beam.utils.windowed_value import WindowedValue

from schemas.partitions import Grain
from schemas.slices import DayMerge, SourceRead, StagedFile
from transforms.collect import KnownPages, plan_slice, write_staged
from transforms.elsewhere import Elsewhere

Item = TypeVar("Item")
Staged = tuple[beam.PCollection[str | SourceRead], ...]
"""The names of fragments, and what was read."""


class GatherBundle(beam.DoFn, Generic[Item]):
    """Makes a bundle's items one element under one key: what goes from process to process costs by the element."""

    def start_bundle(self) -> None:
        """Begin without an item."""
        self._items: list[Item] = []

    def process(self, element: Item) -> None:
        """Take an item in."""
        self._items.append(element)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Give what came."""
        if self._items:
            yield GlobalWindows.windowed_value((None, self._items))


class PlanSlice(beam.DoFn):
    """Plans a slice's merges once all that it staged is known: fragments' names and reads in, DayMerge out, the plan in a file beside them."""

    def __init__(self, staging: str, ledger: KnownPages, unreadable: frozenset[str], grain: Grain = Grain.DAY) -> None:
        self._staging = Path(staging)
        self._ledger = ledger
        self._unreadable = unreadable
        self._grain = grain

    def process(self, element: tuple[None, Iterable[list[str | SourceRead]]]) -> Iterator[DayMerge]:
        """Plan the slice; give no merge where files have to be read again first."""
        yield from plan_slice(chain.from_iterable(element[1]), self._staging, self._ledger, self._unreadable, self._grain)


class WriteStaged(beam.DoFn):
    """Writes the list of a slice's staged files, which its commit reads."""

    def __init__(self, staging: str) -> None:
        self._staging = Path(staging)

    def process(self, element: tuple[None, Iterable[list[StagedFile]]]) -> None:
        """Write the list, sorted."""
        write_staged(chain.from_iterable(element[1]), self._staging)


class Tell(beam.DoFn):
    """Leaves word, where a slice is staged elsewhere, of all that was."""

    def __init__(self, staging: Elsewhere) -> None:
        self._staging = staging

    def process(self, element: tuple[None, Iterable[list[str | SourceRead]]]) -> None:
        """Leave word."""
        self._staging.tell(chain.from_iterable(element[1]))


@dataclass(eq=False)
class PlanMerges(beam.PTransform[Staged, beam.PCollection[DayMerge]]):
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

    def expand(self, collected: Staged) -> beam.PCollection[DayMerge]:
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
        return _together((files,), "Staged") | "WriteStaged" >> beam.ParDo(WriteStaged(self.staging))


@dataclass(eq=False)
class TellStaged(beam.PTransform[Staged, beam.PCollection[None]]):
    """Leaves word of what was staged elsewhere, for whoever plans and merges it.

    Attributes:
        staging: Where it was staged.
    """

    staging: Elsewhere

    def expand(self, collected: Staged) -> beam.PCollection[None]:
        """Gather the names of what was staged and tell them."""
        return _together(collected, "Names") | "Tell" >> beam.ParDo(Tell(self.staging))


def _together(items: Sequence[beam.PCollection[Item]], what: str) -> beam.PCollection[tuple[None, Iterable[list[Item]]]]:
    """All items as one element; those of a bundle are gathered where they are made."""
    gathered = [part | f"Bundle{what}{number}" >> beam.ParDo(GatherBundle()) for number, part in enumerate(items)]
    return gathered | f"All{what}" >> beam.Flatten() | f"Gather{what}" >> beam.GroupByKey()
