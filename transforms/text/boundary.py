"""Which lines of a page are its story: the run of lines that weighs most, less what is recognised as no story inside it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from transforms.text.blocks import PLAIN, Block
from transforms.text.kinds import (
    APP_PROMO,
    AUTHOR,
    BUTTON,
    BYLINE,
    CAPTION,
    COMMENT_HEAD,
    COMMENT_MARK,
    COUNT,
    DATE,
    END_MARK,
    FOOTER,
    HEADLINE,
    KEY_VALUE,
    LINKS_HEAD,
    LIST_HEAD,
    MARK,
    MENU_WORD,
    META,
    RUN_ON,
    SENTENCE,
    SHORT,
    TRAIL,
    WEAK_PROMO,
    Kind,
)

FLAT = frozenset({HEADLINE, SHORT, RUN_ON})
"""Kinds of lines without a sign of prose."""
LISTS = frozenset({LIST_HEAD, COMMENT_HEAD, LINKS_HEAD, FOOTER})
"""Kinds of lines after which other stories, comments or links follow."""
BEGINNINGS = frozenset({TRAIL, META})
"""Kinds of lines after which a story begins."""
ENDINGS = frozenset({BYLINE, COMMENT_HEAD, COMMENT_MARK, MARK, FOOTER, END_MARK})
"""Kinds of lines across which no story goes on."""
TITLE_LIKE = frozenset({HEADLINE, KEY_VALUE})
"""Kinds of lines that are cut off above the running text."""
MOST_TITLES = 4
"""More lines in a row that read as titles are running text without full stops."""
SETTLED = 8.0
"""The weight of a run before it from which a heading of a list is taken for one: menus at the top use the same words."""
LONG_SENTENCE = 4.5
"""The weight from which a line counts as a long sentence: some 35 characters."""
STORY_AGAIN = 2
"""How many long sentences in a row end a list."""
TOLD_AGAIN = 20.0
"""The weight of lines within a list from which they are no list."""
LISTED_SHARE = 0.5
"""How much of its weight a long sentence keeps within a list."""
LISTED_COST = 1.0
"""What a short sentence costs within a list."""
JOIN_REACH = 14
"""Two runs are one story where no more lines than this stand between them."""
JOIN_WEIGHT = 7.0
"""The weight that the sentences on both sides of what stands between two runs must have: some 60 characters."""
SMALL_BOX, SMALL_JOIN_WEIGHT = 4, 4.0
"""The same for as few lines as a button or an advertisement takes."""
GAP, MOST_GAP = 0.4, 60
"""What a line of markup that is no story costs the story that goes on below it, and how many such lines count."""
SMALL_THINGS = frozenset({APP_PROMO, AUTHOR, BUTTON, CAPTION, COUNT, MENU_WORD, WEAK_PROMO})
"""Kinds of lines that are set between a story's paragraphs."""
HEADS = frozenset({META, DATE})
HEAD_REACH = 4
"""A story's date or source stands at most so many lines above it."""
FIRST_WEIGHT = 7.0
"""The least weight of a page's first story where heavier ones follow its comments."""
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
    apart: frozenset[int] = frozenset()
    """Lines between start and end that were set into the story and are none of it."""

    def holds(self, line: int) -> bool:
        """Whether a line lies in the run."""
        return self.start <= line < self.end and line not in self.apart


NO_STORY = Run(0, 0, 0.0)


def story_run(kinds: Sequence[Kind], weights: Sequence[float]) -> Run:
    """The run of lines with the greatest sum of weights, joined with its neighbours where a box was set into the story; linear."""
    runs = list(_runs(kinds, weights))
    if not runs:
        return NO_STORY
    main = max(range(len(runs)), key=lambda i: runs[i].weight)
    if runs[main].weight < MIN_STORY:
        return NO_STORY
    first = last = _first_story(runs, main, kinds)
    while first > 0 and _one_story(runs[first - 1], runs[first], kinds, weights):
        first -= 1
    while last + 1 < len(runs) and _one_story(runs[last], runs[last + 1], kinds, weights):
        last += 1
    return _trimmed(_extended(_joined(runs[first : last + 1]), kinds, weights), kinds)


def _first_story(runs: list[Run], main: int, kinds: Sequence[Kind]) -> int:
    """The run that is the page's own story: the heaviest, but where readers' comments are asked for above it, one above those.

    Endless pages show the next stories below the first one's comments; only a run of some weight below a date or a source
    is taken for the first.
    """
    asked = max((j for j in range(runs[main].start) if kinds[j] is COMMENT_HEAD), default=-1)
    for i in range(main):
        stamped = any(kinds[j] in HEADS for j in range(max(0, runs[i].start - HEAD_REACH), runs[i].start))
        if runs[i].weight >= FIRST_WEIGHT and stamped and asked >= runs[i].end:
            return i
    return main


def _extended(run: Run, kinds: Sequence[Kind], weights: Sequence[float]) -> Run:
    """The run with the paragraphs below it that only a button, a credit or a picture's line parts from it."""
    end, apart = run.end, set(run.apart)
    box: list[int] = []
    for i in range(run.end, len(kinds)):
        if kinds[i] is SENTENCE and weights[i] >= SMALL_JOIN_WEIGHT:
            end = i + 1
            apart.update(box)
            box = []
        elif kinds[i] in SMALL_THINGS and len(box) < SMALL_BOX:
            box.append(i)
        else:
            break
    return run._replace(end=end, apart=frozenset(apart))


