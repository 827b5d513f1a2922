"""A page's story apart from the rest of it, or the dead letter of a page without one."""

from schemas.reasons import Rejected
from schemas.records import DeadLetter
from schemas.stages import DecodedPage, SeparatedPage
from transforms.text.separate import separate_story


def separate_or_reject(page: DecodedPage) -> SeparatedPage | DeadLetter:
    """The page taken apart, or its dead letter where there's neither story nor teaser."""
    try:
        return separate_story(page)
    except Rejected as rejected:
        return DeadLetter(page.page_id, page.source_uri, rejected.reason.value, rejected.detail, page.size, page.head)
