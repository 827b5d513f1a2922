"""Pages as text, and the ones that are none as dead letters."""

from collections.abc import Iterator
from typing import Literal

import apache_beam as beam
from apache_beam.pvalue import DoOutputsTuple, PCollection, TaggedOutput

from schemas.reasons import Rejected
from schemas.records import DeadLetter
from schemas.stages import Caps, DecodedPage, Page
from transforms.text.charset import decode_page
from transforms.text.dead_letters import dead_letter

DEFAULT_CAPS = Caps()
DEAD: Literal["dead"] = "dead"
"""The tag of the output that dead letters go to."""


class DecodePage(beam.DoFn):
    """A page in, its text out; a page that is no text goes to the output `dead`."""

    def __init__(self, caps: Caps = DEFAULT_CAPS) -> None:
        self._caps = caps

    def process(self, page: Page) -> Iterator[DecodedPage | TaggedOutput[Literal["dead"], DeadLetter]]:
        """Give the page's text, or its dead letter."""
        try:
            yield decode_page(page, self._caps)
        except Rejected as rejected:
            yield TaggedOutput(DEAD, dead_letter(page.source_uri, page.data, rejected, self._caps))


class DecodePages(beam.PTransform[PCollection[Page], DoOutputsTuple]):
    """Pages in; out, by tag, `decoded` and `dead`."""

    def __init__(self, caps: Caps = DEFAULT_CAPS) -> None:
        super().__init__()
        self._caps = caps

    def expand(self, pages: PCollection[Page]) -> DoOutputsTuple:
        """Decode every page by itself."""
        decoded: DoOutputsTuple = pages | "Decode" >> beam.ParDo(DecodePage(self._caps)).with_outputs(DEAD, main="decoded")
        return decoded
