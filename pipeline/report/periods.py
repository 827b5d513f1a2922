"""Days gathered into as many columns as a chart can show: days, months or years."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

MOST = 62
"""Columns of a chart."""
TAIL = 0.01
"""The share of stories at either end that a chart may leave out so that the others can be seen."""

Days = Mapping[tuple[date, str], int]
"""Stories by day and source of the date."""


@dataclass(frozen=True, slots=True)
class Period:
    """A column: its name, such as 2026-11, and its stories by source."""

    name: str
    stories: dict[str, int]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The columns of a chart without a gap, and how many stories lie before the first and after the last."""

    unit: str
    """day, month or year."""
    periods: tuple[Period, ...]
    before: int
    after: int


def timeline(days: Days) -> Timeline:
    """The finest division of the days that makes no more columns than a chart can show."""
    totals: Counter[date] = Counter()
    for (day, _), count in days.items():
        totals[day] += count
    if not totals:
        return Timeline("day", (), 0, 0)
    first, last = min(totals), max(totals)
    if len(_names("month", first, last)) > MOST:
        first, last = _without_tails(totals)
    unit = next((unit for unit in ("day", "month") if len(_names(unit, first, last)) <= MOST), "year")
    names = _names(unit, first, last)[-MOST:]
    found: dict[str, Counter[str]] = {name: Counter() for name in names}
    outside = Counter({"before": 0, "after": 0})
    for (day, source), count in days.items():
        name = _name(unit, day)
        if name in found:
            found[name][source] += count
        else:
            outside["before" if name < names[0] else "after"] += count
    return Timeline(unit, tuple(Period(name, dict(stories)) for name, stories in found.items()), outside["before"], outside["after"])


def _without_tails(totals: Counter[date]) -> tuple[date, date]:
    """The first and the last day once the outermost stories at both ends are left out."""
    days, most = sorted(totals), totals.total() * TAIL
    sums = list(accumulate(totals[day] for day in days))
    first = next(day for day, upto in zip(days, sums, strict=True) if upto > most)
    last = next(day for day, upto in zip(days, sums, strict=True) if upto >= totals.total() - most)
    return first, max(first, last)


def _name(unit: str, day: date) -> str:
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]]


def _names(unit: str, first: date, last: date) -> list[str]:
    """The columns from one day to another, without a gap; of days no more than are of use."""
    if unit == "day":
        return [(first + timedelta(number)).isoformat() for number in range(min((last - first).days, MOST) + 1)]
    if unit == "year":
        return [f"{year:04d}" for year in range(first.year, last.year + 1)]
    return list(_months(first, last))


def _months(first: date, last: date) -> Iterator[str]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield f"{number // 12:04d}-{number % 12 + 1:02d}"
