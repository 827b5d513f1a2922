"""Which script a text is written in."""

from bisect import bisect_right
from collections import Counter

from transforms.text.characters import changed_by_simplifying, changed_by_traditionalizing

SAMPLE = 2_000
"""Code points looked at: enough to tell, whatever the length."""

_STARTS = ("A", "[", "a", "{", "\u00c0", "\u0250", "\u3041", "\u3100", "\u3400", "\ua000", "\uac00", "\ud7a4")
_SCRIPTS = ("Zyyy", "Latn", "Zyyy", "Latn", "Zyyy", "Latn", "Zyyy", "Jpan", "Zyyy", "Hani", "Zyyy", "Kore", "Zyyy")
"""Where a run of code points of one script starts, and the script from there on."""

KANA_SHARE = 0.2
"""Japanese prose is half kana; a Chinese text that quotes a Japanese name stays below this."""


def script_of(text: str) -> str:
    """The ISO 15924 code of a text's script.

    Hans and Hant are told apart by how many characters OpenCC's tables would change in either direction.

    Returns:
        Hans, Hant, Jpan, Kore, Latn, or Zyyy where it can't be told.
    """
    used = Counter(text[:SAMPLE])
    counts = Counter[str]()
    for char, count in used.items():
        counts[_SCRIPTS[bisect_right(_STARTS, char)]] += count
    del counts["Zyyy"]
    letters = counts.total()
    if not letters:
        return "Zyyy"
    if counts["Jpan"] >= KANA_SHARE * letters:
        return "Jpan"
    script = counts.most_common(1)[0][0]
    return _simplified_or_traditional(used) if script == "Hani" else script


def _simplified_or_traditional(used: Counter[str]) -> str:
    to_simplified, to_traditional = changed_by_simplifying(), changed_by_traditionalizing()
    traditional = sum(count for char, count in used.items() if char in to_simplified)
    simplified = sum(count for char, count in used.items() if char in to_traditional)
    return "Hant" if traditional > simplified else "Hans"
