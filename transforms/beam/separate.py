"""SeparateStories: the thin twin of transforms.separate.separate_or_reject."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import apache_beam as beam
from apache_beam.pvalue import DoOutputsTuple, TaggedOutput

from schemas.records import DeadLetter
from schemas.stages import DecodedPage, SeparatedPage
from transforms.beam.tags import DEAD
from transforms.separate import separate_or_reject


class SeparateStory(beam.DoFn):
    """Takes a page apart: DecodedPage in, SeparatedPage out, or a dead letter where there's neither story nor teaser."""

    def process(self, element: DecodedPage) -> Iterator[SeparatedPage | TaggedOutput[Literal["dead"], DeadLetter]]:
        """Separate the page's story from the rest of it."""
        given = separate_or_reject(element)
        yield TaggedOutput(DEAD, given) if isinstance(given, DeadLetter) else given


@dataclass(eq=False)
class SeparateStories(beam.PTransform[beam.PCollection[DecodedPage], DoOutputsTuple]):
    """Separates stories from what lies around them; outputs `separated` and `dead`."""

    def expand(self, pages: beam.PCollection[DecodedPage]) -> DoOutputsTuple:
        """Separate each page."""
        return pages | "SeparateStory" >> beam.ParDo(SeparateStory()).with_outputs(DEAD, main="separated")
