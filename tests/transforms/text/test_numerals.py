"""Numbers in digits, in Chinese numerals, in both."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.flat import flatten
from transforms.text.number_at import number_at
from transforms.text.numerals import divide, parse, power

DIGITS = "零一二三四五六七八九"


def in_numerals(number: int) -> str:
    """`number` (below 10**12) as Chinese writes it."""
    for scale, word in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= scale:
            head, rest = divmod(number, scale)
            gap = "零" if 0 < rest < scale // 10 else ""
            return in_numerals(head) + word + gap + (in_numerals(rest) if rest else "")
    return DIGITS[number]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一千零五", "1005"),
        ("两万三", "23000"),
        ("三百二", "320"),
        ("6万7千8百", "67800"),
        ("4亿3千万", "430000000"),
        ("12.5万亿", "12500000000000"),
        ("1,204,000", "1204000"),
        ("廿四", "24"),
        ("叁仟伍佰", "3500"),
        ("半百", "50"),
        ("三点一四", "3.14"),
        ("二〇一九", "2019"),
        ("萬八", "18000"),
        ("九千零四十万零六", "90400006"),
    ],
)
def test_parse(text: str, value: str) -> None:
    """Each way of writing gives its value."""
    assert Decimal(value) == parse(flatten(text).text)


@pytest.mark.parametrize("text", ["三四五五十", "十十", "零点", "点五", ""])
def test_no_number(text: str) -> None:
    """What is no number has no value."""
    assert parse(text) is None


@given(st.integers(0, 10**12 - 1))
def test_numerals_have_the_value_of_their_digits(number: int) -> None:
    """Any number keeps its value when it is rewritten into Chinese numerals."""
    assert Decimal(number) == parse(in_numerals(number))


@given(st.integers(0, 10**12 - 1))
def test_grouping_changes_nothing(number: int) -> None:
    """Digits in groups of three mean the same."""
    assert Decimal(number) == parse(f"{number:,}")


@pytest.mark.parametrize(
    ("text", "value", "end"),
    [
        ("四分之三", "0.75", 4),
        ("负四分之三", "-0.75", 5),
        ("二又四分之一", "2.25", 6),
        ("3/8", "0.375", 3),
        ("5 1/2", "5.5", 5),
        ("2^10", "1024", 4),
        ("1.5e3", "1500", 5),
        ("十余万", "100000", 3),
        ("四十多", "40", 3),
        ("数百", "100", 2),
        ("十百", "10", 1),
    ],
)
def test_number_at(text: str, value: str, end: int) -> None:
    """Fractions, powers and vague numbers are read to their end."""
    found = number_at(flatten(text).text, 0)

    assert found is not None
    assert (Decimal(value), end) == (found.value, found.end)


def test_neighbouring_digits_are_a_range() -> None:
    """三五十 means thirty to fifty."""
    found = number_at("三五十", 0)

    assert found is not None
    assert (Decimal(30), Decimal(50), "range") == (found.value, found.value_max, found.bound)


def test_no_division_by_nought() -> None:
    """A fraction of noughts, and a nought to a negative power, have no value."""
    assert divide(Decimal(1), Decimal(0)) is None
    assert power(Decimal(0), -1) is None
    assert power(Decimal(2), 61) is None
