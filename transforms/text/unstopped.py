"""A story without a single full stop: a notice, a programme, short lines of news. Its place tells of it, where its lines don't."""

from collections.abc import Sequence

from transforms.text.blocks import PLAIN, Block
from transforms.text.boundary import NO_STORY, Run
from transforms.text.headline import shared_pairs
from transforms.text.kinds import CRY, HEADLINE, KEY_VALUE, META, TRUNCATED, Kind
from transforms.text.shapes import STATED_DATE_RE

TITLES = frozenset({HEADLINE, CRY, KEY_VALUE})
"""Kinds of lines that can be such a story's title."""
FEWEST = 3
"""Such a story has so many lines at least."""
SHARED = 0.3
"""The least share of the title's pairs of characters that its lines hold; a list of other stories holds few."""


def unstopped_run(blocks: Sequence[Block], kinds: Sequence[Kind]) -> Run:
    """The lines of a text right below a title and the page's only date with a source, where they go on with the title's words.

    Asked for where no lines weigh enough to be a story; none are given of a page with markup, whose region says where to look.
    """
    if not blocks or blocks[0].hints is not PLAIN:
        return NO_STORY
    stamped = [i for i, kind in enumerate(kinds) if kind is META and STATED_DATE_RE.search(blocks[i].text)]
    if len(stamped) != 1 or stamped[0] == 0 or kinds[stamped[0] - 1] not in TITLES:
        return NO_STORY
    start = end = stamped[0] + 1
    while end < len(kinds) and kinds[end].stays and kinds[end] is not TRUNCATED:
        end += 1
    told = "".join(block.text for block in blocks[start:end])
    if end - start < FEWEST or shared_pairs(blocks[start - 2].text, told) < SHARED:
        return NO_STORY
    return Run(start, end, 0.0)
