"""Which script a text is written in."""

import functools
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from transforms.text.characters import changed_by_simplifying, changed_by_traditionalizing

SAMPLE = 2_000
"""Code points looked at: enough to tell, whatever the length."""

BASIC_PLANE = 0x10000
_STARTS = (0, ord("A"), ord("["), ord("a"), ord("{"), 0xC0, 0x250, 0x3041, 0x3100, 0x3400, 0xA000, 0xAC00, 0xD7A4, BASIC_PLANE)
_SCRIPTS = ("Zyyy", "Latn", "Zyyy", "Latn", "Zyyy", "Latn", "Zyyy", "Jpan", "Zyyy", "Hani", "Zyyy", "Kore", "Zyyy")
"""Where a run of code points of one script starts, and the script from there on."""

KNOWN = ("Hani", "Latn", "Jpan", "Kore", "Zyyy")

KANA_SHARE = 0.2
"""Japanese prose is half kana; a Chinese text that quotes a Japanese name stays below this."""


@functools.cache
def _scripts() -> npt.NDArray[np.uint8]:
    """The index into KNOWN of each code point of the basic plane."""
    table = np.empty(BASIC_PLANE, np.uint8)
    for (start, end), script in zip(pairwise(_STARTS), _SCRIPTS, strict=True):
        table[start:end] = KNOWN.index(script)
    return table


@functools.cache
def _table_of(characters: frozenset[str]) -> npt.NDArray[np.bool_]:
    """Whether each code point of the basic plane is one of the characters."""
    table = np.zeros(BASIC_PLANE, np.bool_)
    table[[ord(character) for character in characters]] = True
    return table


def script_of(text: str) -> str:
    """The ISO 15924 code of a text's script.

    Hans and Hant are told apart by how many characters OpenCC's tables would change in either direction.

    Returns:
        Hans, Hant, Jpan, Kore, Latn, or Zyyy where it can't be told.
    """
    codes = np.frombuffer(text[:SAMPLE].encode("utf-32-le", "surrogatepass"), "<u4")
    codes = np.minimum(codes, BASIC_PLANE - 1)  # beyond the basic plane nothing is told
    scripts = _scripts()[codes]
    counts = np.bincount(scripts, minlength=len(KNOWN))
    counts[KNOWN.index("Zyyy")] = 0
    letters = counts.sum()
    if not letters:
        return "Zyyy"
    if counts[KNOWN.index("Jpan")] >= KANA_SHARE * letters:
        return "Jpan"
    script = KNOWN[scripts[(counts == counts.max())[scripts].argmax()]]  # of several as common, the one that comes first
    return _simplified_or_traditional(codes) if script == "Hani" else script


def _simplified_or_traditional(codes: npt.NDArray[np.uint32]) -> str:
    traditional, simplified = (np.count_nonzero(_table_of(changed)[codes]) for changed in (changed_by_simplifying(), changed_by_traditionalizing()))
    return "Hant" if traditional > simplified else "Hans"
