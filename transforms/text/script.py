"""Which script a text is written in."""

import functools
from collections import Counter

import opencc

SAMPLE = 2_000
"""Code points looked at: enough to tell, whatever the length."""

_RANGES = (
    ("Latn", "A", "Z"),
    ("Latn", "a", "z"),
    ("Latn", "\u00c0", "\u024f"),
    ("Jpan", "\u3041", "\u30ff"),
    ("Hani", "\u3400", "\u9fff"),
    ("Kore", "\uac00", "\ud7a3"),
)
KANA_SHARE = 0.05
"""Japanese prose is half kana; a Chinese text that quotes a Japanese name stays far below this."""


@functools.cache
def _changed_by(config: str) -> frozenset[str]:
    """The Han characters that one of OpenCC's conversions, t2s or s2t, changes."""
    han = [chr(code) for code in range(0x3400, 0xA000)]
    converted = opencc.OpenCC(config).convert("\n".join(han)).split("\n")
    return frozenset(before for before, after in zip(han, converted, strict=True) if before != after)


def script_of(text: str) -> str:
    """The ISO 15924 code of a text's script.

    Hans and Hant are told apart by how many characters OpenCC's tables would change in either direction.

    Returns:
        Hans, Hant, Jpan, Kore, Latn, or Zyyy where it can't be told.
    """
    used = Counter(text[:SAMPLE])
    counts = Counter[str]()
    for char, count in used.items():
        counts[next((name for name, first, last in _RANGES if first <= char <= last), "Zyyy")] += count
    del counts["Zyyy"]
    letters = counts.total()
    if not letters:
        return "Zyyy"
    if counts["Jpan"] >= KANA_SHARE * letters:
        return "Jpan"
    script = counts.most_common(1)[0][0]
    return _simplified_or_traditional(used) if script == "Hani" else script


def _simplified_or_traditional(used: Counter[str]) -> str:
    to_simplified, to_traditional = _changed_by("t2s"), _changed_by("s2t")
    traditional = sum(count for char, count in used.items() if char in to_simplified)
    simplified = sum(count for char, count in used.items() if char in to_traditional)
    return "Hant" if traditional > simplified else "Hans"
