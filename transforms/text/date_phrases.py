"""Phrases of date words and what they mean: 今年3月上旬 is one phrase of three words.

The year of a phrase that names none, the month of a bare day, and what 昨日 counts from, come from the day of publication or from what the
story said before; `Known` carries both.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from transforms.text import date_words as words
from transforms.text.date_atoms import Atom
from transforms.text.date_values import Day, Days, day, exists, month_length, months, of_date, shift_months, stretch, week, years
from transforms.text.lunar import festival_day, lunar_day, lunar_month


@dataclass(frozen=True, slots=True)
class Known:
    """What a phrase may lean on: the day of publication, the last day or month that the story named, and where."""

    published: date | None
    said: Day | None = None
    said_at: int = -1
    grain: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the flat text: the atoms `first` to `next` (exclusive), where it ends, and the days it means."""

    start: int
    end: int
    next: int
    days: Days


_FUTURE = re.compile(r".{0,12}?(?:将|拟|预计|计划|即将|起施行|起实施|前完成)")
_NEAR = 120
"""A month and day without a year lie in the year of publication, unless that were further ahead of it than this many days."""


class Reader:
    """Reads phrases from the atoms of one flat text."""

    def __init__(self, text: str, atoms: "list[Atom]") -> None:
        self.text = text
        self.atoms = atoms

    def phrase(self, index: int, known: Known, year: int | None = None, month: int | None = None) -> Phrase | None:
        """The phrase whose first word is the atom `index`; `year` and `month` are handed down within a range."""
        atom = self.atoms[index]
        read = _READERS.get(atom.kind)
        found = read(Place(self, index, known, year, month)) if read else None
        if found is None:
            return None
        days, after = found
        return Phrase(atom.start, self.atoms[after - 1].end, after, days)

    def joined(self, index: int, *kinds: str) -> Atom | None:
        """The atom `index` if it is of one of `kinds` and stands right after the one before, or after 的."""
        if index >= len(self.atoms) or self.atoms[index].kind not in kinds:
            return None
        gap = self.text[self.atoms[index - 1].end : self.atoms[index].start]
        return self.atoms[index] if gap in ("", "的") else None

    def year_of(self, month: int, number: int, known: Known, at: int, given: int | None) -> tuple[int | None, str]:
        """The year of a month and day that name none, and what that rests on."""
        if given is not None:
            return given, "text"
        said = known.said
        if said is not None and said.year is not None and self.same_sentence(known.said_at, at):
            return said.year, "context"
        if known.published is None:
            return (said.year, "context") if said is not None and said.year is not None and known.grain != "year" else (None, "none")
        return _nearest_year(known.published, month, number, future=self.is_future(at)), "published_date"

    def same_sentence(self, before: int, at: int) -> bool:
        """Whether no sentence ends between two places."""
        return before >= 0 and at - before < 60 and not any(c in self.text[before:at] for c in "。！？\n")  # noqa: PLR2004  a long clause

    def is_future(self, at: int) -> bool:
        """Whether words of the future follow."""
        return _FUTURE.match(self.text, at) is not None


def _nearest_year(published: date, month: int, number: int, *, future: bool) -> int:
    if not exists(published.year, month, number):
        return published.year
    ahead = (date(published.year, month, number) - published).days
    if ahead > _NEAR and not future:
        return published.year - 1
    if future and ahead < -300:  # noqa: PLR2004  December telling of January
        return published.year + 1
    return published.year


@dataclass(frozen=True, slots=True)
class Place:
    """Where a phrase is read: the atom `index` of `reader`, what is known there, and the year and month handed down within a range."""

    reader: Reader
    index: int
    known: Known
    year: int | None
    month: int | None


_Found = tuple[Days, int] | None


def _ymd(at: Place) -> _Found:
    reader, index = at.reader, at.index
    atom = reader.atoms[index]
    days = day(atom.a, atom.b, atom.c, "text")
    return None if days is None else (days, index + 1)


def _ym(at: Place) -> _Found:
    reader, index = at.reader, at.index
    atom = reader.atoms[index]
    days = months(atom.a, atom.b, atom.b, "text")
    return None if days is None else (days, index + 1)


def _year(at: Place) -> _Found:
    reader, index = at.reader, at.index
    return _in_year(reader, index + 1, reader.atoms[index].a, "text")


