"""The words of dates are found by a shorter way that finds the same ones."""

import re

from hypothesis import given
from hypothesis import strategies as st

from transforms.text.date_atoms import _COUNTED, _NUMERIC, _WORDS
from transforms.text.date_rules import BEGINNINGS, DIGITS, SECONDS_OF_NUMERALS

NUMERALS = st.text("0123456789０٣" + DIGITS[10:], min_size=1, max_size=10)
AFTER = st.text("".join(sorted({*SECONDS_OF_NUMERALS, *"代度前后期内末初份正元-/.:，人元 "})), max_size=12)


@given(NUMERALS, AFTER)
def test_every_numeric_word_begins_as_one_is_told_by(numeral: str, after: str) -> None:
    """What doesn't begin with a numeral and something that dates count is no word of NUMERIC."""
    text = numeral + after
    assert _COUNTED.match(text) is not None or _NUMERIC.atom(text, 0) is None


@given(st.text("0123456789", min_size=1, max_size=4), AFTER)
def test_no_other_word_begins_with_an_arabic_numeral(numeral: str, after: str) -> None:
    """The rules of WORDS needn't be tried where a number stands."""
    assert _WORDS.atom(numeral + after, 0) is None
    assert not any(re.match("[0-9]", beginning) for beginning in BEGINNINGS)
