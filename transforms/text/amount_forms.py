"""A number with what it counts: units and currencies, percentages and tenths, lap times, halves and parts after the unit."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from transforms.text.number_at import Number, number_at
from transforms.text.numerals import NUMERAL, parse
from transforms.text.units import ARABIC_ONLY, Unit, currency_before, unit_at


class Amount(NamedTuple):
    """A quantity in the flat text; fields as in schemas.records.Quantity."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    dimension: str
    bound: str


def exactly(number: Number, end: int, value: Decimal, unit: str, dimension: str) -> Amount:
    """A quantity from where `number` starts to `end`, bound as it is."""
    return Amount(number.start, end, value, None, unit, dimension, number.bound)


def measured(text: str, number: Number) -> Amount | None:
    """`number` with its unit, or as a share; None where it has none."""
    for read in _FORMS.get(text[number.end : number.end + 1], _ANY):
        amount = read(text, number)
        if amount is not None:
            return amount
    return None


_TENTHS = re.compile(r"成(?:(?P<more>[零一二三四五六七八九半])(?![十百千万]))?|折")
_NOT_TENTHS = frozenset("立为员就果绩功本交分熟都长型品语效不叠断腾磨射返像千人名")
_POINTS = re.compile(r"(?:(?P<sign>%|‰)|个?百分点)")
_MILLE = Decimal("0.1")


def _percent(text: str, number: Number) -> Amount | None:
    """12.5%, 3‰, 0.3个百分点."""
    found = _POINTS.match(text, number.end)
    if found is None:
        return None
    value = number.value * _MILLE if found["sign"] == "‰" else number.value
    return exactly(number, found.end(), value, "%" if found["sign"] else "个百分点", "percent")


def _tenths(text: str, number: Number) -> Amount | None:
    """三成, 三成半, 九五折: tenths of the whole."""
    found = _TENTHS.match(text, number.end)
    if found is None or text[found.end() : found.end() + 1] in _NOT_TENTHS or number.kind == "fraction":
        return None
    value = number.value
    if found.group() == "折" and number.kind == "han" and number.end - number.start > 1 and "点" not in text[number.start : number.end]:
        value *= _MILLE  # 九五折 reads its digits one by one: 9.5 tenths
    value *= 10
    if found["more"]:
        value += 5 if found["more"] == "半" else parse(found["more"]) or 0
    return exactly(number, found.end(), value, "%", "percent")


_SHARES = {"百": Decimal(1), "佰": Decimal(1), "千": _MILLE, "仟": _MILLE, "万": Decimal("0.01"), "万万": Decimal("0.000001")}
_SHARE = re.compile(rf"(?P<share>万万|[百佰千仟万])分之(?P<sign>[负-])?(?P<num>{NUMERAL})")
_NUMBER_END = re.compile(r"[0-9零一二三四五六七八九十百千万亿]")


def _hundredths(text: str, number: Number) -> Amount | None:
    """百分之五十, 千分之二点四; a number before 百 makes it a fraction (五百分之二)."""
    found = _SHARE.match(text, number.start)
    if found is None or (number.start and _NUMBER_END.match(text[number.start - 1])):
        return None
    inner = number_at(text, found.start("num"))
    if inner is None:
        return None
    value = inner.value * _SHARES[found["share"]] * (-1 if found["sign"] else 1)
    return Amount(number.start, inner.end, value, inner.value_max, "%", "percent", inner.bound)


_LAP = re.compile(r"(?:(?P<m>\d{1,3})分)?(?P<s>\d{1,2})秒(?P<part>\d{1,3})?(?!\d)")
_HOURS = re.compile(rf"个?小时(?P<m>{NUMERAL})分钟?")
_SIXTY = 60


def _lap(text: str, number: Number) -> Amount | None:
    """3分27秒46 and 45秒92, in seconds; 2小时30分, in minutes."""
    found = _LAP.match(text, number.start)
    if found is not None and (found["m"] or found["part"]):
        value = Decimal(f"{found['s']}.{found['part'] or 0}") + _SIXTY * int(found["m"] or 0)
        return exactly(number, found.end(), value, "秒", "duration")
    found = _HOURS.match(text, number.end)
    minutes = parse(found["m"]) if found else None
    return exactly(number, found.end(), number.value * _SIXTY + minutes, "分钟", "duration") if found and minutes is not None else None


