"""Days, and stretches of them, whose year may be unknown."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """A day; `year` is None where it is unknown."""

    year: int | None
    month: int
    day: int

    def __str__(self) -> str:
        """YYYY-MM-DD, or --MM-DD without a year (ISO 8601:1988 truncated form, as XML Schema's gMonthDay has it)."""
        return f"--{self.month:02d}-{self.day:02d}" if self.year is None else f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Days:
    """From `low` to `high`, both included; None where nothing is known. Kind, precision and basis as in schemas.records.DateExpression."""

    low: Day | None
    high: Day | None
    kind: str
    precision: str
    basis: str = "text"


def of_date(value: date) -> Day:
    """`value` as a Day."""
    return Day(value.year, value.month, value.day)


def month_length(year: int | None, month: int) -> int:
    """Days of a month; February of an unknown year has 29."""
    return calendar.monthrange(2000 if year is None else year, month)[1]


def exists(year: int | None, month: int, day: int) -> bool:
    """Whether there is such a day."""
    return 1 <= month <= 12 and 1 <= day <= month_length(year, month) and (year is None or 1 <= year <= 9999)  # noqa: PLR2004  the calendar's own numbers


def day(year: int | None, month: int, number: int, basis: str) -> Days | None:
    """One day."""
    if not exists(year, month, number):
        return None
    value = Day(year, month, number)
    return Days(value, value, "day", "day", basis)


def months(year: int | None, first: int, last: int, basis: str) -> Days | None:
    """From the first day of the month `first` to the last of `last`, which lies in the next year where it is smaller."""
    if not (1 <= first <= 12 and 1 <= last <= 12) or (year is not None and not 1 <= year < 9999):  # noqa: PLR2004  the calendar's own numbers
        return None
    end = year if year is None or last >= first else year + 1
    kind = "month" if first == last else "quarter" if last - first == 2 and first % 3 == 1 else "period"  # noqa: PLR2004  three months
    return Days(Day(year, first, 1), Day(end, last, month_length(end, last)), kind, "quarter" if kind == "quarter" else "month", basis)


def years(first: int, last: int, basis: str, kind: str = "year") -> Days | None:
    """Whole years."""
    if not 1 <= first <= last <= 9999:  # noqa: PLR2004  the calendar's own numbers
        return None
    return Days(Day(first, 1, 1), Day(last, 12, 31), kind, kind if kind in ("year", "decade") else "period", basis)


def stretch(first: date, last: date, kind: str, precision: str, basis: str) -> Days:
    """From one day to another."""
    return Days(of_date(first), of_date(last), kind, precision, basis)


def week(monday: date, basis: str) -> Days:
    """The week that starts on `monday`."""
    return stretch(monday, monday + timedelta(days=6), "week", "week", basis)


def shift_months(value: date, count: int) -> date:
    """`value` `count` months on; the last day of a shorter month where it has no such day. ValueError outside of the years 1 to 9999."""
    index = value.year * 12 + value.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(value.day, month_length(year, month + 1)))
