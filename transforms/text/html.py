"""From an HTML page to the same blocks that a naive text gives, with what markup tells of each, and the page's own metadata."""

from dataclasses import dataclass

from schemas.reasons import Reason, Rejected
from transforms.text.blocks import Block, Hints
from transforms.text.outline import Outline, outline
from transforms.text.own_title import headline_at
from transforms.text.page_facts import PageFacts, page_facts
from transforms.text.regions import Region, find_region
from transforms.text.tags import take_apart

MAX_MARKS = 250_000
"""Tags and character references of a page; the largest of news have some 20,000, and as many as this take about a second."""


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A page's blocks in order, and what its metadata say."""

    blocks: tuple[Block, ...]
    headline: int | None
    """Index of the block that repeats the page's title; None where none does."""
    facts: PageFacts
    thread: bool
    """Whether the page is a discussion (see `regions.Region`)."""


def html_blocks(text: str, address: str | None = None) -> HtmlPage:
    """An HTML page's blocks and facts; `address` is where it was crawled, where that is known.

    Linear in the page's length. Blocks past `blocks.MAX_BLOCKS` are left out.

    Raises:
        Rejected: TOO_DEEP for markup nested more than `elements.MAX_DEPTH` elements deep, TOO_LARGE for more than MAX_MARKS tags and references.
    """
    marks = text.count("<") + text.count("&")
    if marks > MAX_MARKS:
        raise Rejected(Reason.TOO_LARGE, f"{marks} tags and character references; the cap is {MAX_MARKS}")
    markup = take_apart(text)
    page = outline(markup.pieces)
    facts = page_facts(markup, page.facts, address)
    headline = headline_at(page.stretches, page.elements, [claim.text for claim in facts.titles])
    region = find_region(page, headline)
    return HtmlPage(_blocks(page, region), headline, facts, region.thread)


def _blocks(page: Outline, region: Region) -> tuple[Block, ...]:
    """The page's stretches with their hints."""
    blocks = []
    for (text, place, link_density, links), inside in zip(page.stretches, region.inside, strict=True):
        number, parent, tag, _, words, within, heading, in_list, _, depth = page.elements[place]
        blocks.append(Block(text, Hints(tag, heading, link_density, links, depth, number, parent, in_list, words, within, inside)))
    return tuple(blocks)
