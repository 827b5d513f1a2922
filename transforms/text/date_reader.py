"""Where phrases of dates are read, and what they lean on: the day of publication, and what the story said before."""

import re
from dataclasses import dataclass
from datetime import date

from transforms.text.date_atoms import Atom
from transforms.text.date_values import Day, Days, exists


@dataclass(frozen=True, slots=True)
class Known:
    """What a phrase may lean on: the day of publication, the last day or month that the story named, where, and how finely."""

    published: date | None
    said: Day | None = None
    said_at: int = -1
    grain: str = ""
    until: Day | None = None
    """The last day of what was said."""


@dataclass(frozen=True, slots=True)
class Place:
    """The atom `index` of `atoms` in the flat `text`, what is known there, and the year and month handed down within a range."""

    text: str
    atoms: list[Atom]
    index: int
    known: Known
    year: int | None = None
    month: int | None = None

    @property
    def atom(self) -> Atom:
        """The atom here."""
        return self.atoms[self.index]

    @property
    def published(self) -> date | None:
        """The day of publication."""
        return self.known.published


Found = tuple[Days, int, int] | None
"""The days that a phrase means, the first atom that isn't its, and where it ends in the text."""


def found(days: Days | None, at: Place, last: int | None = None, end: int | None = None) -> Found:
    """`days` with the phrase's end: after the atom `last` (`at`'s own by default), or at `end` of the text."""
    last = at.index if last is None else last
    return None if days is None else (days, last + 1, at.atoms[last].end if end is None else end)


def joined(at: Place, index: int, *kinds: str) -> Atom | None:
    """The atom `index` if it is of one of `kinds` and stands right after the one before, or after 的."""
    if index >= len(at.atoms) or at.atoms[index].kind not in kinds:
        return None
    gap = at.text[at.atoms[index - 1].end : at.atoms[index].start]
    return at.atoms[index] if gap in ("", "的") else None


_FUTURE = re.compile(r".{0,12}?(?:将|拟|预计|计划|即将|起施行|起实施|前完成)")
_TO_COME = re.compile(r"(?:将于?|将[在从]|拟于?|定于|计划于?|预计于?|有望于?)$")
_NEAR = 120
"""A month and day without a year lie in the year of publication, unless that were further ahead of it than this many days."""
_NEW_YEAR = -300
"""So many days back a month and day told as to come is the next year's: December telling of January."""
_CLAUSE = 60


def is_future(at: Place) -> bool:
    """Whether words of the future stand right before the atom or follow soon after it."""
    lead = at.text[max(0, at.atom.start - 4) : at.atom.start]
    return _TO_COME.search(lead) is not None or _FUTURE.match(at.text, at.atom.end) is not None


def same_sentence(at: Place) -> bool:
    """Whether no sentence ends between what was said last and the atom."""
    before, here = at.known.said_at, at.atom.start
    return before >= 0 and here - before < _CLAUSE and not any(c in at.text[before:here] for c in "。！？\n")


def year_of(at: Place, month: int, number: int) -> tuple[int | None, str]:
    """The year of a month and day that name none, and what that rests on."""
    if at.year is not None:
        return at.year, "text"
    said, published = at.known.said, at.published
    if said is not None and said.year is not None and (same_sentence(at) or (published is None and at.known.grain != "year")):
        return said.year, "context"
    return (None, "none") if published is None else (_nearest_year(published, month, number, future=is_future(at)), "published_date")


def _nearest_year(published: date, month: int, number: int, *, future: bool) -> int:
    if not exists(published.year, month, number):
        return published.year
    ahead = (date(published.year, month, number) - published).days
    if ahead > _NEAR and not future:
        return published.year - 1
    return published.year + (future and ahead < _NEW_YEAR)
