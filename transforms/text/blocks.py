"""Blocks: what a page is made of, whether it came as naive text (a block a line) or as markup (a block an element)."""

from typing import NamedTuple

MAX_BLOCKS = 20_000
"""A page's blocks past this many become one last block: hostile pages have millions of lines, news pages some hundreds."""


class Hints(NamedTuple):
    """What only markup tells of a block; the defaults are what is known of a line of naive text: nothing."""

    tag: str = ""
    """The block's element in lower case, such as p or li; empty for text."""
    heading: int = 0
    """1 to 6 inside h1 to h6, else 0."""
    link_density: float = 0.0
    """Share of the block's characters, white space apart, that lie inside links; 0 to 1."""
    links: int = 0
    """How many links the block holds."""
    depth: int = 0
    """How many elements enclose the block."""
    container: int = 0
    """Number of the nearest enclosing element that groups blocks: blocks with equal numbers are siblings of one parent."""
    parent: int = 0
    """Number of the element around `container`: blocks of one tag with equal numbers are paragraphs of one text."""
    in_list: bool = False
    """Whether a list (ul, ol, dl) encloses the block."""
    words: frozenset[str] = frozenset()
    """What the class and id attributes of the elements around the block say they are for: purposes as in `purposes`, such as comment."""
    region: str = ""
    """The nearest enclosing element that says what its content is for: article, main, nav, header, footer, aside, form; else empty."""
    inside: bool = True
    """Whether the block lies in the part of the page that, by its markup, holds the story (see `regions`)."""


PLAIN = Hints()
"""The hints of a line of naive text; shared, and told apart from a markup block's by identity."""


class Block(NamedTuple):
    """A stretch of a page that is wholly story or wholly something else."""

    text: str
    """One line, without white space at its ends; never empty."""
    hints: Hints = PLAIN


def text_blocks(text: str) -> tuple[Block, ...]:
    """The lines of a naive text as blocks; lines of nothing but white space give none.

    Lines end at U+000A only (`DecodedPage.text` has no other line end).
    """
    stripped = list(map(str.strip, text.split("\n", MAX_BLOCKS)))
    if len(stripped) > MAX_BLOCKS:
        stripped[-1] = " ".join(stripped[-1].split())
    return tuple(map(Block, filter(None, stripped)))
