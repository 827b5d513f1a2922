"""Folding keeps each character's place."""

from hypothesis import given
from hypothesis import strategies as st

from transforms.text.fold import fold


def test_traditional_and_full_width_forms() -> None:
    """Traditional characters become simplified, full-width ASCII narrow."""
    assert "罗马,ABC(1)" == fold("羅馬，ＡＢＣ（１）")


@given(st.text(max_size=40))
def test_length_stays(text: str) -> None:
    """Whatever the text, its folded form is as long, and folds to itself."""
    assert len(text) == len(fold(text))
    assert fold(text) == fold(fold(text))


def test_long_texts_are_folded_like_short_ones() -> None:
    """Every code point of Unicode, a hundred together and each alone, gives the same."""
    for start in range(0, 0x110000, 0x1000):
        text = "".join(map(chr, range(start, start + 0x1000)))
        assert fold(text) == "".join(map(fold, text))
