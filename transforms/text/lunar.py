"""The Chinese lunisolar calendar: days of its months, its festivals, the solar terms (lunar_python does the astronomy)."""

from datetime import date
from functools import lru_cache

from lunar_python import Lunar, LunarMonth, Solar

from transforms.text.date_words import LUNAR_FESTIVALS, SOLAR_FESTIVALS

FIRST, LAST = 1600, 2200
"""Years within which the library's tables were held against one another."""


@lru_cache(maxsize=1024)
def lunar_day(year: int, month: int, day: int) -> date | None:
    """The day that the `day`th of the lunar `month` (negative for an intercalary one) of the lunar `year` fell on; None where there is none."""
    if not FIRST <= year <= LAST:
        return None
    found = LunarMonth.fromYm(year, month)
    if found is None or not 1 <= day <= found.getDayCount():
        return None
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@lru_cache(maxsize=1024)
def lunar_month(year: int, month: int) -> tuple[date, date] | None:
    """First and last day of a lunar month."""
    if not FIRST <= year <= LAST:
        return None
    found = LunarMonth.fromYm(year, month)
    first = None if found is None else lunar_day(year, month, 1)
    last = None if found is None else lunar_day(year, month, found.getDayCount())
    return None if first is None or last is None else (first, last)


@lru_cache(maxsize=1024)
def festival_day(name: str, year: int) -> date | None:
    """The day of `name` (one of date_words.FESTIVALS) that the year `year` means; 除夕 of a year is the eve of its Spring Festival."""
    if name in SOLAR_FESTIVALS:
        return date(year, *SOLAR_FESTIVALS[name])
    if name in ("除夕", "大年三十"):
        first = lunar_day(year, 1, 1)
        return None if first is None else date.fromordinal(first.toordinal() - 1)
    if name in LUNAR_FESTIVALS:
        return lunar_day(year, *LUNAR_FESTIVALS[name])
    return _solar_term(name.removesuffix("节"), year)


def _solar_term(name: str, year: int) -> date | None:
    if not FIRST <= year <= LAST:
        return None
    table = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
    solar = table.get("DONG_ZHI" if name == "冬至" else name)  # the table opens with the winter solstice of the year before
    return None if solar is None else date(solar.getYear(), solar.getMonth(), solar.getDay())
