"""The list of what a lake is not to take in again: notes among the ledger's pages, whose outcome says that they are none.

A note's `source_uri` is the source, its `reason` the id of the page in it, or None for all of the source.
"""

from collections.abc import Iterator

from pipeline.lake.folders import Lake
from pipeline.lake.ledger import Ledger, open_ledger
from schemas.forgotten import Forgotten
from schemas.outcomes import Outcome, PageRow
from schemas.slices import FORGOTTEN_SOURCE


def note(source_uri: str, page_id: str | None = None) -> PageRow:
    """The note that forgets a source, or the page with that id in a source."""
    uri = f"{FORGOTTEN_SOURCE}{page_id} {source_uri}" if page_id else f"{FORGOTTEN_SOURCE}{source_uri}"
    return PageRow(uri, source_uri, "", Outcome.FORGOTTEN, page_id, None, "", None)


def notes(ledger: Ledger) -> Iterator[PageRow]:
    """All notes, sources before pages."""
    found = ledger.connection.execute("SELECT source_uri, reason FROM pages WHERE outcome = ? ORDER BY reason, source_uri", (Outcome.FORGOTTEN,))
    yield from (note(source_uri, page_id) for source_uri, page_id in found)


def forgotten_list(lake: Lake) -> Forgotten:
    """What the lake is to forget. Raises LakeError."""
    with open_ledger(lake) as ledger:
        return forgotten_by(notes(ledger))


def forgotten_by(noted: Iterator[PageRow]) -> Forgotten:
    """What notes say."""
    listed = list(noted)
    return Forgotten(frozenset(row.reason for row in listed if row.reason), tuple(row.source_uri for row in listed if row.reason is None))
