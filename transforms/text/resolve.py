"""A separated page given its dates: the story's own, and each teaser's."""

from datetime import date

from schemas.stages import DatedPage, SeparatedPage
from transforms.text.article import article_id
from transforms.text.published import resolve_story_date
from transforms.text.teasers import resolve_teaser


def resolve_date(page: SeparatedPage, assume_latest_year_before: date | None = None) -> DatedPage:
    """`page` with the date of its story and its teasers as records.

    Teasers carry the id of the page's story, None on an index. `assume_latest_year_before` is explained at published.resolve_story_date.
    """
    story = article_id("\n".join(page.paragraphs)) if page.paragraphs else None
    own = resolve_story_date(page.date_claims, page.paragraphs, assume_latest_year_before)
    teasers = tuple(resolve_teaser(row, page.page_id, page.source_uri, i, story) for i, row in enumerate(page.teasers))
    return DatedPage(page, own, teasers)
