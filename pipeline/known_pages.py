"""What a slice's plan asks of the ledger, as an object that travels to a worker."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.lake import Lake
from pipeline.ledger import open_ledger_for_reading
from schemas.outcomes import Outcome, PageRow
from schemas.slices import FORGOTTEN_SOURCE


@dataclass(frozen=True, slots=True)
class LedgerPages:
    """The pages of a lake's ledger; the lake is named, not opened, until it is asked."""

    root: str
    forget: tuple[str, ...] = ()
    """URIs of pages that the slice is to forget; they count as known, and as gone."""

    def known(self, sources: Iterable[str], articles: Iterable[str], page_ids: Iterable[str]) -> list[PageRow]:
        """The pages read from `sources`, all that give an article of theirs or of `articles`, and those with `page_ids`."""
        with open_ledger_for_reading(Lake(Path(self.root))) as ledger:
            pages = {page.uri: page for page in (*ledger.pages_of_sources(sources), *ledger.pages(self.forget)) if page.outcome != Outcome.FORGOTTEN}
            asked = {*articles, *(page.article_id for page in pages.values() if page.article_id)}
            pages.update((page.uri, page) for page in ledger.pages_of_articles(sorted(asked)))
            ids = {*page_ids, *(page.page_id for page in pages.values())}
            pages.update((page.uri, page) for page in ledger.pages_by_id(sorted(ids)))
        gone = {uri: replace(pages[uri], source_uri=FORGOTTEN_SOURCE) for uri in self.forget if uri in pages}
        return list((pages | gone).values())
