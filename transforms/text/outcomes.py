"""What became of a page, as the ledger keeps it."""

from datetime import date

from schemas.outcomes import Outcome, PageRow
from schemas.partitions import partition_date
from schemas.records import DeadLetter
from schemas.stages import ExtractedPage

DATE_SOURCES = ("metadata", "markup", "byline", "text", "path", "none")
"""From the most to the least trusted."""

_NO_DATE = "9999"


def source_of(uri: str) -> str:
    """The file that a page's URI lies in: what stands before the first #, since a file's own # is percent-encoded."""
    return uri.partition("#")[0]


def page_outcome(page: ExtractedPage) -> PageRow:
    """The outcome of a page that gives a story, or only teasers."""
    article = page.article
    return PageRow(
        page.source_uri,
        source_of(page.source_uri),
        page.page_id,
        Outcome.INDEX if article is None else Outcome.STORY,
        reason=None,
        article_id=article.article_id if article else None,
        claim=claim_of(article.date_source, article.published_date, article.title, article.page_id) if article else "",
        day=partition_date(article.published_date) if article else None,
        teaser_days=tuple(sorted({partition_date(row.teaser_date) for row in page.teasers})),
    )


def claim_of(date_source: str, published: date | None, title: str | None, page_id: str) -> str:
    """Orders the pages of a story: the best-dated one speaks for it; of those the earliest, then one with a title, then the smallest id."""
    day = published.isoformat() if published else _NO_DATE
    return f"{DATE_SOURCES.index(date_source)} {day} {int(title is None)} {page_id}"


def dead_outcome(letter: DeadLetter) -> PageRow:
    """The outcome of a page that could not be taken in."""
    uri = letter.source_uri
    return PageRow(uri, source_of(uri), letter.page_id, Outcome.DEAD, reason=letter.reason, article_id=None, claim="", day=None)