def _relyear(at: Place) -> _Found:
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    if atom.kind == "ctxyear":
        base, basis = (known.said.year, "context") if known.said else (None, "none")
        if base is None:
            return None
    else:
        base, basis = (known.published.year, "published_date") if known.published else (None, "none")
    if atom.kind == "relyear" and atom.a == -1 and reader.joined(index + 1, "same"):
        return _same_period(known, index + 2)
    return _in_year(reader, index + 1, None if base is None else base + atom.a, basis)


def _same_period(known: Known, after: int) -> _Found:
    """去年同期: the stretch last spoken of, a year earlier; the whole of last year where none was."""
    said, published = known.said, known.published
    if published is None:
        return Days(None, None, "relative", "period", "none"), after
    if said is not None and said.year == published.year and known.grain in ("month", "quarter", "period"):
        found = months(
            published.year - 1, 1 if known.grain == "period" else said.month - (2 if known.grain == "quarter" else 0), said.month, "context"
        )
        return None if found is None else (found, after)
    found = years(published.year - 1, published.year - 1, "published_date")
    return None if found is None else (found, after)


def _relseason(at: Place) -> _Found:
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    base = known.published.year + atom.a if known.published else None
    days = months(base, *words.SEASONS[atom.word], "published_date" if known.published else "none")
    return None if days is None else (days, index + 1)


def _in_year(reader: Reader, index: int, year: int | None, basis: str) -> _Found:
    """What follows a year's word and belongs to it; `index` is the next atom."""
    following = reader.joined(
        index, "month", "monthday", "quarter", "half", "season", "first", "nth", "festival", "lunar", "edge", "halfmonth", "relday"
    )
    if following is not None:
        read = _YEAR_PARTS.get(following.kind)
        found = read(reader, index, year, basis) if read else None
        if found is not None:
            return found
    if year is None:
        return Days(None, None, "relative", "year", basis), index
    days = years(year, year, basis)
    return None if days is None else (days, index + 1 if following is not None and following.kind == "edge" else index)


def _year_month(reader: Reader, index: int, year: int | None, basis: str) -> _Found:
    return _in_month(reader, index + 1, year, reader.atoms[index].a, basis)


def _year_monthday(reader: Reader, index: int, year: int | None, basis: str) -> _Found:
    atom = reader.atoms[index]
    days = day(year, atom.a, atom.b, basis)
    return None if days is None else (days, index + 1)


def _year_quarter(reader: Reader, index: int, year: int | None, basis: str) -> _Found:
    atom = reader.atoms[index]
    days = months(year, atom.a * 3 - 2, atom.b * 3, basis) if 1 <= atom.a <= atom.b <= 4 else None  # noqa: PLR2004  four quarters
    return None if days is None else (days, index + 1)


def _year_half(reader: Reader, index: int, year: int | None, basis: str) -> _Found:
    atom = reader.atoms[index]
    days = months(year, 1 if atom.a == 1 else 7, 6 if atom.a == 1 else 12, basis)
    return None if days is None else (days, index + 1)


def _year_season(reader: Reader, index: int, year: int | None, basis: str) -> _Found:
    days = months(year, *words.SEASONS[reader.atoms[index].word], basis)
    return None if days is None else (days, index + 1)


def _year_festival(reader: Reader, index: int, year: int | None, basis: str) -> _Found:
    word = reader.atoms[index].word
    if year is None:
        if word not in words.SOLAR_FESTIVALS:
            return None
        days = day(None, *words.SOLAR_FESTIVALS[word], basis)
    else:
        found = festival_day(word, year)
        days = None if found is None else day(found.year, found.month, found.day, basis)
    return None if days is None else (Days(days.low, days.high, "festival", "day", basis), index + 1)


def _year_lunar(reader: Reader, index: int, year: int | None, basis: str) -> _Found:
    days = _lunar_days(reader.atoms[index], year, basis)
    return None if days is None else (days, index + 1)


def _lunar_days(atom: Atom, year: int | None, basis: str) -> Days | None:
    if year is None:
        return None
    if not 1 <= abs(atom.a) <= 12:  # noqa: PLR2004  the calendar's own numbers
        return None
    if atom.b:
        found = lunar_day(year, atom.a, atom.b)
        return None if found is None else stretch(found, found, "festival" if abs(atom.a) == 1 and atom.b == 1 else "day", "day", basis)
    both = lunar_month(year, atom.a)
    return None if both is None else stretch(*both, "month", "month", basis)


