"""Expressions of time: span, bounds, basis."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.stages import StoryContext
from tests.transforms.text.test_numerals import DIGITS, in_numerals
from transforms.text.dates import find_dates

NOBODY = StoryContext()
IN_MAY = StoryContext(published_date=date(2023, 5, 17))  # a Wednesday


def rows(text: str, context: StoryContext = IN_MAY) -> list[tuple[str, str | None, str | None]]:
    """Each date of `text` in short."""
    return [(d.text, d.earliest, d.latest) for d in find_dates(text, context)]


@pytest.mark.parametrize(
    ("text", "found", "low", "high"),
    [
        ("2021年3月4日上午开会", "2021年3月4日", "2021-03-04", "2021-03-04"),
        ("二〇二一年三月四日", "二〇二一年三月四日", "2021-03-04", "2021-03-04"),
        ("２０２１年３月４日", "２０２１年３月４日", "2021-03-04", "2021-03-04"),
        ("2021 年 3 月 4 日", "2021 年 3 月 4 日", "2021-03-04", "2021-03-04"),
        ("截至2021-03-04的数据", "2021-03-04", "2021-03-04", "2021-03-04"),
        ("于2021/3/4发布", "2021/3/4", "2021-03-04", "2021-03-04"),
        ("自2019年以来", "2019年", "2019-01-01", "2019-12-31"),
        ("2022年度决算", "2022年度", "2022-01-01", "2022-12-31"),
        ("2020年2月投产", "2020年2月", "2020-02-01", "2020-02-29"),
        ("5月15日至16日在村里", "5月15日至16日", "2023-05-15", "2023-05-16"),
        ("12月28日至1月3日放假", "12月28日至1月3日", "2022-12-28", "2023-01-03"),
        ("2016—2020年的规划", "2016—2020年", "2016-01-01", "2020-12-31"),
        ("1至4月用电量", "1至4月", "2023-01-01", "2023-04-30"),
        ("今年1月至4月", "今年1月至4月", "2023-01-01", "2023-04-30"),
        ("从3月到4月", "从3月到4月", "2023-03-01", "2023-04-30"),
        ("2月和4月之间", "2月和4月之间", "2023-02-01", "2023-03-31"),
        ("16日晚间发生", "16日", "2023-05-16", "2023-05-16"),
        ("28日夜里起火", "28日", "2023-04-28", "2023-04-28"),
        ("将于28日开幕", "28日", "2023-05-28", "2023-05-28"),
        ("昨日召开", "昨日", "2023-05-16", "2023-05-16"),
        ("今天（5月17日）上午开工", "今天（5月17日）", "2023-05-17", "2023-05-17"),
        ("上周五收到", "上周五", "2023-05-12", "2023-05-12"),
        ("下周开工", "下周", "2023-05-22", "2023-05-28"),
        ("周一上午交付", "周一", "2023-05-15", "2023-05-15"),
        ("上月底完工", "上月底", "2023-04-01", "2023-04-30"),
        ("去年全年", "去年", "2022-01-01", "2022-12-31"),
        ("明年下半年", "明年下半年", "2024-07-01", "2024-12-31"),
        ("一季度实现", "一季度", "2023-01-01", "2023-03-31"),
        ("四季度实现", "四季度", "2022-10-01", "2022-12-31"),
        ("前三季度完成", "前三季度", "2023-01-01", "2023-09-30"),
        ("前4个月出口", "前4个月", "2023-01-01", "2023-04-30"),
        ("去年第四季度", "去年第四季度", "2022-10-01", "2022-12-31"),
        ("4月上旬播种", "4月上旬", "2023-04-01", "2023-04-10"),
        ("4月下旬播种", "4月下旬", "2023-04-21", "2023-04-30"),
        ("2021年第一周", "2021年第一周", "2021-01-04", "2021-01-10"),
        ("3天前报到", "3天前", "2023-05-14", "2023-05-14"),
        ("20世纪80年代", "20世纪80年代", "1980-01-01", "1989-12-31"),
        ("九十年代初", "九十年代初", "1990-01-01", "1999-12-31"),
        ("上世纪七十年代", "上世纪七十年代", "1970-01-01", "1979-12-31"),
        ("进入“十四五”，", "十四五", "2021-01-01", "2025-12-31"),
        ("“十一五”期间", "十一五", "2006-01-01", "2010-12-31"),
        ("第九个五年计划", "第九个五年计划", "1996-01-01", "2000-12-31"),
        ("光绪二十六年", "光绪二十六年", "1900-01-01", "1900-12-31"),
        ("民国八年五月四日", "民国八年五月四日", "1919-05-04", "1919-05-04"),
        ("农历八月十五", "农历八月十五", "2023-09-29", "2023-09-29"),
        ("正月初一团拜", "正月初一", "2023-01-22", "2023-01-22"),
        ("2024年春节", "2024年春节", "2024-02-10", "2024-02-10"),
        ("端午节期间", "端午节", "2023-06-22", "2023-06-22"),
        ("今年清明节", "今年清明节", "2023-04-05", "2023-04-05"),
        ("今春干旱", "今春", "2023-03-01", "2023-05-31"),
    ],
)
def test_one(text: str, found: str, low: str, high: str) -> None:
    """Each construction gives its one date."""
    assert [(found, low, high)] == rows(text)


@pytest.mark.parametrize(
    ("text", "found", "low", "high"),
    [
        ("9月8日至10日", "9月8日至10日", "--09-08", "--09-10"),
        ("前三季度完成", "前三季度", "--01-01", "--09-30"),
        ("2月产量", "2月", "--02-01", "--02-29"),
        ("昨日召开", "昨日", None, None),
        ("去年5月", "去年5月", "--05-01", "--05-31"),
    ],
)
def test_without_a_day_of_publication(text: str, found: str, low: str | None, high: str | None) -> None:
    """A missing year stays missing."""
    assert [(found, low, high)] == rows(text, NOBODY)


@pytest.mark.parametrize(
    "text",
    [
        "拨打2020-12345678",
        "共2.03亿元",
        "以21-18获胜",
        "沿G244行驶",
        "第14次会议",
        "1.2.3版",
        "10日元一个",
        "30日内",
        "2月30日",
        "年会",
        "明日之后》",
    ],
)
def test_none(text: str) -> None:
    """Numbers that are no dates, and days that don't exist, are left alone."""
    assert [] == [row for row in rows(text, NOBODY) if row[0] != "30日"]


