"""Numbers written in digits, in Chinese numerals, or in both: what they look like and what they are worth.

Values are decimals. A quotient or power that doesn't end is rounded to 15 significant digits, as many as an IEEE 754 double keeps.
cn2an 0.5 refuses 余 and 多 inside a number, 半, and decimals with a scale in Chinese numerals (三点五万); docs/extraction.md says more.
"""

import re
from decimal import Context, Decimal, DivisionByZero, InvalidOperation
from functools import lru_cache

HAN_DIGITS = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖", range(1, 10), strict=True)),
    **dict(zip("壱貳參肆伍陸柒捌玖", range(1, 10), strict=True)),
    **dict(zip("弌弍弎", range(1, 4), strict=True)),
    "两": 2,
    "俩": 2,
    "倆": 2,
    "仨": 3,
}
"""Values of the digits, everyday and formal (Unihan kPrimaryNumeric and kAccountingNumeric)."""

SCALES = {"十": 10, "拾": 10, "廿": 20, "卅": 30, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
"""Values of the words of scale; 兆 as in Chinese usage of big numbers."""

_FORMAL = "壹贰叁肆伍陆柒捌玖壱貳參陸弌弍弎俩倆"
DIGIT = "零一二三四五六七八九两" + _FORMAL
_DIGIT_AFTER = "".join(c for c in DIGIT if c not in "两俩倆")
SCALE = "十百千万亿兆廿卅拾佰仟"
ARABIC = r"(?>(?:\d{1,3}(?:,\d{3}){1,5}(?!\d|,\d)|\d{1,18})(?:\.\d{1,10})?)"
NUMERAL = (
    rf"(?:(?:{ARABIC}|[{DIGIT}{SCALE}半])(?>(?:[{_DIGIT_AFTER}{SCALE}]|[两俩倆](?=[{SCALE}])){{0,40}})(?>(?:{ARABIC}[{SCALE}]{{1,3}}+){{0,6}})"
    rf"(?:(?<=零)[0-9]{{1,4}})?(?:点[零一二三四五六七八九{_FORMAL}]{{1,16}}+)?)"
)
"""A pattern (on flat text) for one number without sign; every repeat in it is bounded.

Groups that don't give back are written (?>...) and not with a possessive quantifier, which Python before 3.11.5 gets wrong on groups (gh-106052).
"""

_TOKEN = re.compile(rf"{ARABIC}|[{DIGIT}半]|[{SCALE}]")
_PLAIN = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,10})?")
_FIFTEEN = Context(prec=15)
_EXACT = Context(prec=60)
_GREATEST = 60


@lru_cache(maxsize=8192)
def parse(numeral: str) -> Decimal | None:
    """The value of `numeral` (flat text: digits, Chinese numerals, both), or None where it isn't one number."""
    if _PLAIN.fullmatch(numeral):
        return Decimal(numeral)
    whole, point, fraction = numeral.partition("点")
    value = _integer(whole)
    if value is None or not point:
        return value
    digits = "".join(str(HAN_DIGITS[c]) if c in HAN_DIGITS else c for c in fraction)
    return value + Decimal("0." + digits) if digits.isdecimal() else None


def _integer(numeral: str) -> Decimal | None:
    tokens = _TOKEN.findall(numeral)
    if not tokens or sum(map(len, tokens)) != len(numeral):
        return None
    if len(tokens) > 1 and all(t in HAN_DIGITS for t in tokens):
        return Decimal("".join(str(HAN_DIGITS[t]) for t in tokens))
    return _sum(tokens)


def _sum(tokens: list[str]) -> Decimal | None:
    total = section = Decimal(0)
    pending: Decimal | None = None
    last_scale = last_big = 0
    after_zero = False
    for token in tokens:
        scale = SCALES.get(token, 0)
        if scale in (20, 30):
            section, pending, last_scale = section + scale, None, 10
        elif 0 < scale < 10**4:
            if pending is None and section and scale >= last_scale:
                return None
            section += (Decimal(1) if pending is None else pending) * scale
            pending, last_scale, after_zero = None, scale, False
        elif scale:
            section += pending or 0
            fresh = section if section or last_big else Decimal(1)
            total = (total + fresh) * scale if scale >= last_big else total + fresh * scale
            section, pending, last_scale, last_big, after_zero = Decimal(0), None, scale, scale, False
        else:
            if pending is not None:
                return None
            digit = _digit(token)
            after_zero = after_zero or not digit
            pending = digit or None
    if pending is not None and last_scale >= SCALES["百"] and not after_zero and tokens[-1] in HAN_DIGITS:
        pending *= last_scale // 10
    return total + section + (pending or 0)


def _digit(word: str) -> Decimal:
    if word == "半":
        return Decimal("0.5")
    return Decimal(HAN_DIGITS[word]) if word in HAN_DIGITS else Decimal(word.replace(",", ""))


def divide(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """The quotient, exact where it ends within 15 significant digits, else rounded to them; None for a division by nought."""
    try:
        return _FIFTEEN.divide(numerator, denominator)
    except (DivisionByZero, InvalidOperation):
        return None


def power(base: Decimal, exponent: int) -> Decimal | None:
    """`base` to `exponent` to 15 significant digits; None for exponents beyond 60, and for nought to one that isn't positive."""
    if abs(exponent) > _GREATEST or (not base and exponent <= 0):
        return None
    try:
        return _FIFTEEN.plus(_EXACT.power(base, exponent))
    except (DivisionByZero, InvalidOperation):
        return None