def _year_first(reader: Reader, index: int, year: int | None, basis: str) -> _Found:
    """前三季度, 前10天, 前2周, 最后4个月 of a year."""
    atom = reader.atoms[index]
    side, _, unit = atom.word.partition("|")
    if side not in ("前", "头", "最初", "最后", "后") or atom.a < 1:
        return None
    days = _first_of_year(side in ("前", "头", "最初"), atom.a, unit, year, basis)
    return None if days is None else (days, index + 1)


def _first_of_year(front: bool, count: int, unit: str, year: int | None, basis: str) -> Days | None:  # noqa: FBT001  which end of the year
    size = 3 if unit == "季度" else 1
    if unit in ("季度", "月") and count * size <= 12:  # noqa: PLR2004  the calendar's own numbers
        found = months(year, 1, count * size, basis) if front else months(year, 13 - count * size, 12, basis)
        return None if found is None else Days(found.low, found.high, "period", found.precision, basis)
    if year is None:
        return None
    if unit in ("天", "日") and front and count <= 366:  # noqa: PLR2004  the calendar's own numbers
        return stretch(date(year, 1, 1), date(year, 1, 1) + timedelta(days=count - 1), "period", "day", basis)
    if unit in ("周", "星期") and front and count <= 52:  # noqa: PLR2004  the calendar's own numbers
        monday = date.fromisocalendar(year, 1, 1)
        return stretch(monday, monday + timedelta(days=7 * count - 1), "period", "week", basis)
    return None


def _year_nth(reader: Reader, index: int, year: int | None, basis: str) -> _Found:
    """第三个月, 第一周, 第二季度 of a year (weeks as ISO 8601 counts them)."""
    atom = reader.atoms[index]
    days = None
    if atom.word == "月":
        days = months(year, atom.a, atom.a, basis)
    elif atom.word == "季度" and 1 <= atom.a <= 4:  # noqa: PLR2004  four quarters
        days = months(year, atom.a * 3 - 2, atom.a * 3, basis)
    elif atom.word in ("周", "星期") and year is not None and 1 <= atom.a <= 52:  # noqa: PLR2004  weeks of a year
        days = week(date.fromisocalendar(year, atom.a, 1), basis)
    return None if days is None else (days, index + 1)


_YEAR_PARTS = {
    "month": _year_month,
    "monthday": _year_monthday,
    "quarter": _year_quarter,
    "half": _year_half,
    "season": _year_season,
    "festival": _year_festival,
    "lunar": _year_lunar,
    "first": _year_first,
    "nth": _year_nth,
}


def _in_month(reader: Reader, index: int, year: int | None, month: int, basis: str) -> _Found:
    """What follows a month's word and belongs to it; `index` is the next atom."""
    if not 1 <= month <= 12:  # noqa: PLR2004  the calendar's own numbers
        return None
    following = reader.joined(index, "day", "tenday", "edge", "lastweekday", "halfmonth")
    if following is not None and following.kind == "day":
        days = day(year, month, following.a, basis)
        return None if days is None else (days, index + 1)
    if following is not None and following.kind == "tenday":
        low, high = ((1, 10), (11, 20), (21, month_length(year, month)))[following.a - 1]
        return Days(Day(year, month, low), Day(year, month, high), "period", "day", basis), index + 1
    if following is not None and following.kind == "lastweekday" and year is not None:
        last = date(year, month, month_length(year, month))
        found = last - timedelta(days=(last.isoweekday() - following.a) % 7)
        return stretch(found, found, "day", "day", basis), index + 1
    days = months(year, month, month, basis)
    return None if days is None else (days, index + (following is not None and following.kind == "edge"))


def _month(at: Place) -> _Found:
    reader, index, known, year = at.reader, at.index, at.known, at.year
    atom = reader.atoms[index]
    if not 1 <= atom.a <= 12:  # noqa: PLR2004  the calendar's own numbers
        return None
    following = reader.joined(index + 1, "day")
    found, basis = reader.year_of(atom.a, following.a if following else 1, known, atom.start, year)
    return _in_month(reader, index + 1, found, atom.a, basis)


def _monthday(at: Place) -> _Found:
    """八月十五 without a year and without 日 is a day of the lunar calendar."""
    reader, index, known, year = at.reader, at.index, at.known, at.year
    atom = reader.atoms[index]
    base, basis = (year, "text") if year is not None else (known.published.year if known.published else None, "published_date")
    days = _lunar_days(atom, base, basis)
    return None if days is None else (days, index + 1)


