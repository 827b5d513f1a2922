"""Personal names by their own shape: surnames and given names, names in transliteration, a surname before a title."""

import re2

from transforms.text.lexicon import Lexicons

NOT_BEFORE_TITLES = frozenset("向于和从任应时高常全平方都及关成万双有经连通单干相过安那水国文法海福工农")
"""Surnames that before a title are more often a word of their own (向局长汇报)."""


EDGES = frozenset("，,。．、；;：:！!？?（）()《》“”\"'‘’\n 【】[]—…/|")


class NameShapes:
    """Tells what looks like a name. Frozen after its making."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._single = lexicons.surnames
        self._compound = lexicons.compound_surnames
        sounds = lexicons.words["transliteration"][0]
        self._foreign = re2.compile(f"[{sounds}]{{2,12}}(?:[·•・‧][{sounds}]{{1,12}})*")
        self._followers = lexicons.words["followers"]

    def after_title(self, text: str, start: int) -> int:
        """Where the name ends that begins at `start`, right behind a title; `start` itself where nothing looks like one."""
        surname = 2 if text[start : start + 2] in self._compound else 1 if text[start : start + 1] in self._single else 0
        if surname:
            for length in (surname + 2, surname + 1):
                name = text[start : start + length]
                if len(name) == length and all("\u4e00" <= c <= "\u9fff" for c in name) and self._may_end(text, start + length):
                    return start + length
        match = self._foreign.match(text[start : start + 40])
        if match is not None and ("·" in match.group() or self._may_end(text, start + match.end())):
            return start + int(match.end())
        return start

    def surname_before(self, text: str, end: int) -> int:
        """Where the surname begins that ends at `end`, before a title (王局长); `end` itself where there is none."""
        if text[max(0, end - 2) : end] in self._compound:
            return end - 2
        character = text[end - 1 : end]
        return end - 1 if character in self._single and character not in NOT_BEFORE_TITLES else end

    def _may_end(self, text: str, at: int) -> bool:
        return at >= len(text) or text[at] in EDGES or text.startswith(self._followers, at)
