"""What became of a page, as the ledger keeps it."""

from schemas.records import DeadLetter
from schemas.slices import UNKNOWN_DAY, PageOutcome
from schemas.stages import ExtractedPage

DATE_SOURCES = ("metadata", "markup", "byline", "text", "path", "none")
"""From the most to the least trusted."""

_NO_DATE = "9999"


def source_of(uri: str) -> str:
    """The file that a page's URI lies in: what stands before the first #, since a file's own # is percent-encoded."""
    return uri.partition("#")[0]


def page_outcome(page: ExtractedPage) -> PageOutcome:
    """The outcome of a page that gives a story, or only teasers."""
    article = page.article
    days = tuple(sorted({UNKNOWN_DAY if row.teaser_date is None else row.teaser_date.isoformat() for row in page.teasers}))
    if article is None:
        return PageOutcome(page.source_uri, source_of(page.source_uri), page.page_id, "index", teaser_days=days)
    published = article.published_date.isoformat() if article.published_date else _NO_DATE
    trust = DATE_SOURCES.index(article.date_source)
    return PageOutcome(
        page.source_uri,
        source_of(page.source_uri),
        page.page_id,
        "story",
        article_id=article.article_id,
        # The best-dated page speaks for a story; of those the earliest, then one with a title, then the smallest id.
        claim=f"{trust} {published} {int(article.title is None)} {page.page_id}",
        day=UNKNOWN_DAY if article.published_date is None else published,
        teaser_days=days,
    )


def dead_outcome(letter: DeadLetter) -> PageOutcome:
    """The outcome of a page that could not be taken in."""
    return PageOutcome(letter.source_uri, source_of(letter.source_uri), letter.page_id, "dead", reason=letter.reason)