def _day(at: Place) -> _Found:
    reader, index, known, year, month = at.reader, at.index, at.known, at.year, at.month
    atom = reader.atoms[index]
    if not 1 <= atom.a <= 31:  # noqa: PLR2004  the calendar's own numbers
        return None
    days = _bare_day(reader, atom, known) if month is None else day(year, month, atom.a, "text" if year is not None else "none")
    return None if days is None else (days, index + 1)


def _bare_day(reader: Reader, atom: Atom, known: Known) -> Days | None:
    """14日: of the month last spoken of, where that was shortly before publication or nothing else is known; else the last such day."""
    said, published = known.said, known.published
    if said is not None and known.grain in ("day", "month") and exists(said.year, said.month, atom.a) and _leads(said, atom.a, published):
        return day(said.year, said.month, atom.a, "context")
    if published is None:
        return None
    for back in range(3) if not reader.is_future(atom.end) else range(-1, 2):
        year, month = divmod(published.year * 12 + published.month - 1 - back, 12)
        if exists(year, month + 1, atom.a):
            near = (date(year, month + 1, atom.a) - published).days
            if near <= 1 or (near <= 31 and reader.is_future(atom.end)):  # noqa: PLR2004  a month ahead
                return day(year, month + 1, atom.a, "published_date")
    return None


def _leads(said: Day, number: int, published: date | None) -> bool:
    if published is None or said.year is None:
        return published is None
    age = (published - date(said.year, said.month, min(number, month_length(said.year, said.month)))).days
    return -62 <= age <= 62  # noqa: PLR2004  two months


def _relmonth(at: Place) -> _Found:
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    if atom.kind == "ctxmonth":
        if known.said is None or known.said.year is None or known.grain not in ("day", "month"):
            return None
        base, basis = date(known.said.year, known.said.month, 1), "context"
    elif known.published is None:
        return Days(None, None, "relative", "month", "none"), index + 1
    else:
        base, basis = known.published, "published_date"
    moved = shift_months(base, atom.a)
    return _in_month(reader, index + 1, moved.year, moved.month, basis)


def _relday(at: Place) -> _Found:
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    if known.published is None:
        return Days(None, None, "relative", "day", "none"), index + 1
    moved = known.published + timedelta(days=atom.a)
    return stretch(moved, moved, "relative", "day", "published_date"), index + 1


def _ctxday(at: Place) -> _Found:
    reader, index, known = at.reader, at.index, at.known
    atom, said = reader.atoms[index], known.said
    if said is None or known.grain != "day":
        return None
    if said.year is None:
        return (Days(said, said, "relative", "day", "context"), index + 1) if atom.a == 0 else None
    moved = date(said.year, said.month, said.day) + timedelta(days=atom.a)
    return stretch(moved, moved, "relative", "day", "context"), index + 1


def _relweek(at: Place) -> _Found:
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    if known.published is None:
        return Days(None, None, "week", "week", "none"), index + 1
    monday = known.published - timedelta(days=known.published.weekday()) + timedelta(weeks=atom.a)
    return _weekday_of(monday, atom.b), index + 1


def _weekday_of(monday: date, weekday: int) -> Days:
    if not weekday:
        return week(monday, "published_date")
    if weekday > 7:  # noqa: PLR2004  the weekend
        return stretch(monday + timedelta(days=5), monday + timedelta(days=6), "range", "day", "published_date")
    found = monday + timedelta(days=weekday - 1)
    return stretch(found, found, "relative", "day", "published_date")


def _weekday(at: Place) -> _Found:
    """A bare weekday is the last one, or the next where words of the future follow."""
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    if known.published is None:
        return Days(None, None, "relative", "day", "none"), index + 1
    monday = known.published - timedelta(days=known.published.weekday())
    days = _weekday_of(monday, atom.a)
    if (
        days.low is not None
        and days.low.year is not None
        and date(days.low.year, days.low.month, days.low.day) > known.published
        and not reader.is_future(atom.end)
    ):
        days = _weekday_of(monday - timedelta(weeks=1), atom.a)
    return days, index + 1


