"""Titles of persons: a head from the lexicon, stretched to the left over what belongs to it (副, 区委, 宣传部, 外交)."""

from dataclasses import dataclass

import ahocorasick_rs as ahocorasick

from transforms.text.lexicon import Lexicons
from transforms.text.mentions import Mention
from transforms.text.signals import Signals

LONGEST = 20
"""Characters that a title may have: what is longer is a description."""

MINISTRY_HEADS = frozenset({"部长", "副部长", "大臣", "副大臣", "国务秘书", "部长助理", "次官"})
"""Heads that a ministry's name melts into (外交部长, 战略产业部长)."""

UNIT_ENDS = frozenset("部科处室组所厂系队会院站社局委团班")
"""What a department's name ends in, before an office head (财务部 + 经理)."""

OFFICE_TAGS = frozenset({"n", "vn", "nz", "j", "b", "l", "an", "eng", "ns", "nt", "v", "a"})
"""Parts of speech that a department's name is made of."""

STOPS = frozenset("任为是兼和与及的在由向对从被把等即年月日")
"""Words of one character that end a walk to the left."""


LEVEL_HEADS = frozenset({"省长", "市长", "县长", "区长", "州长", "镇长", "乡长", "村长", "旗长", "盟长"})
"""Heads whose first letter is also the end of a place's name."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a text."""

    start: int
    end: int
    kind: str
    """Class of its head: office, rank, role, address, attached."""
    level: str
    """The level of division that it names by itself (市 in 市长 and 市政协主席), or nothing."""


class TitleFinder:
    """Finds titles. Frozen after its making."""

    def __init__(self, lexicons: Lexicons) -> None:
        heads = sorted(lexicons.titles)
        self._heads = heads
        self._kinds = [lexicons.titles[head] for head in heads]
        self._automaton = ahocorasick.AhoCorasick(heads, matchkind=ahocorasick.MatchKind.LeftmostLongest)
        self._before = _by_last(lexicons.before)
        self._after = _by_last(lexicons.after)
        organs = [*(f"{level}{organ}" for level in lexicons.organs["level"] for organ in lexicons.organs["relative"]), *lexicons.organs["unit"]]
        organs += [organ for organ in lexicons.organs["relative"] if len(organ) > 1]
        self._organs = _by_last(tuple(sorted(set(organs), key=lambda organ: (-len(organ), organ))))
        self._levels = tuple(sorted(lexicons.organs["level"], key=len, reverse=True))

    def find(self, signals: Signals, mentions: list[Mention]) -> list[Title]:
        """The titles of a text, in their order; none reaches into one of the mentions of names, which are given in their order."""
        text = signals.text
        titles: list[Title] = []
        floor = 0
        borders = frozenset(m.end for m in mentions)
        inside = {at for m in mentions for at in range(m.start, m.end - _lends_its_level(text, m))}
        people = {m.start for m in mentions if m.kind == "person"}
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            kind = self._kinds[index]
            if start < floor or start in inside or end - 1 in inside or not (end in people or signals.begins(end)):
                continue
            last = self._stretch_right(text, end)
            first = self._stretch_left(signals, Title(start, last, kind, ""), max(floor, last - LONGEST), borders)
            titles.append(Title(first, last, kind, self._level(text[first:last])))
            floor = last
        return titles

    def _stretch_right(self, text: str, end: int) -> int:
        for word in ("助理", "候选人"):
            if text.startswith(word, end):
                return end + len(word)
        return end

    def _stretch_left(self, signals: Signals, head: Title, floor: int, borders: frozenset[int]) -> int:
        text, start, kind = signals.text, head.start, head.kind
        organ_taken = False
        while start > floor and start not in borders:
            word = _ending(text, start, floor, self._before)
            if word and not organ_taken:
                start -= len(word)
                continue
            organ = _ending(text, start, floor, self._organs) if kind in {"office", "role"} else ""
            if not organ:
                break
            start -= len(organ)
            organ_taken = True
        if kind == "office" and not organ_taken:
            start = self._department(signals, start, floor, borders, ministry=text[head.start : head.end] in MINISTRY_HEADS)
        return start

    def _department(self, signals: Signals, start: int, floor: int, borders: frozenset[int], *, ministry: bool) -> int:
        """Walk over the words of a department's name, and take it where a name or a clause's edge stands before it."""
        text = signals.text
        at = start
        if not ministry and (at == 0 or text[at - 1] not in UNIT_ENDS):
            return start
        while at > floor and at not in borders:
            begin = _word_start(signals, at - 1)
            if text[begin:at] in STOPS or text[begin] in '，,。、；;：:（）()“”"\n《》 ':
                break
            if begin < floor:
                return start
            at = begin
        return at if at in borders or not ministry else start

    def _level(self, title: str) -> str:
        """The level that a title names: 市 of 副市长, 市委常委 and 市政协主席."""
        if title.endswith("长") and title[-2:-1] in {"省", "市", "县", "区", "州", "镇", "乡", "旗", "盟", "村"}:
            return title[-2]
        return next((level for level in self._levels if title.startswith(level)), "")


def _by_last(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Words by their last character, longest first."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        found[word[-1]] = (*found.get(word[-1], ()), word)
    return found


def _ending(text: str, end: int, floor: int, words: dict[str, tuple[str, ...]]) -> str:
    """The longest of the words that the text before `end` ends in."""
    if end <= floor:
        return ""
    return next((word for word in words.get(text[end - 1], ()) if end - len(word) >= floor and text.startswith(word, end - len(word))), "")


def _word_start(signals: Signals, at: int) -> int:
    """Where the word begins that the character at `at` stands in."""
    while not signals.begins(at):
        at -= 1
    return at


def _lends_its_level(text: str, mention: Mention) -> bool:
    """Whether the last letter of a place may be the first of a title (汉中市 and 市长 in 汉中市长)."""
    return mention.kind == "place" and mention.end - mention.start > 2 and text[mention.end - 1 : mention.end + 1] in LEVEL_HEADS  # noqa: PLR2004
