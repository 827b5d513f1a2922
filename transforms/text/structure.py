"""What several lines of a page show together: repetition, summaries below titles, numbered headings, verse."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from transforms.text.kinds import (
    AUTHOR,
    COMMENT_HEAD,
    CRY,
    DATE,
    DATED_ROW,
    FOOTER,
    HEADLINE,
    ITEM_LINE,
    LABEL_ROW,
    LEAD_IN,
    LIST_HEAD,
    MARK,
    META,
    PROSE,
    SENTENCE,
    SHORT,
    TRUNCATED,
    Kind,
)
from transforms.text.shapes import FUNCTION_WORDS
from transforms.text.vocabulary import MAX_CHROME

REPEATABLE = frozenset({HEADLINE, SHORT, CRY, SENTENCE, LEAD_IN})
"""Kinds of lines that are none of a story's where they stand on the page again and again."""
MANY_TIMES = 3
"""How often a line stands on the page from which it is no story's."""
TELLING = frozenset({SENTENCE, PROSE, TRUNCATED})
"""Kinds that can be a row's summary."""
UNTOLD = frozenset({HEADLINE, CRY, ITEM_LINE, DATED_ROW, LABEL_ROW})
"""Kinds that can be the title above a summary."""
STAMPS = frozenset({DATE, MARK})
"""Kinds that tell when a row is from."""
NUMBERED = re.compile(r"([(（]?)([一二三四五六七八九十])[、.．)）]")
NUMERALS = "一二三四五六七八九十"
NUMBER_HEADS = frozenset("(（" + NUMERALS)
OUTLINE_REACH = 60
"""Two headings in order are no more lines apart than this."""
OUTLINE_ENDS = frozenset({LIST_HEAD, COMMENT_HEAD, FOOTER})
"""Kinds of lines across which no outline goes on."""
VERSE_HEADS = frozenset({AUTHOR, META, DATE, LEAD_IN})
"""Kinds of lines right below which verse begins."""
VERSE_KINDS = frozenset({HEADLINE, SHORT, CRY})
"""Kinds of lines that verse is made of."""
MIN_VERSE, MAX_VERSE_LINE, MEAN_VERSE_LINE = 4, 16, 5
"""Verse has at least so many lines, none longer than that, and so many characters in the mean."""
VERSE_WORDS = 0.3
"""Function words a line, in the mean, that verse has at least and menus have not."""


def repeated(lines: Sequence[str], kinds: Sequence[Kind]) -> list[int]:
    """The short lines that stand on the page three times or more."""
    many = {line for line, times in Counter(lines).items() if times >= MANY_TIMES}
    return [i for i, line in enumerate(lines) if line in many and kinds[i] in REPEATABLE and len(line) <= MAX_CHROME] if many else []


def summaries(kinds: Sequence[Kind]) -> list[int]:
    """The lines of running text that tell what a row is about: each alone below a title, with a date above the title or below the text.

    One such line on a page may be a story of one paragraph; none are given where there are fewer than two.
    """
    found = [
        i
        for i in range(1, len(kinds) - 1)
        if kinds[i] in TELLING
        and kinds[i - 1] in UNTOLD
        and kinds[i + 1] not in TELLING
        and (kinds[i + 1] in STAMPS or (i > 1 and kinds[i - 2] in STAMPS))
    ]
    return found if len(found) > 1 else []


def outlined(lines: Sequence[str], kinds: Sequence[Kind]) -> Iterator[int]:
    """The lines from one heading numbered 一, 二, 三 to the next in order that belong to a story when it encloses them."""
    headings = {i: heading for i, line in enumerate(lines) if line[0] in NUMBER_HEADS and (heading := NUMBERED.match(line))}
    last: dict[str, tuple[int, int]] = {}
    top = 0
    for i, heading in headings.items():
        if not OUTLINE_ENDS.isdisjoint(kinds[top : i + 1]):
            last.clear()
        top = i + 1
        if kinds[i] in OUTLINE_ENDS:
            continue
        number = NUMERALS.index(heading[2])
        before, order = last.get(heading[1], (i, -1))
        if number == order + 1 and i - before <= OUTLINE_REACH:
            yield from (j for j in range(before, i + 1) if kinds[j].stays)
        last[heading[1]] = (i, number)


def verses(lines: Sequence[str], kinds: Sequence[Kind]) -> Iterator[int]:
    """The lines of verse: short lines right below a date, an author or a colon, with function words as no menu has them."""
    for i, kind in enumerate(kinds):
        if kind not in VERSE_HEADS:
            continue
        end = i + 1
        while end < len(lines) and kinds[end] in VERSE_KINDS and len(lines[end]) <= MAX_VERSE_LINE:
            end += 1
        stanza = lines[i + 1 : end]
        if len(stanza) >= MIN_VERSE and sum(map(len, stanza)) >= MEAN_VERSE_LINE * len(stanza) and _wordy(stanza):
            yield from range(i + 1, end)


def _wordy(stanza: Sequence[str]) -> bool:
    return len(FUNCTION_WORDS.findall("".join(stanza))) >= VERSE_WORDS * len(stanza)