def _counted(text: str, number: Number) -> Amount | None:
    """`number` with a unit after it, or a currency before it."""
    found = _unit(text, number)
    code = currency_before(text, number.start)
    if code and (found is None or found[0].dimension != "money"):
        return Amount(number.start - len(code[0]), number.end, number.value, number.value_max, code[1], "money", number.bound)
    if found is None:
        return None
    unit, at, end = found
    if code and unit.name == "CNY":
        unit = replace(unit, name=code[1])
    value = parse(text[number.start : at]) if at != number.end else number.value
    if value is None:
        return None
    high = None if number.value_max is None else number.value_max * unit.factor
    amount = Amount(number.start - len(code[0]) if code else number.start, end, value * unit.factor, high, unit.name, unit.dimension, number.bound)
    if unit.name == "块":
        whole = amount._replace(unit="CNY", dimension="money")
        parted = _money_parts(text, whole)
        return amount if parted == whole else parted
    if unit.dimension == "money":
        return _money_parts(text, amount)
    whole = _trailing(text, amount)
    article = whole.dimension == "count" and text[number.start : at] == "一" and unit.name not in _SINGLE and whole == amount
    return None if article else whole


def _unit(text: str, number: Number) -> tuple[Unit, int, int] | None:
    """The unit after `number`, where it starts and ends; it may start with the word of scale that the number seems to end with (12|千米)."""
    last = text[number.end - 1]
    if last in "千兆百" and number.end - number.start > 1 and (found := unit_at(text, number.end - 1)) is not None:
        return found[1], number.end - 1, number.end - 1 + len(found[0])
    found = unit_at(text, number.end)
    if found is None or (found[0] in ARABIC_ONLY and not text[number.start].isdecimal()):
        return None
    return found[1], number.end, number.end + len(found[0])


def _money_parts(text: str, amount: Amount) -> Amount:
    """两美元又三美分, 三块五毛: the parts belong to the sum."""
    at = amount.end + (text[amount.end : amount.end + 1] == "又")
    part = number_at(text, at) if at < len(text) and text[at] in "0123456789一二三四五六七八九两" else None
    found = unit_at(text, part.end) if part else None
    if part is None or found is None or found[1].name != amount.unit or found[1].factor >= 1:
        return amount
    return amount._replace(end=part.end + len(found[0]), value=amount.value + part.value * found[1].factor)


_PARTED = re.compile(r"个(?P<word>多|半)(?P<unit>月|小时|星期|钟头|世纪|学期)")
_AND_A_HALF = re.compile(r"半(?=[，。、；！？\n）)]|\Z)")
_HEIGHT = re.compile(r"\d{2}(?![\d.,%年月日个岁人元])")
_MANY = frozenset("次个种名家项人位")
"""What makes 多 after a unit belong to what follows: 5年多次往返."""
_SINGLE = frozenset("人户只头匹")
"""Measure words with which 一 counts; with others it is an article (一件事)."""
_HALVED = frozenset({"duration", "length", "weight", "area", "other"})


def _trailing(text: str, amount: Amount) -> Amount:
    """多 and 半 after the unit (三年多, 两米半), and within it (个多月, 个半小时)."""
    parted = _PARTED.match(text, amount.end - 1) if text[amount.end - 1] == "个" else None
    if parted is not None:
        half = Decimal("0.5") if parted["word"] == "半" else Decimal(0)
        bound = amount.bound if half else "at_least"
        return amount._replace(end=parted.end(), value=amount.value + half, unit=parted["unit"], dimension="duration", bound=bound)
    if amount.unit == "个" and _AND_A_HALF.match(text, amount.end):
        return amount._replace(end=amount.end + 1, value=amount.value + Decimal("0.5"))
    if amount.unit == "米" and (centimetres := _HEIGHT.match(text, amount.end)) is not None:
        return amount._replace(end=centimetres.end(), value=amount.value + Decimal(centimetres.group()) / 100)
    after = text[amount.end : amount.end + 2]
    if after[:1] == "半" and amount.dimension in _HALVED and after[1:] not in tuple("年天径价数个"):
        return amount._replace(end=amount.end + 1, value=amount.value + Decimal("0.5"))
    if after[:1] == "多" and amount.dimension in _HALVED and after[1:] not in _MANY:
        return amount._replace(end=amount.end + 1, bound="at_least")
    return amount


_Read = Callable[[str, Number], Amount | None]
_ANY: tuple[_Read, ...] = (_counted,)
_FORMS: dict[str, tuple[_Read, ...]] = {
    **dict.fromkeys("%‰", (_percent, _counted)),
    **dict.fromkeys("个百", (_percent, _lap, _counted)),
    **dict.fromkeys("分秒小", (_hundredths, _lap, _counted)),
    **dict.fromkeys("成折", (_tenths,)),
}
"""What is tried, by the character after the number."""
