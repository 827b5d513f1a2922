"""DecodePages: the thin twin of transforms.decode.decode_or_reject."""

from collections.abc import Iterator
from typing import Literal

import apache_beam as beam
from apache_beam.pvalue import DoOutputsTuple, PCollection, TaggedOutput

from schemas.inputs import Caps
from schemas.records import DeadLetter
from schemas.stages import DecodedPage, Page
from transforms.beam.tags import DEAD
from transforms.decode import DEFAULT_CAPS, decode_or_reject


class DecodePage(beam.DoFn):
    """A page in, its text out; a page that is no text goes to the output `dead`."""

    def __init__(self, caps: Caps = DEFAULT_CAPS) -> None:
        self._caps = caps

    def process(self, page: Page) -> Iterator[DecodedPage | TaggedOutput[Literal["dead"], DeadLetter]]:
        """Give the page's text, or its dead letter."""
        given = decode_or_reject(page, self._caps)
        yield TaggedOutput(DEAD, given) if isinstance(given, DeadLetter) else given


class DecodePages(beam.PTransform[PCollection[Page], DoOutputsTuple]):
    """Pages in; out, by tag, `decoded` and `dead`."""

    def __init__(self, caps: Caps = DEFAULT_CAPS) -> None:
        super().__init__()
        self._caps = caps

    def expand(self, pages: PCollection[Page]) -> DoOutputsTuple:
        """Decode every page by itself."""
        decoded: DoOutputsTuple = pages | "Decode" >> beam.ParDo(DecodePage(self._caps)).with_outputs(DEAD, main="decoded")
        return decoded
