"""Expressions of time in a story: each at its place, with the days it means and what that rests on."""

import re
from collections.abc import Iterator
from dataclasses import replace

from schemas.records import DateExpression
from schemas.stages import StoryContext
from transforms.text.date_atoms import Atom, atoms
from transforms.text.date_phrases import Phrase, phrase_at
from transforms.text.date_reader import Known, Place
from transforms.text.date_values import Day, Days, day
from transforms.text.flat import Flat, flatten

_PART = re.compile(
    r"(?:上午|下午|中午|正午|晚上|晚间|早上|早晨|早间|凌晨|清晨|傍晚|夜间|夜里|深夜|午后|午间|当晚|一早"
    r"|晚(?![会报年饭餐于期婚点])|早(?![期日餐饭在已就报班])|夜(?![市景校班])|晨)"
)
"""Parts of the day."""
_LINK = re.compile(r"(?:-{1,2}|~|至|到|起至|直到|起到)")
_AND = re.compile(r"[和与]")
_BETWEEN = re.compile(r"之间|间")
_OPEN = re.compile(r"[（(]")
_CLOSE = re.compile(r"[）)]")


def find_dates(text: str, context: StoryContext, flat: Flat | None = None) -> tuple[DateExpression, ...]:
    """Every expression of time of the story `text`, in its order.

    The span is the date without the time of day and without words of direction (以来, 之前, 截至); a line that is nothing but a date with its time
    or weekday is one expression. Relative dates count from `context.published_date`; what names no year lies in its year, and has bounds
    of the form --MM-DD where there is no such date. `flat` is the flat text, where it is at hand.
    """
    flat = flat or flatten(text)
    return tuple(_record(text, flat, phrase, context) for phrase in _phrases(flat.text, context))


def _record(text: str, flat: Flat, phrase: Phrase, context: StoryContext) -> DateExpression:
    start, end = flat.span(phrase.start, phrase.end)
    days = phrase.days
    return DateExpression(
        article_id=context.article_id,
        published_date=context.published_date,
        text=text[start:end],
        start=start,
        end=end,
        kind=days.kind,
        earliest=None if days.low is None else str(days.low),
        latest=None if days.high is None else str(days.high),
        precision=days.precision,
        basis=days.basis,
    )


def _phrases(text: str, context: StoryContext) -> Iterator[Phrase]:
    words = list(atoms(text))
    known = Known(context.published_date)
    index = 0
    while index < len(words):
        phrase = _range(Place(text, words, index, known))
        if phrase is None:
            index += 1
            continue
        phrase = _whole_line(text, words, phrase)
        yield phrase
        known = _told(known, phrase)
        index = phrase.next


def _range(at: Place) -> Phrase | None:
    """The phrase at `at`, with what it ranges to, if it does."""
    if at.atom.kind == "num":
        return _number_range(at)
    first = phrase_at(at)
    if first is None or first.days.low is None:
        return first
    if at.atom.kind == "relday":
        first = _glossed(at, first)
    end, after = _past_clock(at.text, at.atoms, first.end, first.next)
    link = _LINK.match(at.text, end) or _AND.match(at.text, end)
    if link is None or after >= len(at.atoms) or at.atoms[after].start != link.end():
        return first
    second = _second(replace(at, index=after), first)
    return first if second is None else _joined(at, first, second, between=link.group() in ("和", "与"))


def _number_range(at: Place) -> Phrase | None:
    """1至5月, 14-15日: the first number is of the second's kind."""
    following = at.atoms[at.index + 1].kind if at.index + 1 < len(at.atoms) else ""
    if following not in ("month", "day"):
        return None
    words = [replace(at.atom, kind=following), *at.atoms[at.index + 1 : at.index + 5]]
    phrase = _range(replace(at, atoms=words, index=0))
    return replace(phrase, next=phrase.next + at.index) if phrase else None


