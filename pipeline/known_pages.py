"""What a slice's plan asks of the ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.store.address import is_store_address
from pipeline.store.fetching import bring
from pipeline.store.inputs import stored_source
from schemas.outcomes import Outcome, PageRow
from schemas.slices import FORGOTTEN_SOURCE
from transforms.text.source_uris import file_path

STREAM = "stdin:"
"""What the name of a source begins with that was no file, and that can't be gone."""


@dataclass(frozen=True, slots=True)
class LedgerPages:
    """The pages of a lake's ledger; the lake is named, not opened, until it is asked."""

    root: str
    forget: tuple[str, ...] = ()
    """URIs of pages that the slice is to forget; they count as known, and as gone."""

    def known(self, sources: Iterable[str], articles: Iterable[str], pages: Mapping[str, str]) -> list[PageRow]:
        """The pages read from `sources`, those of `pages` by their URIs and ids, and all that give an article of theirs or of `articles`.

        A page that has come, and whose bytes the lake has from a file that is gone, was moved: the earlier one is told as gone. A file that
        is gone, and whose pages come nowhere, keeps what it gave.

        Args:
            sources: The files that the slice reads from their start; what the lake has of others stays, but for the pages that are read anew.
            articles: The stories of its pages.
            pages: The ids of its pages by their URIs.
        """
        sources = set(sources)
        with open_ledger_for_reading(Lake(Path(self.root))) as ledger:
            elsewhere = [uri for uri in pages if uri.partition("#")[0] not in sources]
            asked_for = (*ledger.pages_of_sources(sources), *ledger.pages((*self.forget, *elsewhere)))
            found = {page.uri: page for page in asked_for if page.outcome != Outcome.FORGOTTEN}
            come = {page_id for uri, page_id in pages.items() if uri not in found}
            asked = {*articles, *(page.article_id for page in found.values() if page.article_id)}
            found.update((page.uri, page) for page in ledger.pages_of_articles(sorted(asked)))
            ids = {*pages.values(), *(page.page_id for page in found.values())}
            found.update((page.uri, page) for page in ledger.pages_by_id(sorted(ids)))
        moved = _gone(page for page in found.values() if page.page_id in come and page.source_uri not in sources)
        gone = {uri: replace(found[uri], source_uri=FORGOTTEN_SOURCE) for uri in (*self.forget, *moved) if uri in found}
        return list((found | gone).values())

    def bring(self, partitions: Iterable[str]) -> None:
        """See that the files of these partitions are at hand: those of a lake in a store may not be."""
        bring(Lake(Path(self.root)), partitions)


def _gone(pages: Iterable[PageRow]) -> list[str]:
    """The URIs of those pages whose file is no longer there."""
    files = [page for page in pages if not page.source_uri.startswith(STREAM)]
    there = {source: _is_there(source) for source in {page.source_uri for page in files}}
    return [page.uri for page in files if not there[page.source_uri]]


def _is_there(source: str) -> bool:
    return stored_source(source) is not None if is_store_address(source) else Path(file_path(source)).exists()
