"""ResolveDates: the thin twin of transforms.text.resolve.resolve_date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import apache_beam as beam

from schemas.stages import DatedPage, SeparatedPage
from transforms.text.resolve import resolve_date


class ResolveDate(beam.DoFn):
    """Gives a story its own date or bounds, and its teasers theirs: SeparatedPage in, DatedPage out."""

    def __init__(self, assume_latest_year_before: date | None) -> None:
        self._assume = assume_latest_year_before

    def process(self, element: SeparatedPage) -> Iterator[DatedPage]:
        """Resolve the page's dates."""
        yield resolve_date(element, assume_latest_year_before=self._assume)


@dataclass(eq=False)
class ResolveDates(beam.PTransform[beam.PCollection[SeparatedPage], beam.PCollection[DatedPage]]):
    """Resolves the dates of stories and teasers.

    Attributes:
        assume_latest_year_before: The day of the crawl, where the user lets a missing year be taken from it.
    """

    assume_latest_year_before: date | None = None

    def expand(self, pages: beam.PCollection[SeparatedPage]) -> beam.PCollection[DatedPage]:
        """Resolve each page's dates."""
        return pages | "ResolveDate" >> beam.ParDo(ResolveDate(self.assume_latest_year_before))
