"""ReadPages: the thin twin of transforms.read.read_manifest."""

from collections.abc import Iterator
from typing import Literal

import apache_beam as beam
from apache_beam.pvalue import DoOutputsTuple, PCollection, TaggedOutput

from schemas.forgotten import NOTHING, Forgotten
from schemas.inputs import Manifest, ReadRules
from schemas.records import DeadLetter
from schemas.slices import SourceRead
from schemas.stages import Page
from transforms.beam.tags import DEAD, READS
from transforms.elsewhere import Staging, at_hand
from transforms.read import DEFAULT_RULES, read_manifest


class ReadManifest(beam.DoFn):
    """A manifest in, the pages of its sources out; what can't be read goes to the output `dead`, each source's count to `reads`."""

    def __init__(self, rules: ReadRules = DEFAULT_RULES, forgotten: Forgotten = NOTHING, staging: Staging | None = None) -> None:
        self._staging = staging
        self._rules = rules
        self._forgotten = forgotten

    def process(self, manifest: Manifest) -> Iterator[Page | TaggedOutput[Literal["dead"], DeadLetter] | TaggedOutput[Literal["reads"], SourceRead]]:
        """Give each source's pages and dead letters, and at its end how many they were."""
        meter = self._staging if isinstance(self._staging, str) else None
        with at_hand(manifest, self._staging) as near:
            for item in read_manifest(near, self._rules, self._forgotten, meter):
                if isinstance(item, DeadLetter):
                    yield TaggedOutput(DEAD, item)
                else:
                    yield TaggedOutput(READS, item) if isinstance(item, SourceRead) else item


class ReadPages(beam.PTransform[PCollection[Manifest], DoOutputsTuple]):
    """Manifests in; out, by tag, `pages`, `dead` and `reads`."""

    def __init__(self, rules: ReadRules = DEFAULT_RULES, forgotten: Forgotten = NOTHING, staging: Staging | None = None) -> None:
        super().__init__()
        self._reader = ReadManifest(rules, forgotten, staging)

    def expand(self, manifests: PCollection[Manifest]) -> DoOutputsTuple:
        """Read every manifest by itself."""
        read: DoOutputsTuple = manifests | "Read" >> beam.ParDo(self._reader).with_outputs(DEAD, READS, main="pages")
        return read
