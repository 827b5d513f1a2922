"""One quantity at one place of the flat text: its number, unit, qualifiers and range."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from transforms.text.not_quantities import bare_number_counts, not_a_quantity
from transforms.text.numerals import DIGIT, NUMERAL, SCALE, SCALES, divide, parse, power
from transforms.text.units import ARABIC_ONLY, BEFORE, Unit, unit_at


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in the flat text; fields as in schemas.records.Quantity."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    dimension: str
    bound: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the flat text, with what its own words say of its bound."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None = None
    bound: str = "exact"
    kind: str = "han"
    """arabic where it is written with digits, scaled where with a word of scale, fraction, or han."""


_NUMBER = re.compile(
    rf"(?P<sign>[负-])?(?:(?P<vague>[数几])(?P<vscale>[十百千万亿]{{1,4}})|(?P<num>{NUMERAL})(?:(?P<more>[余多几来])(?P<scale>[十百千万亿兆]{{0,3}}))?)"
)
_FRACTION = re.compile(rf"分之(?P<sign>负)?(?P<num>{NUMERAL})(?P<k>[kK](?![A-Za-z]))?")
_SLASH = re.compile(r"(?:(?<=\d) (?P<whole>\d{1,6})/(?P<below>\d{1,6})|/(?P<under>\d{1,6}))(?![\d/])")
_POWER = re.compile(r"(?:[eE](?P<e>[+-]?\d{1,2})|\^(?P<power>[+-]?\d{1,2}))(?![\d.])")
_PERCENT = re.compile(r"%|‰|个?百分点|成(?:[零一二三四五六七八九半](?![十百千万]))?|折")
_NOT_TENTHS = frozenset("立为员就果绩功本交分熟都长型品语效不叠断腾磨射返像以千")
_SHARE = {"百": Decimal(1), "佰": Decimal(1), "千": Decimal("0.1"), "仟": Decimal("0.1"), "万": Decimal("0.01"), "万万": Decimal("0.000001")}
_LINK = re.compile(r"至|到|-|~")
_LIST = re.compile(r"、|和|与|及|或|,|，|;")
_AFTER = re.compile(r"以上|以下|左右|上下|以内|之多|以里")
_BOUND_AFTER = {"以上": "at_least", "之多": "at_least", "以下": "at_most", "以内": "at_most", "以里": "at_most", "左右": "approx", "上下": "approx"}
_BEFORE = {
    **dict.fromkeys(("不超过", "不高于", "不多于", "不足", "不到", "不大于", "至多", "最多", "最高不超过", "不满", "未满", "未超过"), "at_most"),
    **dict.fromkeys(("超过了", "超过", "超", "逾", "至少", "最少", "不低于", "不少于", "不小于", "多达", "起码"), "at_least"),
    **dict.fromkeys(("近", "约", "大约", "将近", "接近", "大概", "约为", "约合", "差不多"), "approx"),
}
_NOT_BEFORE = {"近": "最附附远亲靠新临", "约": "合条预节特制", "超": "高赶反"}
_OUTSIDE = frozenset({"约为", "约合"})


def amount_at(text: str, anchor: int, floor: int) -> tuple[Amount | None, int]:
    """The quantity whose number starts at `anchor`, if there is one, and where to read on; nothing before `floor` is looked at."""
    skipped = not_a_quantity(text, anchor)
    if skipped:
        return None, skipped
    start = anchor - 1 if anchor > floor and text[anchor - 1] in "-负" and not (anchor > 1 and _joins(text[anchor - 2])) else anchor
    first = _number(text, start)
    if first is None:
        return None, anchor + 1
    amount = _percent(text, first) or _ranged(text, first) or _measured(text, first) or _shared(text, first) or _bare(text, first)
    if amount is None:
        return None, first.end
    amount = _qualified(text, amount, floor)
    return amount, amount.end


def _joins(char: str) -> bool:
    return (char.isascii() and (char.isalnum() or char in ".)]")) or char in "%℃月日年元"


def _number(text: str, start: int) -> Number | None:
    found = _NUMBER.match(text, start)
    if found is None:
        return None
    vague = found["vague"]
    numeral = found["vscale"] if vague else found["num"]
    value = parse(numeral)
    if value is None:
        return _approximate(found)
    if found["scale"]:
        for word in found["scale"]:
            value *= SCALES[word]
    bound = "at_least" if vague or found["more"] else "exact"
    kind = "arabic" if any(c.isdecimal() for c in numeral) else "han"
    if vague or found["more"] or (len(numeral) > 1 and any(c in SCALES for c in numeral)):
        kind = "scaled"
    sign = -1 if found["sign"] else 1
    return _extended(text, Number(start, found.end(), sign * value, bound=bound, kind=kind))


def _approximate(found: "re.Match[str]") -> Number | None:
    """三五百, 二三十, 两三: two neighbouring digits mean from the one to the other."""
    pair = re.match(rf"([{DIGIT}])([{DIGIT}])([{SCALE}]{{0,3}})", found["num"])
    if pair is None:
        return None
    low, high = parse(pair[1] + pair[3]), parse(pair[2] + pair[3])
    if low is None or high is None or low >= high:
        return None
    return Number(found.start(), found.start("num") + pair.end(), low, high, "range", "scaled")


def _extended(text: str, number: Number) -> Number:
    """`number` with a fraction, a power or a part of one that follows it."""
    value: Decimal | None = None
    found = _POWER.match(text, number.end)
    if found is not None:
        value = number.value.scaleb(int(found["e"])) if found["e"] else power(abs(number.value), int(found["power"]))
        value = None if value is None else value if found["e"] or number.value >= 0 else (-value if int(found["power"]) % 2 else value)
    elif (found := _SLASH.match(text, number.end)) is not None:
        value = _slash(number.value, found)
    elif (found := _FRACTION.match(text, number.end)) is not None and not found["k"]:
        above = parse(found["num"])
        value = None if above is None else divide(-above if found["sign"] else above, number.value)
    elif text.startswith("又", number.end):
        return _mixed(text, number)
    if value is None or found is None:
        return number
    return replace(number, end=found.end(), value=value, kind="fraction")


def _slash(value: Decimal, found: "re.Match[str]") -> Decimal | None:
    if found["under"]:
        return divide(value, Decimal(found["under"]))
    part = divide(Decimal(found["whole"]), Decimal(found["below"]))
    return None if part is None else _rounded(value + part)


def _rounded(value: Decimal) -> Decimal:
    return divide(value, Decimal(1)) or value


def _mixed(text: str, number: Number) -> Number:
    part = re.compile(NUMERAL).match(text, number.end + 1)
    below = parse(part.group()) if part else None
    found = _FRACTION.match(text, part.end()) if part else None
    above = parse(found["num"]) if found else None
    fraction = None if below is None or above is None else divide(above, below)
    if fraction is None or found is None:
        return number
    return replace(number, end=found.end(), value=_rounded(number.value + fraction), kind="fraction")


_HUNDREDTH = re.compile(rf"(?P<share>百|千|万|佰|仟|万万)分之(?P<sign>负|-)?(?P<num>{NUMERAL})(?P<k>[kK](?![A-Za-z]))?")


def _percent(text: str, number: Number) -> Amount | None:
    share = _HUNDREDTH.match(text, number.start)
    if share is not None:
        value = parse(share["num"])
        if value is None:
            return None
        value *= _SHARE[share["share"]]
        value *= (-1 if share["sign"] else 1) * (1000 if share["k"] else 1)
        return Amount(number.start, share.end(), value, None, "%", "percent", "exact")
    at = number.end + 1 if text[number.end : number.end + 1] in ("k", "K") else number.end
    found = _PERCENT.match(text, at)
    if found is None:
        return None
    return _percent_amount(text, number, found, 1000 if at > number.end else 1)


def _percent_amount(text: str, number: Number, found: "re.Match[str]", thousand: int) -> Amount | None:
    word = found.group()
    value = number.value * thousand
    unit = "%"
    if word[0] in "成折":
        if text[found.end() : found.end() + 1] in _NOT_TENTHS and text[found.end() : found.end() + 1]:
            return None
        if word == "折" and len(text[number.start : number.end]) > 1 and value >= 10:  # noqa: PLR2004  九九折 is 9.9 tenths
            value /= 10
        value *= 10
        if len(word) > 1:
            value += 5 if word[1] == "半" else parse(word[1]) or 0
    elif word == "‰":
        value /= 10
    elif word != "%":
        unit = "个百分点"
    return Amount(number.start, found.end(), value, None, unit, "percent", number.bound)


def _ranged(text: str, first: Number) -> Amount | None:
    """`first` to a second number of the same unit: 3至5名, 30万-50万元, 10%到15%."""
    unit = _unit(text, first)
    for at in (unit[1] if unit else first.end, first.end):
        link = _LINK.match(text, at)
        second = _number(text, link.end()) if link else None
        if second is None:
            continue
        closing = _percent(text, second) or _measured(text, second)
        if closing is None or (unit and at != first.end and unit[0].name != closing.unit):
            continue
        scaled = _scaled_alike(text, first, second, closing)
        if closing.value_max is None and scaled < closing.value:
            return replace(closing, start=first.start, value=scaled, value_max=closing.value, bound="range")
    return None


def _scaled_alike(text: str, first: Number, second: Number, closing: Amount) -> Decimal:
    """The range's lower end; 3-5万 says 万 once for both."""
    value = first.value
    if first.kind == "arabic" and second.value and text[second.end - 1] in SCALES and text[first.end - 1] not in SCALES:
        scale = Decimal(1)
        end = second.end
        while text[end - 1] in SCALES:
            scale *= SCALES[text[end - 1]]
            end -= 1
        value *= scale if value < second.value / scale else 1
    factor = closing.value / second.value if second.value else Decimal(1)
    return value * factor


