"""The parts of a page that its story is cut from: its blocks, and what its markup and its container say of it, the same for text and HTML."""

import re
from dataclasses import dataclass

from schemas.records import Byline
from schemas.stages import DateClaim, DecodedPage
from transforms.text.blocks import Block, text_blocks
from transforms.text.html import html_blocks
from transforms.text.page_facts import TITLE_ELEMENT, PageFacts

NO_FACTS = PageFacts(titles=(), dates=(), sources=(), sites=(), authors=())
"""What the metadata of a page without markup say."""

_SITE_MARKS = re.compile(r"\s*[_|｜]\s*|\s+[-–—•·»]\s+|\s*[-–—]{1,2}\s*(?=[^-–—0-9A-Za-z][^-–—]{1,15}$)|\s*(?:--+|——+)\s*")
"""What parts a story's title from its site's name in a page's title."""

FEWEST_LETTERS = 5
"""A part of a page's title with fewer letters is no story's."""

_SOURCE_MARK = re.compile(r"^(?:来源|來源|作者|source|by)\s{0,3}[:：]\s{0,3}", re.IGNORECASE)
_NO_NAME = re.compile(r"https?:|www\.|@|\d{3}|^(?:admin|administrator|null|none|undefined|系统管理员|管理员|网站编辑|小编)$", re.IGNORECASE)
MAX_NAME = 30
"""A longer value of a metadata element is no name."""


@dataclass(frozen=True, slots=True)
class PageParts:
    """A page's blocks, and what is said of the page outside of them."""

    blocks: tuple[Block, ...]
    headline: int | None
    """Index of the block that repeats the title in the page's metadata; None for text."""
    facts: PageFacts
    thread: bool = False
    """Whether the page is a discussion, whose every line in its region is part of it."""


def page_parts(page: DecodedPage) -> PageParts:
    """The parts of a page, parsed once.

    Raises:
        Rejected: TOO_DEEP or TOO_LARGE (see `html.html_blocks`).
    """
    if not page.markup:
        return PageParts(text_blocks(page.text), None, NO_FACTS)
    html = html_blocks(page.text, page.hints.url)
    return PageParts(html.blocks, html.headline, html.facts, html.thread)


def stated_dates(page: DecodedPage, facts: PageFacts, written: tuple[DateClaim, ...]) -> tuple[DateClaim, ...]:
    """Every claim to the story's day, the surest first; `written` are those that stand on the page beside the story."""
    stated = (DateClaim("metadata", page.hints.published),) if page.hints.published else ()
    path = (DateClaim("path", page.hints.path_date.isoformat()),) if page.hints.path_date else ()
    marked = tuple(claim for claim in facts.dates if claim.source != "path")
    return stated + marked + written + path + tuple(claim for claim in facts.dates if claim.source == "path")


def story_title(page: DecodedPage, parts: PageParts, line: int | None) -> tuple[str | None, str | None]:
    """The story's title and where it comes from: metadata (of container or page), markup (a line that repeats the page's own), or text."""
    if page.hints.title:
        return page.hints.title, "metadata"
    if line is not None and line == parts.headline:
        return parts.blocks[line].text, "markup"
    stated = parts.facts.titles[0] if parts.facts.titles else None
    if stated and (line is None or stated.evidence != TITLE_ELEMENT):  # the title element of old sites names the site
        return without_site(stated.text), "metadata"
    return (parts.blocks[line].text, "text") if line is not None else (None, None)


def without_site(title: str) -> str:
    """A page's title without the site's and the section's names: its first part that is long enough for a title."""
    found = [part.strip() for part in _SITE_MARKS.split(title) if part.strip()]
    return next((part for part in found if len(part) >= FEWEST_LETTERS), title.strip())


def stated_source(facts: PageFacts) -> tuple[str, str] | None:
    """The medium that the page's metadata name as the story's source, and where; None where they don't."""
    for claim in facts.sources:
        name = _SOURCE_MARK.sub("", claim.text).strip()
        if name and len(name) <= MAX_NAME and not _NO_NAME.search(name):
            return name, claim.evidence
    return None


def stated_authors(facts: PageFacts) -> tuple[Byline, ...]:
    """Whom the page's metadata name as the story's author, unless it is the site or an account's number."""
    sites = {claim.text for claim in facts.sites}
    for claim in facts.authors:
        name = _SOURCE_MARK.sub("", claim.text).strip()
        if name and len(name) <= MAX_NAME and name not in sites and not _NO_NAME.search(name):
            return (Byline("作者", name, None),)
    return ()
