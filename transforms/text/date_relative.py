"""Dates that count from another day: 昨日, 上周三, 5天前, 去年同期, and a bare 14日."""

from datetime import date, timedelta

from transforms.text import date_words as words
from transforms.text.date_in_year import in_month, in_year
from transforms.text.date_reader import Found, Place, found, is_future, joined
from transforms.text.date_values import Day, Days, day, exists, month_length, months, shift_months, stretch, week, years


def _unknown(at: Place, precision: str) -> Found:
    """A relative date with nothing to count from."""
    return found(Days(None, None, "relative", precision, "none"), at)


def relative_year(at: Place) -> Found:
    """去年, 今年; 同年 and 次年 count from the year last named."""
    if at.atom.kind == "ctxyear":
        said = at.known.said
        return None if said is None or said.year is None else in_year(at, said.year + at.atom.a, "context")
    if at.atom.a == -1 and joined(at, at.index + 1, "same"):
        return _same_period(at)
    year = at.published.year + at.atom.a if at.published else None
    return in_year(at, year, "published_date" if at.published else "none")


def _same_period(at: Place) -> Found:
    """去年同期: the stretch of this year last spoken of, a year earlier; the whole of last year where none was."""
    said, published = at.known.said, at.published
    after = at.index + 1
    if published is None:
        return found(Days(None, None, "relative", "period", "none"), at, after)
    last, until = published.year - 1, at.known.until
    if said is not None and until is not None and said.year == until.year == published.year and at.known.grain in ("month", "quarter", "period"):
        return found(months(last, said.month, until.month, "context"), at, after)
    return found(years(last, last, "published_date"), at, after)


def relative_season(at: Place) -> Found:
    """今春, 去冬."""
    year = at.published.year + at.atom.a if at.published else None
    return found(months(year, *words.SEASONS[at.atom.word], "published_date" if at.published else "none"), at)


def relative_month(at: Place) -> Found:
    """上月, 本月; 当月 and 次月 count from the month last named."""
    if at.atom.kind == "ctxmonth":
        said = at.known.said
        if said is None or said.year is None or at.known.grain not in ("day", "month"):
            return None
        base, basis = date(said.year, said.month, 1), "context"
    elif at.published is None:
        return _unknown(at, "month")
    else:
        base, basis = at.published, "published_date"
    moved = shift_months(base, at.atom.a)
    return in_month(at, moved.year, moved.month, basis)


def relative_day(at: Place) -> Found:
    """昨日, 明天, 今晚."""
    if at.published is None:
        return _unknown(at, "day")
    moved = at.published + timedelta(days=at.atom.a)
    return found(stretch(moved, moved, "relative", "day", "published_date"), at)


def context_day(at: Place) -> Found:
    """当天, 次日: counted from the day last named; nothing where none was."""
    said = at.known.said
    if said is None or at.known.grain != "day":
        return None
    if said.year is None:
        return found(Days(said, said, "relative", "day", "context"), at) if at.atom.a == 0 else None
    moved = date(said.year, said.month, said.day) + timedelta(days=at.atom.a)
    return found(stretch(moved, moved, "relative", "day", "context"), at)


def _monday(value: date) -> date:
    return value - timedelta(days=value.weekday())


def _in_week(monday: date, weekday: int) -> Days:
    """The week, its weekend (67), or its weekday."""
    if not weekday:
        return week(monday, "published_date")
    first = monday + timedelta(days=5 if weekday == 67 else weekday - 1)  # noqa: PLR2004  the weekend's two days
    last = monday + timedelta(days=6) if weekday == 67 else first  # noqa: PLR2004  likewise
    return stretch(first, last, "relative" if first == last else "range", "day", "published_date")


def relative_week(at: Place) -> Found:
    """上周, 下周三."""
    if at.published is None:
        return _unknown(at, "day" if at.atom.b else "week")
    return found(_in_week(_monday(at.published) + timedelta(weeks=at.atom.a), at.atom.b), at)


def bare_weekday(at: Place) -> Found:
    """周三 is the last one, or this week's where words of the future follow."""
    if at.published is None:
        return _unknown(at, "day")
    monday = _monday(at.published)
    later = (at.atom.a if at.atom.a <= 7 else 6) > at.published.isoweekday()  # noqa: PLR2004  days of a week
    return found(_in_week(monday - timedelta(weeks=later and not is_future(at)), at.atom.a), at)


