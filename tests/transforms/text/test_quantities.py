"""Quantities: value, unit, dimension, bound and place."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.stages import StoryContext
from tests.transforms.text.test_numerals import in_numerals
from transforms.text.quantities import find_quantities

NOBODY = StoryContext()


def rows(text: str) -> list[tuple[str, str, str, str, str]]:
    """Each quantity of `text` in short."""
    return [(q.text, str(q.value), q.unit, q.dimension, q.bound) for q in find_quantities(text, NOBODY)]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("投资1.5亿元建成", ("1.5亿元", "150000000", "CNY", "money", "exact")),
        ("耗资四千八百万元", ("四千八百万元", "48000000", "CNY", "money", "exact")),
        ("贷款超过30亿美元", ("超过30亿美元", "3000000000", "USD", "money", "at_least")),
        ("门票人民币80元", ("人民币80元", "80", "CNY", "money", "exact")),
        ("捐款新臺幣300萬元", ("新臺幣300萬元", "3000000", "TWD", "money", "exact")),
        ("单价三块五毛", ("三块五毛", "3.5", "CNY", "money", "exact")),
        ("标价$25", ("$25", "25", "USD", "money", "exact")),
        ("过百亿元的盘子", ("过百亿元", "10000000000", "CNY", "money", "at_least")),
        ("增长12.5%", ("12.5%", "12.5", "%", "percent", "exact")),
        ("下降0.4个百分点", ("0.4个百分点", "0.4", "个百分点", "percent", "exact")),
        ("占百分之六十五", ("百分之六十五", "65", "%", "percent", "exact")),
        ("约三成居民", ("约三成", "30", "%", "percent", "approx")),
        ("打八五折", ("八五折", "85", "%", "percent", "exact")),
        ("打對折出售", ("對折", "50", "%", "percent", "exact")),
        ("千分之三的误差", ("千分之三", "0.3", "%", "percent", "exact")),
        ("种植2.6万亩", ("2.6万亩", "26000", "亩", "area", "exact")),
        ("全长18公里", ("18公里", "18", "公里", "length", "exact")),
        ("绕行12千米", ("12千米", "12", "千米", "length", "exact")),
        ("收粮近40万吨", ("近40万吨", "400000", "吨", "weight", "approx")),
        ("重三十两白银", ("三十两", "30", "两", "weight", "exact")),
        ("一吨半化肥", ("一吨半", "1.5", "吨", "weight", "exact")),
        ("历时18个月", ("18个月", "18", "月", "duration", "exact")),
        ("花了三个多小时", ("三个多小时", "3", "小时", "duration", "at_least")),
        ("两个半小时", ("两个半小时", "2.5", "小时", "duration", "exact")),
        ("用时3分05秒8", ("3分05秒8", "185.8", "秒", "duration", "exact")),
        ("时速80公里/小时", ("80公里/小时", "80", "公里/小时", "speed", "exact")),
        ("震级5.2级", ("5.2级", "5.2", "级", "other", "exact")),
        ("1300余人到场", ("1300余人", "1300", "人", "count", "at_least")),
        ("20多万名学生", ("20多万名", "200000", "名", "count", "at_least")),
        ("上百人排队", ("上百人", "100", "人", "count", "at_least")),
        ("不足50户", ("不足50户", "50", "户", "count", "at_most")),
        ("6周岁以下儿童", ("6周岁以下", "6", "周岁", "other", "at_most")),
        ("客流量88万人次", ("88万人次", "880000", "人次", "count", "exact")),
        ("为300万失业者", ("300万", "3000000", "", "count", "exact")),
        ("占四分之一", ("四分之一", "0.25", "", "count", "exact")),
        ("降到-5℃", ("-5℃", "-5", "℃", "other", "exact")),
        ("气温零下5摄氏度", ("零下5摄氏度", "-5", "摄氏度", "other", "exact")),
        ("时速350公里的列车", ("350公里", "350", "公里/小时", "speed", "exact")),
        ("身高1米75的队员", ("1米75", "1.75", "米", "length", "exact")),
        ("超过一半的村民", ("超过一半", "0.5", "", "count", "at_least")),
        ("梨子吃了一个半。", ("一个半", "1.5", "个", "count", "exact")),
        ("指数为负三点二，", ("负三点二", "-3.2", "", "count", "exact")),
        ("基层减负7个", ("7个", "7", "个", "count", "exact")),
        ("结余负一个，", ("负一个", "-1", "个", "count", "exact")),
        ("月薪15k，", ("15k", "15000", "", "count", "exact")),
        ("答案大于七。", ("七", "7", "", "count", "exact")),
        ("“六”", ("六", "6", "", "count", "exact")),
        ("三。", ("三", "3", "", "count", "exact")),
        ("（二百零五）", ("二百零五", "205", "", "count", "exact")),
        ("耗时一个半小时", ("一个半小时", "1.5", "小时", "duration", "exact")),
    ],
)
def test_one(text: str, row: tuple[str, str, str, str, str]) -> None:
    """Each construction gives its one quantity."""
    assert [row] == rows(text)


def test_a_sum_counts_its_numbers() -> None:
    """Numbers that are added, subtracted or compared are quantities without a unit."""
    assert [("三", "3"), ("四", "4"), ("-5", "-5")] == [(text, value) for text, value, *_ in rows("三加四大于-5。")]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("选派3至5名干部", 3, 5, "名"),
        ("增产10%-15%", 10, 15, "%"),
        ("补贴3到5万元", 30000, 50000, "CNY"),
        ("相隔200米至300米", 200, 300, "米"),
        ("来了三五十人", 30, 50, "人"),
    ],
)
def test_range(text: str, low: int, high: int, unit: str) -> None:
    """A range is one quantity with two ends."""
    [found] = find_quantities(text, NOBODY)

    assert (Decimal(low), Decimal(high), unit, "range") == (found.value, found.value_max, found.unit, found.bound)


def test_a_list_shares_its_unit() -> None:
    """Numbers of a list take the unit of its last."""
    assert [("0.7", "percent"), ("0.3", "percent")] == [(str(q.value), q.dimension) for q in find_quantities("加快0.7、0.3个百分点", NOBODY)]
    assert ["300000000", "450000000"] == [str(q.value) for q in find_quantities("分别为3亿和4.5亿元", NOBODY)]


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月5日上午9时30分",
        "第12届运动会第三次会议",
        "沿G312线和S211行驶",
        "拨打0571-88886666或13800001111",
        "以3比2获胜，比分21:18",
        "升级到1.12.3版",
        "万一下雨，全市唯一入选",
        "一些人一直一起走",
        "推进“三个转变”",
        "（十二）附则",
        "进入“十四五”时期",
        "五道口在四川吗",
        "一件事，一项任务",
        "前8个月和上半年",
        "居前三名",
        "另一半",
        "全以4K、8K制作",
        "（十三）",
        "困难群众减半。",
    ],
)
def test_none(text: str) -> None:
    """Dates, clocks, ordinals, roads, telephones, scores, versions, words and names are no quantities."""
    assert rows(text) == []


def test_too_large_a_value_is_null() -> None:
    """What the column can't hold is NULL, the quantity stays."""
    [found] = find_quantities("共99999999亿亿元", NOBODY)

    assert found.value is None