def _second(at: Place, first: Phrase) -> Phrase | None:
    """The end of a range: what it doesn't name, year or month, is the beginning's."""
    low = first.days.low
    if low is None:
        return None
    by_day = first.days.precision == "day"
    known = replace(at.known, said=low, said_at=first.start, grain="day" if by_day else "month")
    second = phrase_at(replace(at, known=known, year=low.year, month=low.month if by_day else None))
    if second is not None and at.atom.kind == "relday":
        second = _glossed(at, second)
    if second is None or second.days.low is None or second.days.high is None:
        return None
    return replace(second, days=_not_before(low, second.days))


def _not_before(low: Day, days: Days) -> Days:
    """`days`, a year on where they would lie before `low`: 12月28日至1月3日."""
    first, last = days.low, days.high
    if first is None or last is None or low.year is None or last.year is None or (last.year, last.month, last.day) >= (low.year, low.month, low.day):
        return days
    return replace(days, low=replace(first, year=low.year + 1), high=replace(last, year=low.year + 1))


def _joined(at: Place, first: Phrase, second: Phrase, *, between: bool) -> Phrase:
    """Both ends as one phrase; 甲和乙之间 is one, 甲和乙 is not, and 从 belongs to its 到."""
    end, high = second.end, second.days.high
    if between:
        word = _BETWEEN.match(at.text, _past_clock(at.text, at.atoms, second.end, second.next)[0])
        if word is None:
            return first
        end, high = word.end(), high if second.days.precision == "day" else _day_before(second.days.low)
    start = first.start - (not between and first.start > 0 and at.text[first.start - 1] == "从")
    days = Days(first.days.low, high, "range", second.days.precision, first.days.basis)
    return Phrase(start, end, second.next, days)


def _day_before(value: Day | None) -> Day | None:
    """Between two years or months is up to where the second begins."""
    if value is None or value.day != 1 or value.year is None:
        return value
    year, month = (value.year, value.month - 1) if value.month > 1 else (value.year - 1, 12)
    return next((Day(year, month, d) for d in (31, 30, 29, 28) if day(year, month, d, "text")), value)


def _glossed(at: Place, first: Phrase) -> Phrase:
    """今天（8月6日）is one expression, and the date in brackets is its value."""
    opening = _OPEN.match(at.text, first.end)
    if opening is None or first.next >= len(at.atoms) or at.atoms[first.next].start != opening.end():
        return first
    inner = phrase_at(replace(at, index=first.next))
    closing = _CLOSE.match(at.text, inner.end) if inner else None
    return first if inner is None or closing is None else Phrase(first.start, closing.end(), inner.next, inner.days)


def _past_clock(text: str, words: list[Atom], end: int, index: int) -> tuple[int, int]:
    """Where the text goes on after the part of day and the clock that may follow at `end`, and the next atom there."""
    part = _PART.match(text, end)
    end = part.end() if part else end
    while index < len(words) and words[index].start < end:
        index += 1
    if index < len(words) and words[index].kind == "clock" and words[index].start == end:
        return words[index].end, index + 1
    return end, index


_FILL = re.compile(r"[,，\-~至到分 （(）)]{0,4}")


def _whole_line(text: str, words: list[Atom], phrase: Phrase) -> Phrase:
    """`phrase` with its time of day and weekday where its line holds nothing else."""
    lead = phrase.start - 1 if phrase.start and text[phrase.start - 1] == "从" else phrase.start
    if lead and text[lead - 1] != "\n":
        return phrase
    end, index = _past_clock(text, words, phrase.end, phrase.next)
    while index < len(words) and words[index].kind in ("clock", "weekday") and _FILL.fullmatch(text, end, words[index].start):
        end, index = words[index].end, index + 1
    alone = end > phrase.end and (end == len(text) or text[end] == "\n")
    return replace(phrase, start=lead, end=end, next=index) if alone else phrase


def _told(known: Known, phrase: Phrase) -> Known:
    """What is known after `phrase`."""
    days = phrase.days
    if days.low is None or days.kind in ("festival", "week") or days.precision in ("decade", "period"):
        return known
    return Known(known.published, days.low, phrase.start, days.kind if days.kind in ("period", "quarter") else days.precision, days.high)
