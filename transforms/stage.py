"""StageRows and StageDeadLetters: what pages give is written in fragments of bounded size; the fragments' names go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.windowed_value import WindowedValue

from schemas.records import DeadLetter
from schemas.stages import ExtractedPage
from transforms.dead_letters import dead_letters_to_bytes
from transforms.fragments import stage_fragment
from transforms.signatures import SIGNATURES_FILE, signatures_to_bytes
from transforms.text.outcomes import dead_outcome, page_outcome

FRAGMENT_PAGES = 500
FRAGMENT_CHARACTERS = 8_000_000
"""A fragment ends at either, whichever comes first: it bounds what a worker holds."""

LETTERS_FILE = "dead_letters.avro"


class StagePages(beam.DoFn):
    """Writes fragments of a bundle's pages: ExtractedPage in, fragment names out."""

    def __init__(self, staging: str) -> None:
        self._staging = staging

    def start_bundle(self) -> None:
        """Begin a fragment."""
        self._pages: list[ExtractedPage] = []
        self._characters = 0

    def process(self, element: ExtractedPage) -> Iterator[str]:
        """Take a page in, and stage the fragment when it is full."""
        self._pages.append(element)
        self._characters += element.article.characters if element.article else 0
        if len(self._pages) >= FRAGMENT_PAGES or self._characters >= FRAGMENT_CHARACTERS:
            yield self._stage()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Stage what is left."""
        if self._pages:
            yield WindowedValue(self._stage(), 0, (GlobalWindow(),))

    def _stage(self) -> str:
        outcomes = [page_outcome(page) for page in self._pages]
        name = stage_fragment(outcomes, self._pages, Path(self._staging), {SIGNATURES_FILE: signatures_to_bytes(self._pages)}).name
        self.start_bundle()
        return name


class StageLetters(beam.DoFn):
    """Writes fragments of a bundle's dead letters: DeadLetter in, fragment names out."""

    def __init__(self, staging: str) -> None:
        self._staging = staging

    def start_bundle(self) -> None:
        """Begin a fragment."""
        self._letters: list[DeadLetter] = []

    def process(self, element: DeadLetter) -> Iterator[str]:
        """Take a letter in, and stage the fragment when it is full."""
        self._letters.append(element)
        if len(self._letters) >= FRAGMENT_PAGES:
            yield self._stage()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Stage what is left."""
        if self._letters:
            yield WindowedValue(self._stage(), 0, (GlobalWindow(),))

    def _stage(self) -> str:
        outcomes = [dead_outcome(letter) for letter in self._letters]
        fragment = stage_fragment(outcomes, [], Path(self._staging), {LETTERS_FILE: dead_letters_to_bytes(self._letters)})
        self.start_bundle()
        return fragment.name


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
