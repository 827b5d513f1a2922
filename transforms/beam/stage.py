"""StageRows and StageDeadLetters: the thin twins of transforms.stage."""

from collections.abc import Iterator
from dataclasses import dataclass

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

from schemas.records import DeadLetter
from schemas.stages import ExtractedPage
from transforms.stage import letters_in_fragments, pages_in_fragments


class StagePages(beam.DoFn):
    """Writes fragments of a bundle's pages: ExtractedPage in, fragment names out."""

    def __init__(self, staging: str) -> None:
        self._staging = staging

    def start_bundle(self) -> None:
        """Begin a fragment."""
        self._fragments = pages_in_fragments(self._staging)

    def process(self, element: ExtractedPage) -> Iterator[str]:
        """Take a page in, and stage the fragment when it is full."""
        yield from self._fragments.take(element)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Stage what is left."""
        yield from (WindowedValue(name, 0, (GlobalWindow(),)) for name in self._fragments.end())


class StageLetters(beam.DoFn):
    """Writes fragments of a bundle's dead letters: DeadLetter in, fragment names out."""

    def __init__(self, staging: str) -> None:
        self._staging = staging

    def start_bundle(self) -> None:
        """Begin a fragment."""
        self._fragments = letters_in_fragments(self._staging)

    def process(self, element: DeadLetter) -> Iterator[str]:
        """Take a letter in, and stage the fragment when it is full."""
        yield from self._fragments.take(element)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Stage what is left."""
        yield from (WindowedValue(name, 0, (GlobalWindow(),)) for name in self._fragments.end())


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
