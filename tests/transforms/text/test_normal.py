"""Text in one form."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from transforms.text.normal import normal_text


def test_line_ends_become_line_feeds() -> None:
    """Every form of a line's end is one line feed."""
    assert normal_text("1\r\n2\r3\n4\x0b5\x0c6\x857\u20288\u20299\r\r\n") == "1\n2\n3\n4\n5\n6\n7\n8\n9\n\n"


def test_invisible_characters_are_taken_out() -> None:
    """NUL, controls, bidi controls, zero-width spaces, tags and noncharacters go; tabs and joiners stay."""
    assert normal_text("a\x00\x01\x7f\x9f\u202e\u2066\u200b\ufeff\xad\ufffe\U000e0041\tb\u200dc") == "a\tb\u200dc"


def test_lone_surrogates_are_replaced() -> None:
    """Half a character is U+FFFD, so that the text can be encoded."""
    assert normal_text("甲\ud800乙") == "甲\ufffd乙"


@given(st.text(st.characters(min_codepoint=0, max_codepoint=sys.maxunicode, exclude_categories=())))
def test_normal_text_is_normal(text: str) -> None:
    """What is normal stays as it is, has one kind of line end, and can be encoded."""
    normal = normal_text(text)

    assert normal_text(normal) == normal
    assert normal.encode("utf-8").decode() == normal
    assert len(normal) <= len(text)
    assert not set(normal) & set("\r\x00\x0b\x0c\x85\u2028\u2029\u202e\ufeff")
