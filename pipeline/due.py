"""Which of a lake's sources a newer version, or other options, have not read yet: what reprocessing has to do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from pipeline.lake.ledger import Ledger, chunks
from pipeline.lake.ledger_rows import SourceRow
from pipeline.made_by import Reading, reading_of
from schemas.forgotten import is_below

DAY_AFTER_UNKNOWN = date(1, 1, 2)
NO_VERSION = "-"

SOURCES = """
SELECT sources.uri FROM sources LEFT JOIN pages ON pages.source_uri = sources.uri AND pages.outcome != 'forgotten'
GROUP BY sources.uri HAVING ? IS NULL OR max(pages.day BETWEEN ? AND ?)
ORDER BY min(coalesce(pages.day, json_extract(pages.teaser_days, '$[0]'), '9999')), sources.uri
"""
"""The sources of a range of days, by the first day of their pages: a slice of neighbours rewrites few partitions."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the user wants to have read again."""

    first: date | None = None
    """Only sources with a story of this day or later, and none of unknown date; None for all days."""
    last: date | None = None
    names: tuple[str, ...] = ()
    """Only these sources, and those below these folders; empty for all."""
    reading: Reading | None = None
    """With these options; None for each source's own."""

    def wanted(self, row: SourceRow) -> Reading:
        """With what a source is to be read."""
        return replace(reading_of(row.made_by), records_only=False) if self.reading is None else self.reading


def chosen_sources(ledger: Ledger, chosen: Chosen) -> Iterator[SourceRow]:
    """The chosen sources, by the first day of their pages."""
    ranged = None if chosen.first is None and chosen.last is None else 1
    lowest, highest = max(chosen.first or DAY_AFTER_UNKNOWN, DAY_AFTER_UNKNOWN), chosen.last or date.max
    uris = (uri for (uri,) in ledger.connection.execute(SOURCES, (ranged, lowest.isoformat(), highest.isoformat())))
    named = (uri for uri in uris if not chosen.names or any(is_below(uri, name) for name in chosen.names))
    for chunk in chunks(named):
        rows = {row.uri: row for row in ledger.sources(chunk)}
        yield from map(rows.__getitem__, chunk)


def due_sources(ledger: Ledger, chosen: Chosen) -> Iterator[tuple[SourceRow, Reading]]:
    """The chosen sources that this version has not read with the options that are wanted, and those options.

    One whose file was gone is among them again, since it may be back.
    """
    for row in chosen_sources(ledger, chosen):
        reading = chosen.wanted(row)
        if row.made_by != reading.made_by:
            yield row, reading


def made_from_text(row: SourceRow, reading: Reading) -> bool:
    """Whether this version has made the records anew of a source whose file was gone."""
    return row.made_by == replace(reading, records_only=True).made_by


def anew(row: SourceRow) -> SourceRow:
    """The row of a source that counts as read by no version, and still has its own options."""
    _, space, options = row.made_by.partition(" ")
    return replace(row, made_by=f"{NO_VERSION}{space}{options}")
