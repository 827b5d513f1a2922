"""The words that dates are made of: years, months, days, weekdays, clocks; read from flat text in one pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.text.date_rules import BEGINNINGS, DIGITS, NUMERIC, SECONDS_OF_NUMERALS, WORDS, Rule


@dataclass(frozen=True, slots=True)
class Atom:
    """One word of a date in the flat text: what kind it is, where it stands, its numbers, and a word that says more."""

    kind: str
    start: int
    end: int
    a: int = 0
    b: int = 0
    c: int = 0
    word: str = ""


class _Lexer:
    """The rules of one table as one pattern; every repeat in it is bounded, so that a match costs the same anywhere."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self._rules = {f"r{i}": (rule, re.compile(rule.pattern)) for i, rule in enumerate(rules)}
        self._pattern = re.compile("|".join(f"(?P<r{i}>{rule.pattern})" for i, rule in enumerate(rules)))

    def atom(self, text: str, start: int) -> Atom | None:
        """The word at `start`, by the first rule that fits."""
        found = self._pattern.match(text, start)
        if found is None or found.lastgroup is None:
            return None
        rule, pattern = self._rules[found.lastgroup]
        own = pattern.match(text, start)
        return None if own is None else Atom(rule.kind, start, found.end(), *rule.values(own))


_NUMERIC, _WORDS = _Lexer(NUMERIC), _Lexer(WORDS)
_FIRSTS = "".join(sorted({word[0] for word in BEGINNINGS}))
_ANCHOR = re.compile(rf"[0-9]{{1,40}}|[{DIGITS[10:]}]|[{_FIRSTS}]")
_NO_LEFT = frozenset("第._#№")
_COUNTED = re.compile(rf"[\d{DIGITS[10:]}]{{1,8}}[{re.escape(''.join(sorted(set(SECONDS_OF_NUMERALS) - set(DIGITS))))}]")
"""What every word of NUMERIC begins with: most numerals of a text count something else, and aren't held against each of its rules."""


def atoms(text: str) -> Iterator[Atom]:
    """Every word of a date in the flat text, in order, none within another."""
    position = 0
    for anchor in _ANCHOR.finditer(text):
        start = anchor.start()
        if start < position:
            continue
        first, second = text[start], text[start + 1 : start + 2]
        atom = None
        if first in DIGITS:
            if second in SECONDS_OF_NUMERALS:
                atom = _numeral(text, start)
        elif first + second in BEGINNINGS:
            atom = _WORDS.atom(text, start)
        if atom is not None:
            position = atom.end
            yield atom


def _numeral(text: str, start: int) -> Atom | None:
    """A word that begins with a numeral which is not the rest of a longer word (G244, 第14)."""
    before = text[start - 1] if start else " "
    if before in _NO_LEFT or (before.isascii() and before.isalnum()):
        return None
    numeric = _NUMERIC.atom(text, start) if _COUNTED.match(text, start) else None
    return numeric or (None if text[start].isascii() else _WORDS.atom(text, start))  # no word of WORDS begins with an Arabic numeral
