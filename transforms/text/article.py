"""A dated page's article row: identity, paragraphs, script."""

import hashlib
from functools import lru_cache
from itertools import accumulate

from schemas.records import Article, Span
from schemas.stages import DatedPage
from schemas.version import VERSION
from transforms.text.nfkc import nfkc
from transforms.text.script import script_of


@lru_cache(maxsize=1)  # a page's teasers, dated first, carry it as well as its article
def article_id(text: str) -> str:
    """SHA-256 of the story's text in NFKC without white space: how lines were broken, and widths, don't make another story."""
    normal = "".join(nfkc(text).split())
    return hashlib.sha256(normal.encode()).hexdigest()


def paragraph_spans(paragraphs: tuple[str, ...]) -> list[Span]:
    """Where each paragraph lies in their text, joined by one newline."""
    ends = accumulate(len(paragraph) + 1 for paragraph in paragraphs)
    return [Span(end - 1 - len(paragraph), end - 1) for end, paragraph in zip(ends, paragraphs, strict=True)]


def build_article(dated: DatedPage) -> Article:
    """The article of a page that has a story; its duplicates are for the merge to say."""
    page, day = dated.page, dated.date
    text = "\n".join(page.paragraphs)
    return Article(
        article_id=article_id(text),
        page_id=page.page_id,
        source_uri=page.source_uri,
        title=page.title,
        title_source=page.title_source,
        text=text,
        paragraphs=paragraph_spans(page.paragraphs),
        published_date=day.published_date,
        date_source=day.date_source,
        date_evidence=day.date_evidence,
        earliest_date=day.earliest_date,
        latest_date=day.latest_date,
        source_name=page.source_name,
        source_evidence=page.source_evidence,
        bylines=list(page.bylines),
        script=script_of(text),
        characters=len(text),
        teasers=len(dated.teasers),
        duplicates=[],
        pipeline_version=VERSION,
    )
