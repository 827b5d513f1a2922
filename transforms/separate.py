"""SeparateStories: the thin twin of transforms.text.separate.separate_story."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import apache_beam as beam
from apache_beam.pvalue import DoOutputsTuple, TaggedOutput

from schemas.reasons import Rejected
from schemas.records import DeadLetter
from schemas.stages import DecodedPage, SeparatedPage
from transforms.decode import DEAD
from transforms.text.separate import separate_story


class SeparateStory(beam.DoFn):
    """Takes a page apart: DecodedPage in, SeparatedPage out, or a dead letter where there's neither story nor teaser."""

    def process(self, element: DecodedPage) -> Iterator[SeparatedPage | TaggedOutput[Literal["dead"], DeadLetter]]:
        """Separate the page's story from the rest of it."""
        try:
            yield separate_story(element)
        except Rejected as rejected:
            letter = DeadLetter(element.page_id, element.source_uri, rejected.reason.value, rejected.detail, element.size, element.head)
            yield TaggedOutput(DEAD, letter)


@dataclass(eq=False)
class SeparateStories(beam.PTransform[beam.PCollection[DecodedPage], DoOutputsTuple]):
    """Separates stories from what lies around them; outputs `separated` and `dead`."""

    def expand(self, pages: beam.PCollection[DecodedPage]) -> DoOutputsTuple:
        """Separate each page."""
        return pages | "SeparateStory" >> beam.ParDo(SeparateStory()).with_outputs(DEAD, main="separated")
