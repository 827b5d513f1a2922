"""StageRows and StageDeadLetters: the thin twins of transforms.stage."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import BoundedWindow, GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

from schemas.records import DeadLetter
from schemas.stages import ExtractedPage
from transforms.stage import InFragments, letters_in_fragments, pages_in_fragments

THE_WINDOW: Any = beam.DoFn.WindowParam
"""Has Beam give a DoFn its element's window."""


class StagePages(beam.DoFn):
    """Writes fragments of a bundle's pages, for each window of its own: ExtractedPage in, fragment names out."""

    def __init__(self, staging: str) -> None:
        self._staging = staging

    def start_bundle(self) -> None:
        """Begin without a fragment."""
        self._fragments: dict[BoundedWindow, InFragments[ExtractedPage]] = defaultdict(lambda: pages_in_fragments(self._staging))

    def process(self, element: ExtractedPage, window: BoundedWindow = THE_WINDOW) -> Iterator[str]:
        """Take a page in, and stage the fragment when it is full."""
        yield from self._fragments[_one(window)].take(element)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Stage what is left."""
        yield from _left(self._fragments)


class StageLetters(beam.DoFn):
    """Writes fragments of a bundle's dead letters, for each window of its own: DeadLetter in, fragment names out."""

    def __init__(self, staging: str) -> None:
        self._staging = staging

    def start_bundle(self) -> None:
        """Begin without a fragment."""
        self._fragments: dict[BoundedWindow, InFragments[DeadLetter]] = defaultdict(lambda: letters_in_fragments(self._staging))

    def process(self, element: DeadLetter, window: BoundedWindow = THE_WINDOW) -> Iterator[str]:
        """Take a letter in, and stage the fragment when it is full."""
        yield from self._fragments[_one(window)].take(element)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Stage what is left."""
        yield from _left(self._fragments)


def _one(window: object) -> BoundedWindow:
    """The window that Beam gives; the one that there is where a bundle is run without Beam."""
    return window if isinstance(window, BoundedWindow) else GlobalWindow()


def _left(fragments: Mapping[BoundedWindow, InFragments[Any]]) -> Iterator[WindowedValue]:
    """The names of the last fragments, each in its window."""
    for window, left in fragments.items():
        yield from (WindowedValue(name, window.max_timestamp(), (window,)) for name in left.end())


@dataclass(eq=False)
class StageRows(beam.PTransform[beam.PCollection[ExtractedPage], beam.PCollection[str]]):
    """Stages the rows of pages.

    Attributes:
        staging: The slice's staging folder.
    """

    staging: str

    def expand(self, pages: beam.PCollection[ExtractedPage]) -> beam.PCollection[str]:
        """Stage each bundle's pages."""
        return pages | "StagePages" >> beam.ParDo(StagePages(self.staging))


@dataclass(eq=False)
class StageDeadLetters(beam.PTransform[beam.PCollection[DeadLetter], beam.PCollection[str]]):
    """Stages dead letters.

    Attributes:
        staging: The slice's staging folder.
    """

    staging: str

    def expand(self, letters: beam.PCollection[DeadLetter]) -> beam.PCollection[str]:
        """Stage each bundle's dead letters."""
        return letters | "StageLetters" >> beam.ParDo(StageLetters(self.staging))