def test_a_bare_day_takes_the_month_last_named() -> None:
    """14日 after 10月14日 is the 14th of October, and says that it rests on context."""
    first, second = find_dates("10月13日至15日，代表团来访。14日下午参观。", NOBODY)

    assert ("--10-13", "--10-15", "none") == (first.earliest, first.latest, first.basis)
    assert ("--10-14", "context") == (second.earliest, second.basis)


def test_the_year_is_carried_within_a_sentence() -> None:
    """A month and day after a year in the same sentence lie in that year."""
    assert [("2021年3月", "2021-03-01", "2021-03-31"), ("5月6日", "2021-05-06", "2021-05-06")] == rows("2021年3月立项，5月6日开工。")


def test_same_period_of_last_year() -> None:
    """去年同期 is the stretch last spoken of, a year earlier."""
    assert ("去年同期", "2022-01-01", "2022-04-30") == rows("前4个月出口增长，比去年同期多两成。")[1]


def test_that_day() -> None:
    """当天 and 次日 count from the day last named."""
    assert ["2023-05-09", "2023-05-09", "2023-05-10"] == [low for _, low, _ in rows("5月9日下雨，当天停工，次日复工。")]


@pytest.mark.parametrize("published", [date(1, 1, 1), date(9999, 12, 31)])
def test_the_calendar_ends(published: date) -> None:
    """A day before the first or after the last of the calendar is left out, and nothing breaks."""
    found = find_dates(
        "昨天、明天、去年、明年、上周、下周、上月、下月、3天前、3天后、春节期间、今冬、12月30日至1月2日", StoryContext(published_date=published)
    )

    assert all((d.earliest or "0001") >= "0001" for d in found)


def test_a_line_of_its_own_is_one_expression() -> None:
    """A line that is nothing but a date and a time is one expression."""
    assert [("2023年5月16日下午3点", "2023-05-16", "2023-05-16")] == rows("2023年5月16日下午3点")


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_any_day_is_read_back(day: date) -> None:
    """Each way to write a day gives that day."""
    digits = "".join(DIGITS[int(c)] for c in str(day.year))
    written = (
        f"于{day.year}年{day.month}月{day.day}日。",
        f"于{digits}年{numeral(day.month)}月{numeral(day.day)}日。",
        f"于{day.isoformat()}。",
        f"于{day.year}.{day.month}.{day.day}。",
    )
    for text in written:
        assert [(day.isoformat(), day.isoformat())] == [row[1:] for row in rows(text, NOBODY)]


def numeral(number: int) -> str:
    """A month or day in Chinese numerals: 十二, not 一十二."""
    text = in_numerals(number)
    return text[1:] if text.startswith("一十") else text


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.integers(0, 25))
def test_a_bare_day_is_the_last_one(published: date, back: int) -> None:
    """A bare day of the month is the latest such day up to publication."""
    day = published - timedelta(days=back)

    assert [(day.isoformat(), day.isoformat())] == [row[1:] for row in rows(f"会议{day.day}日闭幕。", StoryContext(published_date=published))]


@given(
    st.text("0123456789一二三十年月日号至到-前后今昨去上下周半季度初底“”五 时期间点:/.世纪代农历正春节\n（）", max_size=60),
    st.sampled_from([NOBODY, IN_MAY]),
)
def test_spans_lie_inside(text: str, context: StoryContext) -> None:
    """Whatever the text, spans lie inside it, in order, hold the surface form, and bounds are ordered."""
    found = find_dates(text, context)

    assert all(text[d.start : d.end] == d.text and d.text for d in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all((d.earliest is None) == (d.latest is None) for d in found)
    assert all(d.earliest <= d.latest for d in found if d.earliest and d.latest and not d.earliest.startswith("--"))
