"""Files on disk as pages: what can't be opened, and what changes while it is read, becomes a dead letter."""

import os
import stat
from collections.abc import Iterator
from pathlib import PurePath
from typing import Literal

import apache_beam as beam
from apache_beam.pvalue import DoOutputsTuple, PCollection, TaggedOutput

from schemas.reasons import Reason, Rejected
from schemas.records import DeadLetter
from schemas.stages import Caps, Manifest, Page, PageHints, ReadRules, Source
from transforms.decode import DEAD
from transforms.text.dead_letters import dead_letter

DEFAULT_RULES = ReadRules()
MEDIA_TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "text/html", ".shtml": "text/html", ".txt": "text/plain", ".text": "text/plain"}


def read_source(source: Source, rules: ReadRules = DEFAULT_RULES) -> Iterator[Page | DeadLetter]:
    """The pages of a source, in its order, and a dead letter for each that can't be read."""
    try:
        data = _bytes_of(source, rules.caps)
    except Rejected as rejected:
        yield dead_letter(source.uri, b"", rejected, rules.caps, source.size)
        return
    yield Page(source.uri, data, PageHints(media_type=MEDIA_TYPES.get(PurePath(source.path).suffix.lower())))


def _bytes_of(source: Source, caps: Caps) -> bytes:
    """A regular file's bytes; raises Rejected."""
    try:
        descriptor = os.open(source.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Rejected(Reason.UNREADABLE, error.strerror or str(error)) from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Rejected(Reason.UNREADABLE, "not a regular file")
        return file.read(caps.page_bytes + 1)


class ReadManifest(beam.DoFn):
    """A manifest in, the pages of its sources out; what can't be read goes to the output `dead`."""

    def __init__(self, rules: ReadRules = DEFAULT_RULES) -> None:
        self._rules = rules

    def process(self, manifest: Manifest) -> Iterator[Page | TaggedOutput[Literal["dead"], DeadLetter]]:
        """Give each source's pages and dead letters."""
        for source in manifest.sources:
            for item in read_source(source, self._rules):
                yield TaggedOutput(DEAD, item) if isinstance(item, DeadLetter) else item


class ReadPages(beam.PTransform[PCollection[Manifest], DoOutputsTuple]):
    """Manifests in; out, by tag, `pages` and `dead`."""

    def __init__(self, rules: ReadRules = DEFAULT_RULES) -> None:
        super().__init__()
        self._rules = rules

    def expand(self, manifests: PCollection[Manifest]) -> DoOutputsTuple:
        """Read every manifest by itself."""
        read: DoOutputsTuple = manifests | "Read" >> beam.ParDo(ReadManifest(self._rules)).with_outputs(DEAD, main="pages")
        return read
