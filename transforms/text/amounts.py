"""One quantity at one place of the flat text: its number, its unit, what bounds it, and the range or list that it is part of."""

import re
from decimal import Decimal

from transforms.text.amount_forms import Amount, exactly, measured
from transforms.text.not_quantities import bare_number_counts, not_a_quantity
from transforms.text.number_at import Number, number_at
from transforms.text.numerals import DIGIT, SCALES

_LINK = re.compile(r"(?:至|到|-{1,2}|~)")
_LONE = "百千万亿"
"""Words of scale that are a number by themselves only before money, and where a word bounds them (上百人): 百里 and 千家 are parts of names."""
_SIGN_AFTER = "为是到至约温下达率降升值在于加减乘除共"
"""Characters after which a dash is a sign; after another letter or digit it joins."""
_NO_SIGN_AFTER = frozenset("肩担欠辜抱自背胜减正不平场仅")
"""Characters after which 负 is no sign, but bears, fails or loses; after a digit it loses a match."""
_LIST = re.compile(r"[、和与及或,，;]")


def amount_at(text: str, anchor: int, floor: int) -> tuple[Amount | None, int]:
    """The quantity whose number starts at `anchor`, if there is one, and where to read on; nothing before `floor` is looked at."""
    if text[anchor] == "对":
        return Amount(anchor, anchor + 2, Decimal(50), None, "%", "percent", "exact"), anchor + 2
    start = _signed(text, anchor, floor)
    skipped = 0 if text[start] == "负" else not_a_quantity(text, anchor)
    if skipped:
        return None, skipped
    first = number_at(text, start)
    if first is None:
        return None, anchor + 1
    opening = measured(text, first)
    amount = _ranged(text, first, opening) or opening or _shared(text, first) or _bare(text, first)
    if amount is None:
        return None, first.end
    led = _placed(text, _qualified(text, amount, floor))
    if first.end - first.start == 1 and text[first.start] in _LONE and amount.dimension not in ("money", "percent") and led == amount:
        return None, first.end
    return led, led.end


def _signed(text: str, anchor: int, floor: int) -> int:
    """Where the number at `anchor` starts with its sign; a dash after a digit, a letter or a unit joins, it is no sign."""
    if anchor <= floor or text[anchor - 1] not in "-负" or text[anchor] in "数几":
        return anchor
    before = text[anchor - 2] if anchor > 1 else " "
    if text[anchor - 1] == "负":
        return anchor if before in _NO_SIGN_AFTER or before.isdecimal() or before in DIGIT else anchor - 1
    return anchor if (before.isalnum() and before not in _SIGN_AFTER) or before in ".)]%-”" else anchor - 1


def _ranged(text: str, first: Number, opening: Amount | None) -> Amount | None:
    """`first` to a second number of the same unit: 3至5名, 30万-50万元, 10%到15%, 3米至5米; `opening` is `first` with its own unit."""
    link = _LINK.match(text, opening.end if opening else first.end)
    second = number_at(text, link.end()) if link else None
    closing = measured(text, second) if second else None
    if second is None or closing is None or closing.value_max is not None or (opening and opening.unit != closing.unit):
        return None
    low = opening.value if opening else _scaled_alike(text, first, second, closing)
    return closing._replace(start=first.start, value=low, value_max=closing.value, bound="range") if low < closing.value else None


def _scaled_alike(text: str, first: Number, second: Number, closing: Amount) -> Decimal:
    """The range's lower end in the unit of `closing`; 3-5万 says 万 once for both."""
    value = first.value
    if text[second.end - 1] in SCALES and text[first.end - 1] not in SCALES:
        scale, end = Decimal(1), second.end
        while text[end - 1] in SCALES:
            scale *= SCALES[text[end - 1]]
            end -= 1
        value *= scale if value < second.value / scale else 1
    return value * (closing.value / second.value if second.value else 1)


def _shared(text: str, number: Number) -> Amount | None:
    """A number whose unit stands after the last number of its list: 0.7、0.3个百分点, 5亿和7.5亿元."""
    at = number.end + 1
    if number.kind not in ("arabic", "scaled") or not _LIST.match(text, number.end) or not text[at : at + 1].isdecimal() or not_a_quantity(text, at):
        return None
    following = number_at(text, at)
    closing = measured(text, following) if following else None
    if following is None or closing is None or closing.dimension == "duration":
        return None
    factor = closing.value / following.value if following.value and closing.dimension != "percent" else Decimal(1)
    return exactly(number, number.end, number.value * factor, closing.unit, closing.dimension)


def _bare(text: str, number: Number) -> Amount | None:
    if number.kind == "fraction" or bare_number_counts(text, number.start, number.end, number.kind):
        return Amount(number.start, number.end, number.value, number.value_max, "", "count", number.bound)
    return None


_AFTER = {
    **dict.fromkeys(("以上", "之多", "及以上"), "at_least"),
    **dict.fromkeys(("以下", "以内", "以里", "及以下"), "at_most"),
    **dict.fromkeys(("左右", "上下"), "approx"),
}
_BEFORE = {
    **dict.fromkeys(
        ("不超过", "不能超过", "不得超过", "不会超过", "不高于", "不多于", "不足", "不到", "不大于", "至多", "最多", "不满", "未满", "未超过"),
        "at_most",
    ),
    **dict.fromkeys(("超过了", "超过", "超", "逾", "至少", "最少", "不低于", "不少于", "不小于", "多达", "起码"), "at_least"),
    **dict.fromkeys(("近", "约", "大约", "将近", "接近", "大概", "约为", "约合", "差不多"), "approx"),
}
_LAST = frozenset(word[-1] for word in _BEFORE)
_NOT_BEFORE = {"近": "最附远亲靠新临", "约": "合条预节特制履缔签违邀", "超": "高赶反"}
_OUTSIDE = frozenset({"约为", "约合"})


def _qualified(text: str, amount: Amount, floor: int) -> Amount:
    """`amount` with the words that bound it; those that touch it belong to it."""
    after = next((word for size in (3, 2) if (word := text[amount.end : amount.end + size]) in _AFTER), None)
    if after is not None:
        amount = amount._replace(end=amount.end + len(after), bound=_AFTER[after])
    if amount.start <= floor:
        return amount
    last = text[amount.start - 1]
    if last in "过上" and text[amount.start] in SCALES:
        return amount._replace(start=amount.start - 1, bound="at_least")
    return _led(text, amount, floor) if last in _LAST else amount


_SPEED = re.compile(r"(?:时速|每小时)(?:可|最高)?(?:达到?|为|在)?$")
_DEGREES = frozenset(("度", "摄氏度", "℃"))


def _placed(text: str, amount: Amount) -> Amount:
    """时速350公里 is a speed, 零下5度 is below nought."""
    if amount.dimension == "length" and _SPEED.search(text[max(0, amount.start - 8) : amount.start]):
        return amount._replace(dimension="speed", unit=amount.unit + "/小时")
    if amount.unit in _DEGREES and text.endswith("零下", 0, amount.start) and amount.value > 0:
        return amount._replace(start=amount.start - 2, value=-amount.value, value_max=None if amount.value_max is None else -amount.value_max)
    return amount


def _led(text: str, amount: Amount, floor: int) -> Amount:
    """`amount` with the qualifier right before it."""
    for size in range(5, 0, -1):
        start = max(amount.start - size, floor)
        word = text[start : amount.start]
        bound = _BEFORE.get(word)
        if bound and not (start and text[start - 1] in _NOT_BEFORE.get(word, "")):
            return amount._replace(start=amount.start if word in _OUTSIDE else start, bound=amount.bound if amount.bound == "range" else bound)
    return amount
