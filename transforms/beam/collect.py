"""TellStaged and CollectStaged: the thin twins of transforms.collect."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Generic, TypeVar

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindows
from apache_beam.utils.windowed_value import WindowedValue

from schemas.slices import StagedFile
from transforms.beam.packed import pack, unpack
from transforms.collect import Collected, write_staged
from transforms.elsewhere import Staging, tell

PORTION = 1000
"""Items that are one element: to pack all of a bundle's at once would take as much memory again as they do."""

Item = TypeVar("Item")
Staged = tuple[beam.PCollection[Collected], ...]
"""The names of fragments, and what was read."""


class GatherBundle(beam.DoFn, Generic[Item]):
    """Makes up to PORTION of a bundle's items one element under one key, packed: what goes from process to process costs by the element."""

    def start_bundle(self) -> None:
        """Begin without an item."""
        self._items: list[Item] = []

    def process(self, element: Item) -> Iterator[tuple[None, bytes]]:
        """Take an item in, and give those at hand when they are enough."""
        self._items.append(element)
        if len(self._items) == PORTION:
            yield None, pack(self._items)
            self._items = []

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Give what is left."""
        if self._items:
            yield GlobalWindows.windowed_value((None, pack(self._items)))


class WriteStaged(beam.DoFn):
    """Writes the list of a slice's staged files, which its commit reads."""

    def __init__(self, staging: str) -> None:
        self._staging = Path(staging)

    def process(self, element: tuple[None, Iterable[bytes]]) -> None:
        """Write the list, sorted."""
        files: Iterable[tuple[StagedFile, ...]] = map(unpack, element[1])
        write_staged(chain.from_iterable(files), self._staging)


class Tell(beam.DoFn):
    """Leaves word of all that was staged."""

    def __init__(self, staging: Staging) -> None:
        self._staging = staging

    def process(self, element: tuple[None, Iterable[bytes]]) -> None:
        """Leave word."""
        told: Iterable[tuple[Collected, ...]] = map(unpack, element[1])
        tell(self._staging, chain.from_iterable(told))


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
    """Leaves word of what was staged, for whoever plans what it changes.

    Attributes:
        staging: The slice's staging folder, or where it is instead.
    """

    staging: Staging

    def expand(self, collected: Staged) -> beam.PCollection[None]:
        """Gather the names of what was staged and tell them."""
        return _together(collected, "Names") | "Tell" >> beam.ParDo(Tell(self.staging))


def _together(items: Sequence[beam.PCollection[Item]], what: str) -> beam.PCollection[tuple[None, Iterable[bytes]]]:
    """All items as one element; those of a bundle are gathered where they are made."""
    gathered = [part | f"Bundle{what}{number}" >> beam.ParDo(GatherBundle()) for number, part in enumerate(items)]
    return gathered | f"All{what}" >> beam.Flatten() | f"Gather{what}" >> beam.GroupByKey()
