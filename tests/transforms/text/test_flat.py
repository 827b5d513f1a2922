"""Text made even for the grammars."""

from hypothesis import given
from hypothesis import strategies as st

from transforms.text.flat import flatten

ALPHABET = "0123456789０１２３，：． 　年月日一二十百万元點億abＡ。\n"


def test_folds_widths_and_traditional_numerals() -> None:
    """Full-width digits and Traditional numerals have one form; Chinese punctuation stays."""
    assert "2025年,3.5亿元,第八点：" == flatten("２０２５年,３．５億元,第八點：").text


def test_spaces_beside_han_go() -> None:
    """A space goes beside Han characters and stays between digits, which it parts."""
    flat = flatten("于 2025 年 3 月，1 2 人")

    assert "于2025年3月，1 2人" == flat.text
    assert (2, 6) == flat.span(1, 5)


def test_wide_commas_group_wide_digits_only() -> None:
    """A full-width comma is a thousands separator between full-width digits only."""
    assert "1,200人" == flatten("１，２００人").text
    assert "1，200人" == flatten("1，200人").text


@given(st.text(ALPHABET, max_size=60))
def test_every_character_has_its_place(text: str) -> None:
    """Each character of the flat text stands for the character at its place, and places rise."""
    flat = flatten(text)

    assert len(flat.text) == len(flat.at)
    assert list(flat.at) == sorted(set(flat.at))
    assert all(0 <= i < len(text) for i in flat.at)
