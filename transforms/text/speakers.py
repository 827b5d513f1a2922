"""Who says it: the subject of a verb of saying, found in the words before the verb."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.records import Person
from transforms.text.speaker_words import CUT, HEAD, LOOKS, NAMED, NOT_SUBJECT, OBJECT_MARKS, PRONOUNS, TAIL

_HAN = re.compile(r"[\u4e00-\u9fff]")
MAX_BACK = 4
"""Clauses before the verb's own in which its subject is looked for."""
MIN_ROLE, MAX_ROLE, MAX_CLAUSE = 2, 30, 120
"""Characters of a subject that isn't a known person, and of a clause that one is looked for in."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as the story writes it, with the title where it is known, and where the words stand."""

    name: str
    title: str | None
    start: int
    end: int
    sure: bool = True
    """Whether a person of the story or a pronoun, and not a phrase taken for one."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where persons are named, by their starts."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    people: tuple[Person, ...]

    def within(self, start: int, end: int) -> range:
        """Indices of the mentions that lie within `start` and `end`."""
        return range(bisect_left(self.starts, start), bisect_right(self.ends, end))


def mentions(people: Sequence[Person]) -> Mentions:
    """Every mention of `people`, in the text's order, none within another."""
    rows = sorted((s.start, -s.end, i) for i, p in enumerate(people) for s in p.spans)
    starts: list[int] = []
    ends: list[int] = []
    named: list[Person] = []
    for start, negative, i in rows:
        if not ends or start >= ends[-1]:
            starts.append(start)
            ends.append(-negative)
            named.append(people[i])
    return Mentions(tuple(starts), tuple(ends), tuple(named))


def speaker_of(text: str, start: int, verb: int, named: Mentions, *, adjacent: bool = False, careful: bool = False) -> Speaker | None:
    """Who the subject of the verb at `verb` is, within the sentence that begins at `start`; a verb's own clause without one takes the last before it.

    With `adjacent` only a person or pronoun right before the verb counts. With `careful` a subject that isn't one must look like a person or a body.
    """
    clause = _clause_start(text, start, verb)
    found = _person(text, clause, verb, named) or _role(text, clause, verb)
    if adjacent:
        return found if found is not None and found.sure and found.end == verb else None
    for _ in range(MAX_BACK):
        if found is not None or clause <= start:
            break
        end = clause - 1
        clause = _clause_start(text, start, end)
        found = _person(text, clause, end, named) or _role(text, clause, end, adverbs=False)
    return None if found is None or (careful and not found.sure and not LOOKS.search(found.name)) else found


def _clause_start(text: str, start: int, end: int) -> int:
    """Where the clause that ends at `end` begins."""
    return max(start, *(text.rfind(c, start, end) + 1 for c in "，,：:；;”」』"))


def _person(text: str, start: int, end: int, named: Mentions) -> Speaker | None:
    """The person named right before `end`, else the first in the clause who is no object."""
    inside = named.within(start, end)
    if not inside:
        return None
    best = next((i for i in inside if named.starts[i] == start or text[named.starts[i] - 1] not in OBJECT_MARKS), inside[0])
    if named.ends[inside[-1]] == end:
        best = inside[-1]
    titles = named.people[best].titles
    first, last = named.starts[best], named.ends[best]
    return Speaker(text[first:last], titles[0] if titles else None, first, last)


def _role(text: str, start: int, end: int, *, adverbs: bool = True) -> Speaker | None:
    """A pronoun, body or role phrase: the clause without its adverbials."""
    if end - start > MAX_CLAUSE:
        return None
    head = HEAD.match(text, start, end)
    start = head.end() if head else start
    phrase = text[start:end]
    pronoun = next((word for word in PRONOUNS if phrase.startswith(word)), None)
    if pronoun is not None:
        return Speaker(pronoun, None, start, start + len(pronoun))
    opened = phrase.rfind("（") + 1 if phrase.rfind("（") > phrase.rfind("）") else 0
    phrase = _subject(phrase[opened:], adverbs=adverbs)
    start += opened
    if not MIN_ROLE <= len(phrase) <= MAX_ROLE or NOT_SUBJECT.search(phrase) or not _HAN.search(phrase):
        return None
    named = NAMED.search(phrase)
    if named is not None:
        return Speaker(named["name"], named["title"], start + named.start("name"), start + len(phrase))
    return Speaker(phrase, None, start, start + len(phrase), sure=False)


def _subject(phrase: str, *, adverbs: bool) -> str:
    """`phrase` up to where its predicate begins."""
    phrase = _without_tail(phrase) if adverbs else phrase
    cut = CUT.search(phrase, 1)
    if cut is None or (cut.group() == "与" and LOOKS.search(phrase)):
        return phrase
    return _without_tail(phrase[: cut.start()]) if adverbs else phrase[: cut.start()]


def _without_tail(phrase: str) -> str:
    """`phrase` without the words of time, manner and occasion that it ends with."""
    while phrase and (tail := TAIL.search(phrase)) is not None:
        phrase = phrase[: tail.start()]
    return phrase