def half_week(at: Place) -> Found:
    """上半周 is Monday to Wednesday, 下半周 Thursday to Sunday."""
    if at.published is None:
        return None
    first, last = (0, 2) if at.atom.a == 1 else (3, 6)
    monday = _monday(at.published)
    return found(stretch(monday + timedelta(days=first), monday + timedelta(days=last), "period", "day", "published_date"), at)


_AGE = 62
"""A bare day belongs to the month last named if that was within so many days of publication."""
_SOON = 31


def bare_day(at: Place) -> Found:
    """14日: of the month last named, where that was near publication or nothing else is known; else the last such day before publication."""
    number, said, published = at.atom.a, at.known.said, at.published
    if at.month is not None:
        return found(day(at.year, at.month, number, "text" if at.year is not None else "none"), at)
    if said is not None and at.known.grain in ("day", "month") and exists(said.year, said.month, number) and _near(said, number, published):
        return found(day(said.year, said.month, number, "context"), at)
    return None if published is None else found(_last_such_day(published, number, future=is_future(at)), at)


def _near(said: Day, number: int, published: date | None) -> bool:
    if published is None or said.year is None:
        return published is None
    return abs((published - date(said.year, said.month, min(number, month_length(said.year, said.month)))).days) <= _AGE


def _last_such_day(published: date, number: int, *, future: bool) -> Days | None:
    """The latest day of that number not after tomorrow; of those to come the next, where words of the future follow."""
    for back in range(-1, 2) if future else range(3):
        year, month = divmod(published.year * 12 + published.month - 1 - back, 12)
        if exists(year, month + 1, number) and (date(year, month + 1, number) - published).days <= (_SOON if future else 1):
            return day(year, month + 1, number, "published_date")
    return None


def moved_by(base: date, count: int, unit: str) -> date | None:
    """`base` moved by `count` units (年, 季度, 月, 周, 天 ...); None for units below a day. OverflowError, ValueError outside of years 1 to 9999."""
    if unit.startswith("年"):
        return shift_months(base, 12 * count)
    if unit in ("月", "季度"):
        return shift_months(base, count * (3 if unit == "季度" else 1))
    if unit in ("周", "星期", "礼拜"):
        return base + timedelta(weeks=count)
    return base + timedelta(days=count) if unit in ("天", "日") else None


_BEGINS = frozenset("\n，。；：、“（(,;:将在于他她我的约")


def _told_from(at: Place) -> date | None:
    """What 两天后 counts from: the day last named nearby, else the day of publication where a clause begins with it, else nothing that is known."""
    said, start = at.known.said, at.atom.start
    if said is not None and said.year is not None and at.known.grain == "day" and start - at.known.said_at < _NEARBY:
        return date(said.year, said.month, said.day)
    return at.published if not start or at.text[start - 1] in _BEGINS else None


_NEARBY = 120


def ago(at: Place) -> Found:
    """5天前, 两年后: as fine as the unit that is named."""
    unit, ahead = at.atom.word[:-1], at.atom.word[-1] == "后"
    base = _told_from(at) if ahead else at.published
    if base is None or at.atom.a < 0:
        return _unknown(at, "period")
    try:
        moved = moved_by(base, at.atom.a if ahead else -at.atom.a, unit) or base
    except (ValueError, OverflowError):
        return None
    if unit.startswith("年"):
        days = years(moved.year, moved.year, "published_date")
    elif unit in ("月", "季度"):
        days = months(moved.year, moved.month, moved.month, "published_date")
    else:
        days = stretch(moved, moved, "relative", "day", "published_date")
    return found(Days(days.low, days.high, "relative", days.precision, days.basis) if days else None, at)


def counted(at: Place, *, ahead: bool) -> Found:
    """后1年, 之前3小时, 还剩5分钟: a stretch that starts after, or ends before, the day of publication."""
    base, unit = at.published, at.atom.word.partition("|")[2]
    if base is None:
        return None
    try:
        other = moved_by(base, at.atom.a if ahead else -at.atom.a, unit)
    except (ValueError, OverflowError):
        return None
    if other is None:
        return found(stretch(base, base, "relative", "day", "published_date"), at)
    first, last = (base + timedelta(days=1), other) if ahead else (other, base - timedelta(days=1))
    return found(stretch(first, last, "period", "day", "published_date"), at) if first <= last else None


def today(at: Place) -> Found:
    """上个小时, 现在: the day of publication."""
    return found(stretch(at.published, at.published, "relative", "day", "published_date"), at) if at.published else None
