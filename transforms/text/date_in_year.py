"""What follows a year's or a month's word and belongs to it: 2021年前两周, 3月上旬, 去年第三季度, 2024年春节."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from transforms.text import date_words as words
from transforms.text.date_atoms import Atom
from transforms.text.date_reader import Found, Place, found, joined
from transforms.text.date_values import Day, Days, day, month_length, months, stretch, week, years
from transforms.text.lunar import festival_day, lunar_day, lunar_month

MONTHS, QUARTERS, WEEKS, YEAR_DAYS = 12, 4, 52, 366
_EDGE = re.compile(r"[初底末](?![一二三四五六七八九十步衷级中心])")
_YEAR_EDGE = re.compile(r"年?[初底末](?![一二三四五六七八九十步衷级中心])|年中(?![心央国])")
"""初, 底 and 末 belong to a month's or year's word; no rule says where they begin, so that the whole month or year is meant."""


def in_year(at: Place, year: int | None, basis: str) -> Found:
    """The phrase of a year whose word is the atom at `at`: with the month, quarter, week, festival ... that follows, or the whole year."""
    following = joined(at, at.index + 1, *PARTS)
    if following is not None:
        part = PARTS[following.kind](Place(at.text, at.atoms, at.index + 1, at.known), year, basis)
        if part is not None:
            return part
    if year is None:
        return found(Days(None, None, "relative", "year", basis), at)
    edge = _YEAR_EDGE.match(at.text, at.atom.end)
    return found(years(year, year, basis), at, end=edge.end() if edge else None)


def in_month(at: Place, year: int | None, month: int, basis: str) -> Found:
    """The phrase of a month whose word is the atom at `at`: with the day or ten days that follow, or the whole month."""
    if not 1 <= month <= MONTHS:
        return None
    following = joined(at, at.index + 1, "day", "tenday", "lastweekday")
    kind = following.kind if following is not None else ""
    if following is not None and kind == "day":
        return found(day(year, month, following.a, basis), at, at.index + 1)
    if following is not None and kind == "tenday":
        low, high = ((1, 10), (11, 20), (21, month_length(year, month)))[following.a - 1]
        return found(Days(Day(year, month, low), Day(year, month, high), "period", "day", basis), at, at.index + 1)
    if following is not None and kind == "lastweekday" and year is not None:
        last = date(year, month, month_length(year, month))
        wanted = last - timedelta(days=(last.isoweekday() - following.a) % 7)
        return found(stretch(wanted, wanted, "day", "day", basis), at, at.index + 1)
    edge = _EDGE.match(at.text, at.atom.end)
    return found(months(year, month, month, basis), at, end=edge.end() if edge else None)


def _month(at: Place, year: int | None, basis: str) -> Found:
    return in_month(at, year, at.atom.a, basis)


def _monthday(at: Place, year: int | None, basis: str) -> Found:
    return found(day(year, at.atom.a, at.atom.b, basis), at)


def _quarter(at: Place, year: int | None, basis: str) -> Found:
    first, last = at.atom.a, at.atom.b
    return found(months(year, first * 3 - 2, last * 3, basis) if 1 <= first <= last <= QUARTERS else None, at)


def _half(at: Place, year: int | None, basis: str) -> Found:
    return found(months(year, 1, 6, basis) if at.atom.a == 1 else months(year, 7, 12, basis), at)


def _season(at: Place, year: int | None, basis: str) -> Found:
    return found(months(year, *words.SEASONS[at.atom.word], basis), at)


def _festival(at: Place, year: int | None, basis: str) -> Found:
    return found(festival(at.atom.word, year, basis), at)


def festival(name: str, year: int | None, basis: str) -> Days | None:
    """The day of a festival in a year; without a year only those of the solar calendar have one."""
    if year is None:
        known = words.SOLAR_FESTIVALS.get(name)
        days = day(None, *known, basis) if known else None
    else:
        held = festival_day(name, year)
        days = day(held.year, held.month, held.day, basis) if held else None
    return Days(days.low, days.high, "festival", "day", basis) if days else None


def _lunar(at: Place, year: int | None, basis: str) -> Found:
    return found(lunar_days(at.atom, year, basis), at)


def lunar_days(atom: Atom, year: int | None, basis: str) -> Days | None:
    """The day, or the month, of the lunar calendar that a lunar word (or 八月十五) means in the lunar year."""
    if year is None or not 1 <= abs(atom.a) <= MONTHS:
        return None
    if atom.b:
        held = lunar_day(year, atom.a, atom.b)
        return None if held is None else stretch(held, held, "festival" if (atom.a, atom.b) == (1, 1) else "day", "day", basis)
    both = lunar_month(year, atom.a)
    return None if both is None else stretch(*both, "month", "month", basis)


_FRONT = ("前", "头", "最初")


def _first(at: Place, year: int | None, basis: str) -> Found:
    """前三季度, 前10天, 前2周, 最后4个月 of a year."""
    side, _, unit = at.atom.word.partition("|")
    front = side in _FRONT
    if at.atom.a < 1 or not (front or side in ("最后", "后")):
        return None
    size = 3 if unit == "季度" else 1
    if unit in ("季度", "月"):
        return found(_first_months(year, at.atom.a * size, basis, front=front), at)
    return found(_first_days(year, at.atom.a, unit, basis), at) if front and year is not None else None


def _first_months(year: int | None, count: int, basis: str, *, front: bool) -> Days | None:
    if count > MONTHS:
        return None
    days = months(year, 1, count, basis) if front else months(year, MONTHS + 1 - count, MONTHS, basis)
    return Days(days.low, days.high, "period", days.precision, basis) if days else None


def _first_days(year: int, count: int, unit: str, basis: str) -> Days | None:
    if unit in ("天", "日") and count <= YEAR_DAYS:
        first = date(year, 1, 1)
        return stretch(first, first + timedelta(days=count - 1), "period", "day", basis)
    if unit in ("周", "星期") and count <= WEEKS:
        monday = date.fromisocalendar(year, 1, 1)
        return stretch(monday, monday + timedelta(days=7 * count - 1), "period", "week", basis)
    return None


def _nth(at: Place, year: int | None, basis: str) -> Found:
    """第三个月, 第一周, 第二季度 of a year (weeks as ISO 8601 counts them)."""
    number, unit = at.atom.a, at.atom.word
    if unit == "月":
        return found(months(year, number, number, basis), at)
    if unit == "季度":
        return found(months(year, number * 3 - 2, number * 3, basis) if 1 <= number <= QUARTERS else None, at)
    return found(week(date.fromisocalendar(year, number, 1), basis) if year is not None and 1 <= number <= WEEKS else None, at)


PARTS: dict[str, Callable[[Place, int | None, str], Found]] = {
    "month": _month,
    "monthday": _monthday,
    "quarter": _quarter,
    "half": _half,
    "season": _season,
    "festival": _festival,
    "lunar": _lunar,
    "first": _first,
    "nth": _nth,
}
"""Readers of the words that a year's word takes after it."""