def _unit(text: str, number: Number) -> tuple[Unit, int] | None:
    found = unit_at(text, number.end)
    if found is None:
        return None
    word, unit = found
    if word in ARABIC_ONLY and number.kind not in ("arabic", "scaled"):
        return None
    return unit, number.end + len(word)


def _measured(text: str, number: Number) -> Amount | None:
    """`number` with a unit before or after it."""
    clock = _lap(text, number)
    if clock is not None:
        return clock
    before = next((w for w in BEFORE if text.endswith(w, 0, number.start)), None)
    found = _unit(text, number)
    if before and (found is None or found[0].dimension != "money"):
        return Amount(number.start - len(before), number.end, number.value, None, BEFORE[before], "money", number.bound)
    if found is None:
        return None
    unit, end = found
    value, high = number.value * unit.factor, None if number.value_max is None else number.value_max * unit.factor
    amount = Amount(number.start, end, value, high, unit.name, unit.dimension, number.bound)
    return _trailing(text, amount)


_LAP = re.compile(r"(?:(?P<m>\d{1,3})分)?(?P<s>\d{1,2})秒(?P<part>\d{1,3})?(?!\d)")
_HOURS = re.compile(rf"(?P<h>{NUMERAL})个?小时(?P<m>{NUMERAL})分钟?")


