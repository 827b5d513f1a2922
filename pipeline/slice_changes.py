"""What the ledger has to learn from a slice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.ledger_rows import LedgerChanges, SourceRow
from pipeline.resuming import in_part
from schemas.inputs import Source
from transforms.collect import SlicePlan


@dataclass(frozen=True, slots=True)
class SliceChanges:
    """What a slice read, by its plan, as the ledger of its lake takes it.

    Attributes:
        lake: The lake, before the slice.
        plan: The slice's plan.
        sources: The files, or the stretches of files, that it was to read.
        rows: How each file looked before it was read.
    """

    lake: Lake
    plan: SlicePlan
    sources: Sequence[Source]
    rows: Mapping[str, SourceRow]

    def of_ledger(self, made_by: str, forgotten: Iterable[str]) -> LedgerChanges:
        """The changes; a file whose end lies in a later slice counts as read only with that one.

        Args:
            made_by: By what the files are read.
            forgotten: URIs of pages that the slice is to forget.
        """
        rests = {source.uri: source.rest for source in self.sources}
        ended = {uri for uri, rest in rests.items() if rest is None}
        return LedgerChanges(
            removed_sources=self._left(forgotten),
            removed_pages=self._removed,
            sources=tuple(
                replace(row, made_by=made_by) if row.uri in ended else in_part(row, rests.get(row.uri), made_by) for row in self._rows_read()
            ),
            pages=(*(outcome for fragment in self.plan.fragments for outcome in fragment.outcomes), *self.plan.changes.inherited),
        )

    @property
    def _removed(self) -> tuple[str, ...]:
        return tuple(page.uri for page in self.plan.changes.removed)

    def _rows_read(self) -> Iterator[SourceRow]:
        """The rows of the slice's files, with how many pages they have given so far; what was read again besides them is in the ledger as it was."""
        stretches = {(source.uri, source.offset) for source in self.sources}
        pages: Counter[str] = Counter()
        for read in self.plan.reads:
            if (read.uri, read.start) in stretches:
                pages[read.uri] += read.pages
        gone_on = set(pages) - {uri for uri, offset in stretches if offset == 0}
        with open_ledger_for_reading(self.lake) as ledger:
            pages.update({row.uri: row.pages for row in ledger.sources(sorted(gone_on))})
        return (replace(self.rows[uri], pages=count) for uri, count in pages.items() if uri in self.rows)

    def _left(self, forgotten: Iterable[str]) -> tuple[str, ...]:
        """The files that pages have been moved from: one that comes back under such a name is to be read."""
        with open_ledger_for_reading(self.lake) as ledger:
            gone = {page.source_uri for page in ledger.pages(set(self._removed).difference(forgotten))}
        return tuple(sorted(gone - {read.uri for read in self.plan.reads}))
