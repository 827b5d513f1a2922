"""Lines that read like a menu's or a list's and yet are a story's, because they are marked up as the paragraphs around them."""

from collections.abc import Iterator, Sequence

from transforms.text.blocks import Block
from transforms.text.kinds import BUTTON, COUNT, LIST_HEAD, MENU, MENU_WORD, REPEATED, SUMMARY, WEAK_FOOTER, WEAK_PROMO, Kind

DOUBTFUL = frozenset({BUTTON, COUNT, LIST_HEAD, MENU, MENU_WORD, REPEATED, SUMMARY, WEAK_FOOTER, WEAK_PROMO})
"""Kinds that a line's words or shape suggest, and its place can refute."""
REACH = 4
"""How many lines away the paragraphs before and after may stand."""
MOST_LINKED = 0.1


def siblings(blocks: Sequence[Block], kinds: Sequence[Kind]) -> Iterator[int]:
    """Indexes of doubtful lines in the story's region with a paragraph of the same parent and tag before and after them."""
    for i, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
        if kind in DOUBTFUL and block.hints.inside and block.hints.link_density < MOST_LINKED:
            before = range(i - 1, max(-1, i - 1 - REACH), -1)
            after = range(i + 1, min(len(blocks), i + 1 + REACH))
            if _beside(blocks, kinds, i, before) and _beside(blocks, kinds, i, after):
                yield i


def _beside(blocks: Sequence[Block], kinds: Sequence[Kind], i: int, others: range) -> bool:
    """Whether the nearest of the other lines that can be story is a sibling of line i; a heading is one of any paragraph."""
    own = blocks[i].hints
    near = next((j for j in others if kinds[j].stays and blocks[j].hints.inside), None)
    if near is None:
        return False
    hints = blocks[near].hints
    return hints.parent == own.parent and (hints.tag == own.tag or own.heading > 0 or hints.heading > 0)
