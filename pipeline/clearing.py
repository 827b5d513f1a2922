"""Before a big container is read anew: what the lake holds of it goes first, in slices of bounded size.

The first slice of a file that is read from its start replaces all that the lake holds of that file. Of a container of millions of pages that would
be more than memory holds, so all but the last of them are taken out before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.slice_run import Forgetting
from pipeline.slices import SLICE_PAGES, STRETCH_BYTES
from pipeline.split import is_big
from schemas.inputs import Source
from schemas.outcomes import Outcome

WHOLE_BYTES = STRETCH_BYTES
MOST_PAGES = SLICE_PAGES
SOME_PAGES = "SELECT uri FROM pages WHERE source_uri = ? AND outcome != ? ORDER BY uri LIMIT ?"


def clearings(lake: Lake, sources: Iterable[Source]) -> Iterator[Forgetting]:
    """What to take out, one slice after another; each is to be committed before the next one is asked for.

    With the first one the file counts as not read, so that a run that is killed meanwhile is followed by one that reads it. A page of the same
    file that would speak for an article from then on keeps the article as it is, since its turn comes.
    """
    for source in sources:
        while not source.offset and is_big(source, WHOLE_BYTES) and (pages := _pages(lake, source.uri)):
            with open_ledger_for_reading(lake) as ledger:
                unread = tuple(replace(row, settled=False, rest="") for row in ledger.sources([source.uri]))
            yield Forgetting(pages, LedgerChanges(sources=unread), unreadable=frozenset({source.uri}))


def _pages(lake: Lake, uri: str) -> tuple[str, ...]:
    """The first pages that the lake has of a source; none where they are few enough to be replaced at once."""
    with open_ledger_for_reading(lake) as ledger:
        found = [page for (page,) in ledger.connection.execute(SOME_PAGES, (uri, Outcome.FORGOTTEN, MOST_PAGES + 1))]
    return tuple(found[:MOST_PAGES]) if len(found) > MOST_PAGES else ()