def _lap(text: str, number: Number) -> Amount | None:
    found = _LAP.match(text, number.start)
    if found is not None and (found["m"] or found["part"]):
        value = Decimal(f"{found['s']}.{found['part'] or 0}") + 60 * int(found["m"] or 0)
        return Amount(number.start, found.end(), value, None, "秒", "duration", "exact")
    found = _HOURS.match(text, number.start)
    hours, minutes = (parse(found["h"]), parse(found["m"])) if found else (None, None)
    if found is None or hours is None or minutes is None:
        return None
    return Amount(number.start, found.end(), hours * 60 + minutes, None, "分钟", "duration", "exact")


_PARTED = re.compile(r"个(?P<word>多|半)(?P<unit>月|小时|星期|钟头|世纪|学期)")


def _trailing(text: str, amount: Amount) -> Amount:
    """多 and 半 after the unit: 三年多, 两米半; and 个多月, 个半小时."""
    parted = _PARTED.match(text, amount.end - 1) if text[amount.end - 1] == "个" else None
    if parted is not None:
        half = parted["word"] == "半"
        value = amount.value + (Decimal("0.5") if half else 0)
        return replace(amount, end=parted.end(), value=value, unit=parted["unit"], dimension="duration", bound=amount.bound if half else "at_least")
    after = text[amount.end : amount.end + 1]
    if after == "半" and amount.dimension != "count" and text[amount.end + 1 : amount.end + 2] not in tuple("年天径价数"):
        return replace(amount, end=amount.end + 1, value=amount.value + Decimal("0.5"))
    if after == "多" and amount.dimension in ("duration", "length", "weight"):
        return replace(amount, end=amount.end + 1, bound="at_least")
    return amount


def _shared(text: str, number: Number) -> Amount | None:
    """A number whose unit stands after the last number of its list: 0.7、0.3个百分点, 5亿和7.5亿元."""
    link = _LIST.match(text, number.end)
    if link is None or number.kind not in ("arabic", "scaled") or not (text[link.end() : link.end() + 1].isdecimal()):
        return None
    following = _number(text, link.end())
    if following is None or not_a_quantity(text, link.end()):
        return None
    closing = _percent(text, following) or _measured(text, following) or _shared(text, following)
    if closing is None or closing.dimension == "duration":
        return None
    factor = closing.value / following.value if following.value and closing.dimension != "percent" else Decimal(1)
    return Amount(number.start, number.end, number.value * factor, None, closing.unit, closing.dimension, number.bound)


def _bare(text: str, number: Number) -> Amount | None:
    if number.kind == "fraction" or bare_number_counts(text, number.start, number.end, number.kind):
        return Amount(number.start, number.end, number.value, number.value_max, "", "count", number.bound)
    return None


def _qualified(text: str, amount: Amount, floor: int) -> Amount:
    """`amount` with the words that bound it; those that touch it belong to it."""
    after = _AFTER.match(text, amount.end)
    if after is not None:
        amount = replace(amount, end=after.end(), bound=_BOUND_AFTER[after.group()])
    if amount.bound == "range":
        bound = None
    for size in range(5, 0, -1):
        start = amount.start - size
        word = text[max(start, floor) : amount.start]
        bound = _BEFORE.get(word)
        if bound and not (start and text[start - 1] in _NOT_BEFORE.get(word, "")):
            inside = amount.start if word in _OUTSIDE else start
            return replace(amount, start=inside, bound=amount.bound if amount.bound == "range" else bound)
    return _scale_words(text, amount)


def _scale_words(text: str, amount: Amount) -> Amount:
    """过 and 上 before a bare word of scale: 过千亿元, 上百人."""
    if amount.start and text[amount.start] in SCALES and text[amount.start - 1] in "过上":
        return replace(amount, start=amount.start - 1, bound="at_least")
    return amount
