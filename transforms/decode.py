"""A page as text, or the dead letter of one that is none."""

from schemas.inputs import Caps
from schemas.reasons import Rejected
from schemas.records import DeadLetter
from schemas.stages import DecodedPage, Page
from transforms.text.charset import decode_page
from transforms.text.dead_letters import dead_letter

DEFAULT_CAPS = Caps()


def decode_or_reject(page: Page, caps: Caps = DEFAULT_CAPS) -> DecodedPage | DeadLetter:
    """The page's text, or its dead letter."""
    try:
        return decode_page(page, caps)
    except Rejected as rejected:
        return dead_letter(page.source_uri, page.data, rejected, caps)
