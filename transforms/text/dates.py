"""Expressions of time in a story: each at its place, with the days it means and what that rests on."""

import re
from collections.abc import Iterator
from dataclasses import replace

from schemas.records import DateExpression
from schemas.stages import StoryContext
from transforms.text.date_atoms import Atom, atoms
from transforms.text.date_phrases import Known, Phrase, Reader
from transforms.text.date_values import Day, Days, day
from transforms.text.flat import Flat, flatten

_LINK = re.compile(r"(?:-{1,2}|~|至|到|起?至|直到|起到)")
_AND = re.compile(r"[和与]")
_BETWEEN = re.compile(r"之间|间")
_OPEN = re.compile(r"[（(]")
_CLOSE = re.compile(r"[）)]")
_CLOCKS = ("part", "clock")


def find_dates(text: str, context: StoryContext) -> tuple[DateExpression, ...]:
    """Every expression of time of the story `text`, in its order.

    The span is the date without the time of day and without words of direction (以来, 之前, 截至); a line that is nothing but a date with its time
    or weekday is one expression. Relative dates count from `context.published_date`; what names no year lies in its year, and has bounds
    of the form --MM-DD where there is no such date.
    """
    flat = flatten(text)
    return tuple(_record(text, flat, found, context) for found in _phrases(flat.text, context))


def _record(text: str, flat: Flat, found: Phrase, context: StoryContext) -> DateExpression:
    start, end = flat.span(found.start, found.end)
    days = found.days
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
    reader = Reader(text, list(atoms(text)))
    known = Known(context.published_date)
    index = 0
    while index < len(reader.atoms):
        found = _range(reader, index, known)
        if found is None:
            index += 1
            continue
        yield _whole_line(reader, found)
        known = _told(known, found)
        index = found.next


def _range(reader: Reader, index: int, known: Known) -> Phrase | None:
    """The phrase at `index`, with what it ranges to, if it does."""
    if reader.atoms[index].kind == "num":
        return _number_range(reader, index, known)
    first = reader.phrase(index, known)
    if first is None or first.days.low is None:
        return first
    if reader.atoms[index].kind == "relday":
        first = _glossed(reader, first, known)
    at, after = _past_clock(reader, first)
    link = _LINK.match(reader.text, at) or _AND.match(reader.text, at)
    if link is None or after >= len(reader.atoms) or reader.atoms[after].start != link.end():
        return first
    second = _second(reader, after, first, known)
    if second is None:
        return first
    return _joined(reader, first, second, between=link.group() in ("和", "与"))


def _second(reader: Reader, index: int, first: Phrase, known: Known) -> Phrase | None:
    """The end of a range: what it doesn't name, year or month, is the beginning's."""
    low = first.days.low
    atom = reader.atoms[index]
    if low is None or atom.kind in _CLOCKS:
        return None
    by_day = first.days.precision == "day"
    handed = replace(known, said=low, said_at=first.start, grain="day" if by_day else "month")
    found = reader.phrase(index, handed, low.year, low.month if by_day else None)
    if found is None or found.days.low is None or found.days.high is None:
        return None
    return replace(found, days=_not_before(low, found.days))


def _not_before(low: Day, days: Days) -> Days:
    """`days`, a year on where they would lie before `low`: 12月28日至1月3日."""
    last, first = days.high, days.low
    if last is None or first is None or low.year is None or last.year is None or (last.year, last.month, last.day) >= (low.year, low.month, low.day):
        return days
    return replace(days, low=replace(first, year=low.year + 1), high=replace(last, year=low.year + 1))


def _joined(reader: Reader, first: Phrase, second: Phrase, *, between: bool) -> Phrase | None:
    end = second.end
    high = second.days.high
    if between:
        at, _ = _past_clock(reader, second)
        word = _BETWEEN.match(reader.text, at)
        if word is None:
            return first
        end = word.end()
        high = high if second.days.precision == "day" else _day_before(second.days.low)
    start = first.start - (not between and reader.text[max(first.start - 1, 0)] == "从" and first.start > 0)
    precision = second.days.precision
    days = Days(first.days.low, high, "range", precision, first.days.basis)
    return Phrase(start, end, second.next, days)


def _day_before(value: Day | None) -> Day | None:
    """Between two years or months is up to where the second begins."""
    if value is None or value.day != 1 or value.year is None:
        return value
    year, month = (value.year, value.month - 1) if value.month > 1 else (value.year - 1, 12)
    return next((Day(year, month, d) for d in (31, 30, 29, 28) if day(year, month, d, "text")), value)


def _number_range(reader: Reader, index: int, known: Known) -> Phrase | None:
    """1至5月, 14-15日: the first number is of the second's kind."""
    atom = reader.atoms[index]
    if index + 1 >= len(reader.atoms) or reader.atoms[index + 1].kind not in ("month", "day"):
        return None
    kind = reader.atoms[index + 1].kind
    reader.atoms[index] = replace(atom, kind=kind)
    return _range(reader, index, known)


def _glossed(reader: Reader, first: Phrase, known: Known) -> Phrase:
    """今天（8月6日）is one expression, and the date in brackets is its value."""
    opening = _OPEN.match(reader.text, first.end)
    if opening is None or first.next >= len(reader.atoms) or reader.atoms[first.next].start != opening.end():
        return first
    inner = reader.phrase(first.next, known)
    closing = _CLOSE.match(reader.text, inner.end) if inner else None
    if inner is None or closing is None:
        return first
    return Phrase(first.start, closing.end(), inner.next, inner.days)


def _past_clock(reader: Reader, phrase: Phrase) -> tuple[int, int]:
    """Where the text goes on, and the next atom, after the time of day that follows `phrase`."""
    end, index = phrase.end, phrase.next
    while (atom := reader.joined(index, *_CLOCKS)) is not None and atom.start == end:
        end, index = atom.end, index + 1
    return end, index


_FILL = re.compile(r"[,，\-~至到分 （(）)]*")


def _whole_line(reader: Reader, phrase: Phrase) -> Phrase:
    """`phrase` with its time of day and weekday where its line holds nothing else."""
    text = reader.text
    lead = phrase.start - 1 if phrase.start and text[phrase.start - 1] == "从" else phrase.start
    if lead and text[lead - 1] != "\n":
        return phrase
    end, index = phrase.end, phrase.next
    while index < len(reader.atoms) and reader.atoms[index].kind in (*_CLOCKS, "weekday") and _FILL.fullmatch(text, end, reader.atoms[index].start):
        end, index = reader.atoms[index].end, index + 1
    if end == phrase.end or (end < len(text) and text[end] != "\n"):
        return phrase
    return replace(phrase, start=lead, end=end, next=index)


def _told(known: Known, found: Phrase) -> Known:
    """What is known after `found`."""
    days = found.days
    if days.low is None or days.kind in ("festival", "week") or days.precision in ("decade", "period"):
        return known
    said = days.high if days.precision == "quarter" or (days.kind == "period" and days.high is not None) else days.low
    grain = days.kind if days.kind in ("period", "quarter") else days.precision
    return Known(known.published, said, found.start, grain)


__all__ = ["Atom", "find_dates"]