@given(st.integers(11, 10**10), st.sampled_from(["元", "人", "吨", "公里"]))
def test_numerals_mean_what_digits_mean(number: int, unit: str) -> None:
    """A quantity keeps its value when its digits are rewritten into Chinese numerals."""
    digits, numerals = (find_quantities(f"共计{written}{unit}。", NOBODY) for written in (str(number), in_numerals(number)))

    assert [Decimal(number)] == [q.value for q in digits] == [q.value for q in numerals]


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(["万元", "%", "名", "亩", "个百分点"]))
def test_full_width_forms_change_nothing(whole: int, part: int, unit: str) -> None:
    """Full-width digits, points and percent signs, and spaces around the number, change only offsets."""
    plain = f"达到{whole}.{part}{unit}。"
    wide = plain.translate({i: i + 0xFEE0 for i in range(0x21, 0x7F)})
    spaced = f"达到 {whole}.{part} {unit}。"

    assert len({tuple((q.value, q.unit, q.bound) for q in find_quantities(text, NOBODY)) for text in (plain, wide, spaced)}) == 1


@given(st.text("0123456789.,%一二三十百千万亿两半余多几至-元人年月日号第点分之个 近超\n“”折成/^eE", max_size=60))
def test_spans_lie_inside(text: str) -> None:
    """Whatever the text, spans lie inside it, in order, and hold the surface form."""
    found = find_quantities(text, NOBODY)

    assert all(text[q.start : q.end] == q.text and q.text for q in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(q.value is None or q.value.is_finite() for q in found)