def _halfweek(at: Place) -> _Found:
    """上半周 is Monday to Wednesday, 下半周 Thursday to Sunday."""
    reader, index, known = at.reader, at.index, at.known
    if known.published is None:
        return None
    monday = known.published - timedelta(days=known.published.weekday())
    first, last = (0, 2) if reader.atoms[index].a == 1 else (3, 6)
    return stretch(monday + timedelta(days=first), monday + timedelta(days=last), "period", "day", "published_date"), index + 1


def _of_this_year(at: Place) -> _Found:
    """A quarter or half of a year that isn't named: of the year last spoken of in the sentence, or the last one that has begun."""
    reader, index, known, year = at.reader, at.index, at.known, at.year
    atom = reader.atoms[index]
    if atom.kind == "half" and atom.b:
        return _half_before(known, atom, index)
    first = {"quarter": atom.a * 3 - 2, "half": 1 if atom.a == 1 else 7}.get(atom.kind, 1)
    found, basis = year, "text"
    if found is None:
        found, basis = _open_year(reader, known, atom, first)
    return _YEAR_PARTS[atom.kind](reader, index, found, basis)


def _open_year(reader: Reader, known: Known, atom: Atom, first: int) -> tuple[int | None, str]:
    said = known.said
    if said is not None and said.year is not None and (known.published is None or reader.same_sentence(known.said_at, atom.start)):
        return said.year, "context"
    published = known.published
    if published is None:
        return None, "none"
    early = first > published.month and not reader.is_future(atom.end)
    if atom.kind == "first":
        return published.year - (published.month <= 1), "published_date"
    return published.year - (early and atom.kind == "quarter"), "published_date"


def _half_before(known: Known, atom: Atom, index: int) -> _Found:
    """上个半年 and 下个半年, counted from the day of publication."""
    if known.published is None:
        return None
    current = known.published.year * 2 + (known.published.month > 6)  # noqa: PLR2004  half a year
    year, half = divmod(current + (-1 if atom.word == "上" else 1), 2)
    days = months(year, 1 + 6 * half, 6 + 6 * half, "published_date")
    return None if days is None else (days, index + 1)


def _first(at: Place) -> _Found:
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    side, _, unit = atom.word.partition("|")
    if side in ("前", "头") and unit in ("季度", "月"):
        return _of_this_year(at)
    before = reader.text[atom.start - 1] if atom.start else "\n"
    if known.published is None or atom.a < 0 or before not in "\n，。；、：,;“（(" or side not in ("后", "之前", "之后", "还剩", "还剩下", "前"):
        return None
    return _counted(known.published, atom.a, unit, index, ahead=side[0] != "前" and side != "之前")


def _counted(base: date, count: int, unit: str, index: int, *, ahead: bool) -> _Found:
    """A stretch of `count` units that ends before, or starts after, the day `base`."""
    sign = 1 if ahead else -1
    try:
        other = _moved(base, sign * count, unit)
    except (ValueError, OverflowError):
        return None
    if other is None:
        return stretch(base, base, "relative", "day", "published_date"), index + 1
    first, last = (base + timedelta(days=1), other) if ahead else (other, base - timedelta(days=1))
    return (stretch(first, last, "period", "day", "published_date"), index + 1) if first <= last else None


def _moved(base: date, count: int, unit: str) -> date | None:
    """`base` moved by `count` units; None for units below a day."""
    if unit.startswith("年"):
        return shift_months(base, 12 * count)
    if unit in ("月", "季度"):
        return shift_months(base, count * (3 if unit == "季度" else 1))
    if unit in ("周", "星期", "礼拜"):
        return base + timedelta(weeks=count)
    return base + timedelta(days=count) if unit in ("天", "日") else None


def _ago(at: Place) -> _Found:
    """5天前, 两年后: as fine as the unit that is named."""
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    unit, ahead = atom.word[:-1], atom.word[-1] == "后"
    if known.published is None or atom.a < 0:
        return Days(None, None, "relative", "period", "none"), index + 1
    try:
        moved = _moved(known.published, atom.a if ahead else -atom.a, unit)
    except (ValueError, OverflowError):
        return None
    moved = moved or known.published
    if unit.startswith("年"):
        days = years(moved.year, moved.year, "published_date")
    elif unit in ("月", "季度"):
        days = months(moved.year, moved.month, moved.month, "published_date")
    else:
        days = stretch(moved, moved, "relative", "day", "published_date")
    return None if days is None else (Days(days.low, days.high, "relative", days.precision, days.basis), index + 1)