def region_run(blocks: Sequence[Block], kinds: Sequence[Kind], weights: Sequence[float], headline: int | None, *, thread: bool) -> Run:
    """The story's run among the blocks of the region that markup gives the story, below its headline; of a text, among all lines.

    Blocks outside the region, such as a list of links between paragraphs, neither end the run nor are part of it. Of a thread, the whole region
    is the run.
    """
    if not blocks or blocks[0].hints is PLAIN:
        return story_run(kinds, weights)
    first = headline + 1 if headline is not None else 0
    chosen = [i for i in range(first, len(blocks)) if blocks[i].hints.inside]
    gaps = [after - before - 1 for before, after in pairwise([chosen[0] - 1, *chosen])] if chosen else []
    costs = [GAP * min(gap, MOST_GAP) for gap in gaps]
    posts = [place for place, i in enumerate(chosen) if kinds[i].stays] if thread else []
    if posts:
        run = Run(posts[0], posts[-1] + 1, 0.0)
    else:
        run = story_run([kinds[i] for i in chosen], [weights[i] - cost for i, cost in zip(chosen, costs, strict=True)])
    if not run.end:
        return NO_STORY
    start, end = chosen[run.start], chosen[run.end - 1] + 1
    held = {i for place, i in enumerate(chosen) if run.holds(place)}
    return Run(start, end, run.weight, frozenset(i for i in range(start, end) if i not in held))


def _runs(kinds: Sequence[Kind], weights: Sequence[float]) -> Iterator[Run]:
    """The heaviest run of each stretch over which the sum of weights stays above zero (Kadane's algorithm), in the page's order.

    Lines without a sign of prose cost more the more of them follow each other.
    """
    start = end = flat = 0
    best = peak = total = 0.0
    listing = _Listing()
    for i, (kind, weight) in enumerate(zip(kinds, weights, strict=True)):
        worth = weight
        if (weight > 0.0 or listing.counts or kind in BEGINNINGS) if listing.goes_on else (peak >= SETTLED and kind in LISTS):
            worth = listing.worth(kind, weight)
        if total == 0.0:
            if worth <= 0.0:
                continue
            start = i
        flat = flat + 1 if weight < 0.0 and kind in FLAT else 0
        total += worth - min(FLAT_STEP * (flat - 1), FLAT_CAP) if flat > 1 else worth
        if total > best:
            end, best = i + 1, total
            peak = max(peak, total)
        elif total <= 0.0:
            if best:
                yield Run(start, end, best)
            best, total = 0.0, 0.0
    if best:
        yield Run(start, end, best)


def _one_story(first: Run, second: Run, kinds: Sequence[Kind], weights: Sequence[float]) -> bool:
    """Whether two runs are one story with a box of other things set into it: long sentences right before and right after the box."""
    between = range(first.end, second.start)
    least = JOIN_WEIGHT if len(between) > SMALL_BOX else SMALL_JOIN_WEIGHT
    return (
        len(between) <= JOIN_REACH
        and not any(kinds[i] in ENDINGS for i in between)
        and all(kinds[i] is SENTENCE and weights[i] >= least for i in (first.end - 1, second.start))
    )


def _joined(runs: list[Run]) -> Run:
    """Runs that follow each other as one, without what stands between them."""
    between = frozenset(i for before, after in pairwise(runs) for i in range(before.end, after.start))
    return Run(runs[0].start, runs[-1].end, sum(run.weight for run in runs), between)


def _trimmed(run: Run, kinds: Sequence[Kind]) -> Run:
    """The run without titles at its ends: a few lines that read as titles, above or below the running text."""
    start, end = run.start, run.end
    while start < end and kinds[start] in TITLE_LIKE:
        start += 1
    while end > start and kinds[end - 1] is HEADLINE:
        end -= 1
    start = start if start - run.start <= MOST_TITLES else run.start
    end = end if run.end - end <= MOST_TITLES else run.end
    return run._replace(start=start, end=end) if start < end else run


class _Listing:
    """What lines weigh below a heading of a list or of comments.

    What speaks for story counts less there, until two long sentences in a row, lines that weigh enough, or a line of metadata
    show that a story begins after all.
    """

    def __init__(self) -> None:
        self.goes_on = False
        self.counts = False
        """Whether the lines above began to show a story; until they do, a line that speaks against one changes nothing."""
        self._long = 0
        self._told = 0.0

    def worth(self, kind: Kind, weight: float) -> float:
        """What a line weighs: the heading that opens the list, or one below it."""
        self._long = self._long + 1 if weight >= LONG_SENTENCE else 0
        self._told = max(0.0, self._told + weight) if self.goes_on else 0.0
        self.counts = self._long > 0 or self._told > 0.0
        self.goes_on = self._long < STORY_AGAIN and self._told < TOLD_AGAIN and kind not in BEGINNINGS
        if self.goes_on and weight > 0.0:
            return weight * LISTED_SHARE if self._long else -LISTED_COST
        return weight
