"""The quick way to NFKC gives what Unicode's own gives."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from transforms.text.nfkc import nfkc

COMMON = st.text(st.sampled_from("山水ａＺ９，。“”——……·　 \n½㎡①é\u0301\u3099か한\U00020000\U0001f600\ud800ﬁ℃"), max_size=300)


@given(COMMON | st.text(max_size=200))
def test_it_is_unicodes_own(text: str) -> None:
    """Any text, marks that combine and rare planes included, comes out as `unicodedata` normalises it."""
    assert unicodedata.normalize("NFKC", text) == nfkc(text)


def test_every_character_of_the_basic_plane() -> None:
    """Each character by itself, and between two that are looked up, comes out as it should."""
    for code in range(0x10000):
        text = f"山{chr(code)}，"
        assert unicodedata.normalize("NFKC", text) == nfkc(text)
