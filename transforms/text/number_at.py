"""One number at one place of the flat text: whole, decimal, vague (十余万, 数百, 三五个), fraction or power."""

import re
from decimal import Decimal
from typing import NamedTuple

from transforms.text.numerals import DIGIT, NUMERAL, SCALE, SCALES, divide, parse, power


class Number(NamedTuple):
    """A number in the flat text, with what its own words say of its bound."""

    start: int
    end: int
    value: Decimal
    value_max: Decimal | None = None
    bound: str = "exact"
    kind: str = "han"
    """arabic where it is written with digits, scaled where with a word of scale or vague, fraction, or han."""


_NUMBER = re.compile(
    rf"(?P<sign>[负-])?(?:(?P<vague>[数几])(?P<vscale>[十百千万亿]{{1,4}})"
    rf"|(?P<num>{NUMERAL})(?:(?P<more>[余多几来])(?P<scale>[十百千万亿兆]{{0,3}}))?)"
)
_PAIR = re.compile(rf"([{DIGIT}])([{DIGIT}])([{SCALE}]{{0,3}})")
_FRACTION = re.compile(rf"分之(?P<sign>负)?(?P<num>{NUMERAL})")
_MIXED = re.compile(rf"又(?P<below>{NUMERAL})分之(?P<num>{NUMERAL})")
_SLASH = re.compile(r"(?: (?P<whole>\d{1,6})/(?P<below>\d{1,6})|/(?P<under>\d{1,6}))(?![\d/])")
_POWER = re.compile(r"(?:[eE](?P<e>[+-]?\d{1,2})|\^(?P<power>[+-]?\d{1,2}))(?![\d.])")
_THOUSAND = re.compile(r"[kK](?![A-Za-z0-9])")
_HALF = re.compile(r"一半(?=以[上下]|[左是为都多已由来没不在还的，。、；：！？,;\n”）)]|\Z)")
_NO_HALF_AFTER = frozenset("另这那某")
"""Characters after which 一半 is one of two: 另一半."""
_GOES_ON = frozenset("分又/ eE^kK")
SHARES = frozenset(("百", "佰", "千", "仟", "万", "万万"))
"""What stands before 分之 in a percentage (百分之五) and is no number there."""
_TRIES = 3
"""How many characters a run of numerals may be too long by: 百分之七十百分位 says 七十."""


def number_at(text: str, start: int) -> Number | None:
    """The number (with its sign) that starts at `start` of the flat text."""
    found = _NUMBER.match(text, start)
    if found is None:
        return None
    if text.startswith("一半", start) and _HALF.match(text, start) and text[start - 1 : start] not in _NO_HALF_AFTER:
        return Number(start, start + 2, Decimal("0.5"), kind="fraction")
    number = _vague(found) if found["vague"] else _plain(found)
    return None if number is None else _extended(text, number)


def _vague(found: "re.Match[str]") -> Number | None:
    """数百, 几十万: at least one of the scale."""
    value = parse(found["vscale"])
    return None if value is None else Number(found.start(), found.end(), value, bound="at_least", kind="scaled")


def _plain(found: "re.Match[str]") -> Number | None:
    numeral, end = found["num"], found.end()
    value = parse(numeral)
    if value is None:
        return _approximate(found) or _shortened(found)
    for word in found["scale"] or "":
        value *= SCALES[word]
    scaled = found["more"] or "点" in numeral or (len(numeral) > 1 and not SCALES.keys().isdisjoint(numeral))
    kind = "scaled" if scaled else "arabic" if numeral[0].isdecimal() else "han"
    return Number(found.start(), end, -value if found["sign"] else value, bound="at_least" if found["more"] else "exact", kind=kind)


def _approximate(found: "re.Match[str]") -> Number | None:
    """三五百, 二三十, 两三: two neighbouring digits mean from the one to the other."""
    pair = _PAIR.match(found["num"])
    if pair is None:
        return None
    low, high = parse(pair[1] + pair[3]), parse(pair[2] + pair[3])
    if low is None or high is None or low >= high:
        return None
    return Number(found.start(), found.start("num") + pair.end(), low, high, "range", "scaled")


def _shortened(found: "re.Match[str]") -> Number | None:
    """The number that a run of numerals begins with, where the whole run is none."""
    numeral = found["num"]
    for size in range(len(numeral) - 1, max(0, len(numeral) - 1 - _TRIES), -1):
        value = parse(numeral[:size])
        if value is not None:
            return Number(found.start(), found.start("num") + size, -value if found["sign"] else value, kind="scaled" if size > 1 else "han")
    return None


def _extended(text: str, number: Number) -> Number:
    """`number` with the fraction or power that it is part of."""
    following = text[number.end : number.end + 1]
    if following not in _GOES_ON or text[number.start : number.end] in SHARES:
        return number
    if following in "kK":
        return _thousands(text, number)
    found, value = _fraction(text, number) if following in "分又" else _arabic(text, number)
    if found is None or value is None:
        return number
    return number._replace(end=found.end(), value=value, kind="fraction")


def _fraction(text: str, number: Number) -> "tuple[re.Match[str] | None, Decimal | None]":
    """三分之一, and 三又五分之一."""
    found = _FRACTION.match(text, number.end)
    if found is not None:
        above = parse(found["num"])
        return found, None if above is None else divide(-above if found["sign"] else above, number.value)
    found = _MIXED.match(text, number.end)
    below, above = (parse(found["below"]), parse(found["num"])) if found else (None, None)
    part = divide(above, below) if below is not None and above is not None else None
    return found, None if part is None else divide(number.value + part, Decimal(1))


def _arabic(text: str, number: Number) -> "tuple[re.Match[str] | None, Decimal | None]":
    """1/2, 1 4/3, 2^-1, 21.2E0."""
    found = _POWER.match(text, number.end)
    if found is not None:
        if found["e"]:
            return found, number.value.scaleb(int(found["e"]))
        value = power(abs(number.value), int(found["power"]))
        odd = int(found["power"]) % 2 == 1
        return found, -value if value is not None and number.value < 0 and odd else value
    found = _SLASH.match(text, number.end)
    if found is None:
        return None, None
    if found["under"]:
        return found, divide(number.value, Decimal(found["under"]))
    part = divide(Decimal(found["whole"]), Decimal(found["below"]))
    return found, None if part is None else divide(number.value + part, Decimal(1))


def _thousands(text: str, number: Number) -> Number:
    """15k; 4K and 8K are sizes of pictures."""
    found = _THOUSAND.match(text, number.end)
    if found is None or not text[number.end - 1].isdecimal() or (found.group() == "K" and number.end - number.start == 1):
        return number
    return number._replace(end=found.end(), value=number.value * 1000)
