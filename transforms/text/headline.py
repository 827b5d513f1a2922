"""The story's own title: which of the lines before it is its headline."""

import re
from collections.abc import Sequence

from transforms.text.blocks import Block
from transforms.text.boundary import Run
from transforms.text.kinds import (
    AUTHOR,
    BUTTON,
    BYLINE,
    CAPTION,
    CRY,
    DATE,
    DATED_ROW,
    DAY_ROW,
    HEADLINE,
    ITEM_LINE,
    KEY_VALUE,
    LABEL_ROW,
    LEAD_IN,
    LINKED,
    META,
    PROSE,
    RUN_ON,
    SENTENCE,
    SHORT,
    TRAIL,
    Kind,
)
from transforms.text.shapes import is_wide

TITLE_KINDS = frozenset({HEADLINE, CRY, SHORT, PROSE, SENTENCE, ITEM_LINE, RUN_ON, LABEL_ROW, KEY_VALUE, LINKED, LEAD_IN, DAY_ROW, DATED_ROW, BUTTON})
"""Kinds of lines that can be a title."""
HEAD_KINDS = frozenset({AUTHOR, META, DATE, BYLINE, DATED_ROW})
"""Kinds of lines that follow a title."""
REACH = 18
"""A title stands at most so many lines before the story."""
MIN_LENGTH, MAX_LENGTH = 2, 90
FAIR_LENGTH = 9, 45
"""Most titles have so many characters."""
SHORT_HAN = 6
"""Titles with fewer Han characters are rare."""
STORY_LINES, STORY_HEAD = 8, 800
"""How many of a story's lines and characters a title's words are looked for in."""
SHORT_REACH = 8
"""A line of a few characters is a title only so near above the story."""
SHARED_WORTH = 5.0
"""What a line is worth all of whose words the story's beginning holds."""
MIN_SCORE = 2.0
"""The score from which a line is taken for the title."""
WORDS = re.compile(r"\W+")


def find_title(blocks: Sequence[Block], kinds: Sequence[Kind], run: Run) -> int | None:
    """The index of the story's title among the blocks before it; None where no line there looks like one.

    Weighed are the words that a line shares with the story, the date or source after it, the page's way before it, its
    length, its distance from the story, and the heading level where markup gives one.
    """
    story = "".join([block.text for block in blocks[run.start : run.start + STORY_LINES]])[:STORY_HEAD]
    best, best_score = None, MIN_SCORE
    for i in range(max(0, run.start - REACH), run.start):
        if kinds[i] is SHORT and run.start - i > SHORT_REACH:
            continue
        if kinds[i] in TITLE_KINDS and MIN_LENGTH <= len(blocks[i].text) <= MAX_LENGTH:
            place = _standing(blocks, kinds, run, i)
            if place + SHARED_WORTH >= best_score:
                score = place + SHARED_WORTH * shared_pairs(blocks[i].text, story)
                if score >= best_score:
                    best, best_score = i, score
    return best


def _standing(blocks: Sequence[Block], kinds: Sequence[Kind], run: Run, i: int) -> float:
    """What speaks for a line besides its words."""
    text = blocks[i].text
    score = 2.0 if any(kinds[j] in HEAD_KINDS for j in range(i + 1, min(i + 4, run.start))) else 0.0
    score += 1.0 if any(kinds[j] is TRAIL for j in range(max(0, i - 3), i)) else 0.0
    score += 1.0 if FAIR_LENGTH[0] <= len(text) <= FAIR_LENGTH[1] else 0.0
    score -= 1.5 if not text.isascii() and not is_wide(text, SHORT_HAN) else 0.0
    score -= 2.0 if kinds[i] in (BUTTON, SENTENCE, DATED_ROW, CAPTION) else 0.0
    score += {1: 4.0, 2: 2.0, 3: 1.0}.get(blocks[i].hints.heading, 0.0)
    return score - 0.15 * sum(kinds[j] not in HEAD_KINDS and kinds[j] is not BUTTON for j in range(i + 1, run.start))


def shared_pairs(text: str, story: str) -> float:
    """The share of a line's pairs of neighbouring characters, signs and blanks apart, that the story's beginning holds."""
    letters = WORDS.sub("", text)
    pairs = [letters[i : i + 2] for i in range(len(letters) - 1)]
    return sum(pair in story for pair in pairs) / max(1, len(pairs))
