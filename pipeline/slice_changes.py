"""What the ledger has to learn from a slice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.ledger_rows import LedgerChanges, SourceRow
from pipeline.resuming import in_part
from schemas.inputs import Bookmark, Source
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
        return LedgerChanges(
            removed_sources=self._left(forgotten),
            removed_pages=self._removed,
            sources=tuple(self._row(uri, pages, made_by, rests) for uri, pages in self._pages_read()),
            pages=(*(outcome for fragment in self.plan.fragments for outcome in fragment.outcomes), *self.plan.changes.inherited),
        )

    def _row(self, uri: str, pages: int, made_by: str, rests: Mapping[str, Bookmark | None]) -> SourceRow:
        row = self.rows[uri]
        if uri in rests and rests[uri] is None:
            return replace(row, pages=pages, made_by=made_by)
        return in_part(replace(row, pages=pages), rests.get(uri), made_by)

    @property
    def _removed(self) -> tuple[str, ...]:
        return tuple(page.uri for page in self.plan.changes.removed)

    def _pages_read(self) -> Iterator[tuple[str, int]]:
        """The slice's files, and how many pages they have given so far; what was read again besides them is in the ledger as it was."""
        stretches = {(source.uri, source.offset) for source in self.sources}
        pages: Counter[str] = Counter()
        for read in self.plan.reads:
            if (read.uri, read.start) in stretches:
                pages[read.uri] += read.pages
        gone_on = set(pages) - {uri for uri, offset in stretches if offset == 0}
        with open_ledger_for_reading(self.lake) as ledger:
            pages.update({row.uri: row.pages for row in ledger.sources(sorted(gone_on))})
        return ((uri, count) for uri, count in pages.items() if uri in self.rows)

    def _left(self, forgotten: Iterable[str]) -> tuple[str, ...]:
        """The files that pages have been moved from: one that comes back under such a name is to be read."""
        with open_ledger_for_reading(self.lake) as ledger:
            gone = {page.source_uri for page in ledger.pages(set(self._removed).difference(forgotten))}
        return tuple(sorted(gone - {read.uri for read in self.plan.reads}))
