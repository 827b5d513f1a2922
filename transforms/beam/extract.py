"""ExtractRecords: the thin twin of transforms.text.extract.extract_page."""

from collections.abc import Iterator
from dataclasses import dataclass

import apache_beam as beam

from schemas.stages import DatedPage, ExtractedPage
from transforms.extract import loaded_extractor
from transforms.text.extract import extract_page


class ExtractPage(beam.DoFn):
    """Reads a story's records out of its text: DatedPage in, ExtractedPage out."""

    def setup(self) -> None:
        """Load lexicons and model, once a process."""
        self._extractor = loaded_extractor()

    def process(self, element: DatedPage) -> Iterator[ExtractedPage]:
        """Extract the page's records."""
        yield extract_page(element, self._extractor)


@dataclass(eq=False)
class ExtractRecords(beam.PTransform[beam.PCollection[DatedPage], beam.PCollection[ExtractedPage]]):
    """Extracts people, organisations, places, dates, quantities and quotes."""

    def expand(self, pages: beam.PCollection[DatedPage]) -> beam.PCollection[ExtractedPage]:
        """Extract each page's records."""
        return pages | "ExtractPage" >> beam.ParDo(ExtractPage())