def _decade(at: Place) -> _Found:
    """九十年代 is the nineties of the last century, 20年代 those of this one."""
    reader, index = at.reader, at.index
    value = reader.atoms[index].a
    if value >= 1000:  # noqa: PLR2004  written with its century
        first = value
    elif value % 10 == 0 and 0 <= value <= 90:  # noqa: PLR2004  decades
        first = value + (1900 if value >= 30 else 2000)  # noqa: PLR2004  decades still to come are rarely told of
    else:
        return None
    days = years(first, first + 9, "text", "decade")
    return None if days is None else (days, index + 1)


def _century(at: Place) -> _Found:
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    number = atom.a
    if atom.kind == "lastcentury":
        base = known.published.year if known.published else 2001
        number = (base - 1) // 100 + 1 + atom.a
    if not 1 <= number <= 99:  # noqa: PLR2004  years of four digits
        return None
    first = (number - 1) * 100
    days = years(first + atom.b, first + atom.b + 9, "text", "decade") if atom.b > 0 else years(first + 1, first + 100, "text", "period")
    return None if days is None else (days, index + 1)


def _plan(at: Place) -> _Found:
    """China's five-year plans: the first ran 1953 to 1957, the third began in 1966, and since then one follows another.

    十四五 is the fourteenth: its atom says 14. 十五 alone is the tenth, 一五 the first.
    """
    reader, index = at.reader, at.index
    atom = reader.atoms[index]
    first = {1: 1953, 2: 1958}.get(atom.a, 1966 + 5 * (atom.a - 3))
    if not 1 <= atom.a <= 40:  # noqa: PLR2004  plans up to the middle of the next century
        return None
    days = years(first, first + 4, "text", "period")
    return None if days is None else (days, index + 1)


def _lunar(at: Place) -> _Found:
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    base, basis = (atom.c, "text") if atom.c else (known.published.year if known.published else None, "published_date")
    if atom.c == 0 and known.published and abs(atom.a) >= 11 and known.published.month <= 3:  # noqa: PLR2004  the old year's last months
        base = known.published.year - 1
    days = _lunar_days(atom, base, basis)
    return (Days(None, None, "festival", "day", "none") if days is None else days, index + 1)


_FEAST = re.compile(r"当天|当日|这天|这一天|那天|期间|假期|前夕|前后|小长假|长假|黄金周")


def _festival(at: Place) -> _Found:
    """A festival's name is a date where a word of time follows it."""
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    if not _FEAST.match(reader.text, atom.end):
        return None
    published = known.published
    if published is None:
        return _year_festival(reader, index, None, "none")
    near = [d for y in (published.year - 1, published.year, published.year + 1) if (d := festival_day(atom.word, y))]
    if not near:
        return None
    best = min(near, key=lambda d: abs((d - published).days))
    return Days(of_date(best), of_date(best), "festival", "day", "published_date"), index + 1


def _yearedge(at: Place) -> _Found:
    reader, index, known = at.reader, at.index, at.known
    atom = reader.atoms[index]
    before = reader.text[atom.start - 1] if atom.start else "\n"
    if known.published is None or before.isdecimal() or before in "一二三四五六七八九十每逐历往全整半周学多几少成童晚青老中百千万两前后今去明当同次":
        return None
    days = years(known.published.year, known.published.year, "published_date")
    return None if days is None else (days, index + 1)


def _lasthour(at: Place) -> _Found:
    index, known = at.index, at.known
    if known.published is None:
        return None
    return stretch(known.published, known.published, "relative", "day", "published_date"), index + 1


_READERS = {
    "ymd": _ymd,
    "ym": _ym,
    "year": _year,
    "yearnum": _year,
    "era": _year,
    "relyear": _relyear,
    "ctxyear": _relyear,
    "relseason": _relseason,
    "month": _month,
    "monthday": _monthday,
    "day": _day,
    "relmonth": _relmonth,
    "ctxmonth": _relmonth,
    "relday": _relday,
    "ctxday": _ctxday,
    "relweek": _relweek,
    "weekday": _weekday,
    "halfweek": _halfweek,
    "quarter": _of_this_year,
    "half": _of_this_year,
    "first": _first,
    "ago": _ago,
    "decade": _decade,
    "century": _century,
    "lastcentury": _century,
    "plan": _plan,
    "lunar": _lunar,
    "festival": _festival,
    "yearedge": _yearedge,
    "lasthour": _lasthour,
    "now": _lasthour,
}
