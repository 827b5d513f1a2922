"""Unicode's compatibility form NFKC of text that is mostly Han, by one look-up in an array instead of character by character."""

import functools
import unicodedata

import numpy as np
import numpy.typing as npt

PLAIN = (range(0x80), range(0xA0, 0xC0), range(0x2010, 0x2040), range(0x3000, 0x3030), range(0x4E00, 0xA000), range(0xFF01, 0xFF5F))
"""Blocks with what Chinese text mostly consists of: ASCII, Latin signs, punctuation, ideographs, full-width ASCII.

None of their characters combines with another one (UAX 15), so a text of them is normalised character by character.
"""

ELLIPSIS = "…"
"""The one common character that becomes several."""

BASIC_PLANE = 0x10000
ODD = 0xFFFFFFFF
"""Marks a character that has to be looked at together with its neighbours, or becomes several."""


@functools.cache
def _table() -> npt.NDArray[np.uint32]:
    """What each code point of the basic plane becomes, or ODD."""
    codes = np.full(BASIC_PLANE, ODD, "<u4")
    for code in (code for block in PLAIN for code in block):
        normal = unicodedata.normalize("NFKC", chr(code))
        if len(normal) == 1 and not unicodedata.combining(chr(code)):
            codes[code] = ord(normal)
    return codes


def nfkc(text: str) -> str:
    """The text in NFKC, as `unicodedata.normalize` gives it."""
    codes = np.frombuffer(text.replace(ELLIPSIS, "...").encode("utf-32-le", "surrogatepass"), "<u4")
    if not len(codes) or codes.max() >= BASIC_PLANE:
        return unicodedata.normalize("NFKC", text)
    normal = _table()[codes]
    if normal.max() == ODD:
        return unicodedata.normalize("NFKC", text)
    return normal.tobytes().decode("utf-32-le", "surrogatepass")
