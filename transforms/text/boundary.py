"""Which lines of a page are its story: the run of lines that weighs most, less what is recognised as no story inside it."""

from typing import NamedTuple

from transforms.text.kinds import COMMENT_HEAD, FOOTER, HEADLINE, LINKS_HEAD, LIST_HEAD, META, RUN_ON, SHORT, TRAIL, Kind

FLAT = frozenset({HEADLINE, SHORT, RUN_ON})
"""Kinds of lines without a sign of prose."""
LISTS = frozenset({LIST_HEAD, COMMENT_HEAD, LINKS_HEAD, FOOTER})
"""Kinds of lines after which other stories, comments or links follow."""
BEGINNINGS = frozenset({TRAIL, META})
"""Kinds of lines after which a story begins."""
SETTLED = 8.0
"""The weight of a run before it from which a heading of a list is taken for one: menus at the top use the same words."""
LONG_SENTENCE = 4.5
"""The weight from which a line counts as a long sentence: some 40 characters."""
STORY_AGAIN = 2
"""How many long sentences in a row end a list."""
LISTED_SHARE = 0.5
"""How much of its weight a long sentence keeps within a list."""
LISTED_COST = 1.0
"""What a short sentence costs within a list."""

MIN_STORY = 2.0
"""A run that weighs less is no story."""
FLAT_STEP = 0.35
"""How much more each line without a sign of prose costs than the one before it, when they follow each other."""
FLAT_CAP = 3.5
"""The most that such a line costs."""


class Run(NamedTuple):
    """A stretch of lines, end exclusive, and what it weighs; start equals end where there is no story."""

    start: int
    end: int
    weight: float


def story_run(kinds: list[Kind], weights: list[float]) -> Run:
    """The run of lines with the greatest sum of weights; linear (Kadane's algorithm)."""
    best, start, total = Run(0, 0, 0.0), 0, 0.0
    listing = _Listing()
    for i, (kind, weight) in enumerate(zip(kinds, weights, strict=True)):
        total += listing.weight(kind, weight, best.weight)
        if total <= 0.0:
            start, total = i + 1, 0.0
        elif total > best.weight:
            best = Run(start, i + 1, total)
    return best if best.weight >= MIN_STORY else Run(0, 0, 0.0)


class _Listing:
    """Weighs a line by those above it.

    Lines without a sign of prose cost more the more of them follow each other. After a heading of a list or of comments, what
    speaks for story counts less, until two long sentences in a row or a line of metadata show that a story begins after all.
    """

    def __init__(self) -> None:
        self.flat = 0
        self.long = 0
        self.listed = False

    def weight(self, kind: Kind, weight: float, best: float) -> float:
        """The line's weight where it stands; `best` is the weight of the heaviest run above it."""
        self.flat = self.flat + 1 if kind in FLAT else 0
        self.long = self.long + 1 if weight >= LONG_SENTENCE else 0
        self.listed = (self.listed or (kind in LISTS and best >= SETTLED)) and self.long < STORY_AGAIN and kind not in BEGINNINGS
        if self.flat:
            return weight - min(FLAT_STEP * (self.flat - 1), FLAT_CAP)
        if self.listed and weight > 0.0:
            return weight * LISTED_SHARE if self.long else -LISTED_COST
        return weight
