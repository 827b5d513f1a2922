"""StageRows and StageDeadLetters: the thin twins of transforms.stage."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import BoundedWindow, GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

from schemas.records import DeadLetter
from schemas.stages import ExtractedPage
from transforms.elsewhere import Staging
from transforms.stage import InFragments, letters_in_fragments, pages_in_fragments

THE_WINDOW: Any = beam.DoFn.WindowParam
"""Has Beam give a DoFn its element's window."""


class StageInFragments(beam.DoFn):
    """Writes fragments of what a bundle brings, for each window of its own; fragment names out."""

    def __init__(self, staging: Staging, fragments: Callable[[Staging], InFragments[Any]]) -> None:
        """Take the slice's staging folder, and what begins to gather a window's fragments there."""
        self._staging = staging
        self._begin = fragments

    def start_bundle(self) -> None:
        """Begin without a fragment."""
        self._fragments: dict[BoundedWindow, InFragments[Any]] = defaultdict(lambda: self._begin(self._staging))

    def process(self, element: ExtractedPage | DeadLetter, window: BoundedWindow = THE_WINDOW) -> Iterator[str]:
        """Take a page or a letter in, and stage the fragment when it is full."""
        yield from self._fragments[_one(window)].take(element)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Stage what is left, each fragment's name in its window."""
        for window, left in self._fragments.items():
            yield from (WindowedValue(name, window.max_timestamp(), (window,)) for name in left.end())


class StagePages(StageInFragments):
    """Writes fragments of a bundle's pages: ExtractedPage in, fragment names out."""

    def __init__(self, staging: Staging) -> None:
        super().__init__(staging, pages_in_fragments)


class StageLetters(StageInFragments):
    """Writes fragments of a bundle's dead letters: DeadLetter in, fragment names out."""

    def __init__(self, staging: Staging) -> None:
        super().__init__(staging, letters_in_fragments)


def _one(window: object) -> BoundedWindow:
    """The window that Beam gives; the one that there is where a bundle is run without Beam."""
    return window if isinstance(window, BoundedWindow) else GlobalWindow()


@dataclass(eq=False)
class StageRows(beam.PTransform[beam.PCollection[ExtractedPage], beam.PCollection[str]]):
    """Stages the rows of pages.

    Attributes:
        staging: The slice's staging folder, or where it is instead.
    """

    staging: Staging

    def expand(self, pages: beam.PCollection[ExtractedPage]) -> beam.PCollection[str]:
        """Stage each bundle's pages."""
        return pages | "StagePages" >> beam.ParDo(StagePages(self.staging))


@dataclass(eq=False)
class StageDeadLetters(beam.PTransform[beam.PCollection[DeadLetter], beam.PCollection[str]]):
    """Stages dead letters.

    Attributes:
        staging: The slice's staging folder, or where it is instead.
    """

    staging: Staging

    def expand(self, letters: beam.PCollection[DeadLetter]) -> beam.PCollection[str]:
        """Stage each bundle's dead letters."""
        return letters | "StageLetters" >> beam.ParDo(StageLetters(self.staging))
