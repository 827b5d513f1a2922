"""Phrases of date words and what they mean: 今年3月上旬 is one phrase of three words."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from transforms.text import date_relative as relative
from transforms.text.date_atoms import Atom
from transforms.text.date_in_year import PARTS, festival, in_month, in_year, lunar_days
from transforms.text.date_reader import Found, Known, Place, found, is_future, joined, same_sentence, year_of
from transforms.text.date_values import Day, Days, day, months, years
from transforms.text.lunar import festival_day


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the flat text: where it stands, the first atom that isn't its, and the days it means."""

    start: int
    end: int
    next: int
    days: Days


def phrase_at(place: Place) -> Phrase | None:
    """The phrase whose first word is the atom at `place`; None where it means no day of the years 1 to 9999."""
    read = _READERS.get(place.atom.kind)
    try:
        result = read(place) if read else None
    except (OverflowError, ValueError):  # what datetime raises beyond its calendar
        return None
    if result is None:
        return None
    days, after, end = result
    return Phrase(place.atom.start, end, after, days)


def _ymd(at: Place) -> Found:
    return found(day(at.atom.a, at.atom.b, at.atom.c, "text"), at)


def _ym(at: Place) -> Found:
    return found(months(at.atom.a, at.atom.b, at.atom.b, "text"), at)


def _year(at: Place) -> Found:
    return in_year(at, at.atom.a, "text")


def _month(at: Place) -> Found:
    following = joined(at, at.index + 1, "day")
    year, basis = year_of(at, at.atom.a, following.a if following else 1)
    return in_month(at, year, at.atom.a, basis)


def _monthday(at: Place) -> Found:
    """八月十五 without a year and without 日 is a day of the lunar calendar."""
    year, basis = _lunar_year(at)
    return found(lunar_days(at.atom, year, basis), at)


_WINTER, _SPRING = 11, 3


def _lunar_year(at: Place) -> tuple[int | None, str]:
    """The lunar year that is meant: its last two months are told of until March."""
    if at.atom.kind == "lunar" and at.atom.c:
        return at.atom.c, "text"
    if at.year is not None:
        return at.year, "text"
    if at.published is None:
        return None, "none"
    return at.published.year - (abs(at.atom.a) >= _WINTER and at.published.month <= _SPRING), "published_date"


def _lunar(at: Place) -> Found:
    days = lunar_days(at.atom, *_lunar_year(at))
    return found(days or Days(None, None, "festival", "day", "none"), at)


_FEAST = re.compile(r"当天|当日|这天|这一天|那天|期间|假期|前夕|前后|小长假|长假|黄金周")


def _festival(at: Place) -> Found:
    """A festival's name is a date where a word of time follows it: the one nearest to publication."""
    if not _FEAST.match(at.text, at.atom.end):
        return None
    published = at.published
    if published is None:
        return found(festival(at.atom.word, None, "none"), at)
    near = [held for year in range(published.year - 1, published.year + 2) if (held := festival_day(at.atom.word, year))]
    best = min(near, key=lambda held: abs((held - published).days), default=None)
    value = Day(best.year, best.month, best.day) if best else None
    return found(Days(value, value, "festival", "day", "published_date") if value else None, at)


def _of_a_year(at: Place) -> Found:
    """A quarter, half or first months of a year that isn't named."""
    if at.atom.kind == "half" and at.atom.b:
        return _half_before(at)
    year, basis = (at.year, "text") if at.year is not None else _open_year(at)
    return PARTS[at.atom.kind](at, year, basis)


def _open_year(at: Place) -> tuple[int | None, str]:
    """The year last spoken of in the sentence, or the year of publication; the one before for a quarter that hadn't begun."""
    said, published = at.known.said, at.published
    if said is not None and said.year is not None and (published is None or same_sentence(at)):
        return said.year, "context"
    if published is None:
        return None, "none"
    if at.atom.kind == "first":
        return published.year - (published.month == 1), "published_date"
    early = at.atom.kind == "quarter" and at.atom.a * 3 - 2 > published.month and not is_future(at)
    return published.year - early, "published_date"


_HALF = 6


def _half_before(at: Place) -> Found:
    """上个半年 and 下个半年, counted from the day of publication."""
    if at.published is None:
        return None
    current = at.published.year * 2 + (at.published.month > _HALF)
    year, half = divmod(current + (-1 if at.atom.word == "上" else 1), 2)
    return found(months(year, 1 + _HALF * half, _HALF + _HALF * half, "published_date"), at)


_BREAKS = "\n，。；、：,;“（("
_COUNTED = {"后": True, "之后": True, "还剩": True, "还剩下": True, "前": False, "之前": False}


def _first(at: Place) -> Found:
    """前三季度 and 前5个月 of a year; 后1年 and 之前3小时 where a clause begins with it."""
    side, _, unit = at.atom.word.partition("|")
    if side in ("前", "头") and unit in ("季度", "月"):
        return _of_a_year(at)
    before = at.text[at.atom.start - 1] if at.atom.start else "\n"
    if at.atom.a < 0 or before not in _BREAKS or side not in _COUNTED:
        return None
    return relative.counted(at, ahead=_COUNTED[side])


_FULL, _DECADE, _MODERN = 1000, 10, 30


def _decade(at: Place) -> Found:
    """九十年代 is the nineties of the last century, 20年代 the twenties of this one: decades still to come are rarely told of."""
    value = at.atom.a
    if value >= _FULL:
        return found(years(value, value + 9, "text", "decade"), at)
    if value % _DECADE or not 0 <= value < _DECADE * _DECADE:
        return None
    first = value + (1900 if value >= _MODERN else 2000)
    return found(years(first, first + 9, "text", "decade"), at)


def _century(at: Place) -> Found:
    """20世纪90年代, 21世纪, 上世纪; the first year of a century ends in 01."""
    number, decade = at.atom.a, at.atom.b
    if at.atom.kind == "lastcentury":
        base = at.published.year if at.published else 2001
        number += (base - 1) // 100 + 1
    first = (number - 1) * 100
    if decade > 0:
        return found(years(first + decade, first + decade + 9, "text", "decade"), at)
    return found(years(first + 1, first + 100, "text", "period"), at)


_FIRST_PLANS = {1: 1953, 2: 1958}
_THIRD_PLAN, _LAST_PLAN = 1966, 40


def _plan(at: Place) -> Found:
    """China's five-year plans: the first ran 1953 to 1957, the second to 1962; the third began in 1966 and one follows another since then."""
    number = at.atom.a
    if not 1 <= number <= _LAST_PLAN:
        return None
    first = _FIRST_PLANS.get(number, _THIRD_PLAN + 5 * (number - 3))
    return found(years(first, first + 4, "text", "period"), at)


_NOT_YEAR_EDGE = frozenset("0123456789一二三四五六七八九十每逐历往全整半周学多几少成童晚青老中百千万两前后今去明当同次")


def _year_edge(at: Place) -> Found:
    """年底 and 年初 of the year of publication."""
    before = at.text[at.atom.start - 1] if at.atom.start else "\n"
    if at.published is None or before in _NOT_YEAR_EDGE:
        return None
    return found(years(at.published.year, at.published.year, "published_date"), at)


_READERS: dict[str, Callable[[Place], Found]] = {
    "ymd": _ymd,
    "ym": _ym,
    "year": _year,
    "era": _year,
    "relyear": relative.relative_year,
    "ctxyear": relative.relative_year,
    "relseason": relative.relative_season,
    "month": _month,
    "monthday": _monthday,
    "day": relative.bare_day,
    "relmonth": relative.relative_month,
    "ctxmonth": relative.relative_month,
    "relday": relative.relative_day,
    "ctxday": relative.context_day,
    "relweek": relative.relative_week,
    "weekday": relative.bare_weekday,
    "halfweek": relative.half_week,
    "quarter": _of_a_year,
    "half": _of_a_year,
    "first": _first,
    "ago": relative.ago,
    "decade": _decade,
    "century": _century,
    "lastcentury": _century,
    "plan": _plan,
    "lunar": _lunar,
    "festival": _festival,
    "yearedge": _year_edge,
    "lasthour": relative.today,
    "now": relative.today,
}

__all__ = ["Atom", "Known", "Phrase", "Place", "phrase_at"]
