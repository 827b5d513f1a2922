"""Titles of persons: a head from the lexicon, stretched to the left over what belongs to it (副, 区委, 宣传部, 外交)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ahocorasick_rs as ahocorasick
import re2

from transforms.text.lexicon import Lexicons
from transforms.text.mentions import Mention
from transforms.text.signals import PAD, Signals

LONGEST = 20
"""Characters that a title may have: what is longer is a description."""

MINISTRY_HEADS = frozenset({"部长", "副部长", "大臣", "副大臣", "国务秘书", "部长助理", "次官"})
"""Heads that a ministry's name melts into (外交部长, 战略产业部长)."""

UNIT_ENDS = frozenset("部科处室组所厂系队会院站社局委团班")
"""What a department's name ends in, before an office head (财务部 + 经理)."""

EDGES = frozenset('，,。、；;：:（）()“”"\n《》 ')
"""Characters that no title runs over."""

LEVEL_LETTERS = frozenset("省市县区州盟旗镇乡村街自社")
"""What the name of a division's organ begins with (市政协)."""

NOT_BEHIND = {
    "博士": "研学生后",
    "硕士": "研学生",
    "专家": "咨委组库团",
    "会计": "学系专协事核",
    "记者": "会站团",
    "教师": "节",
    "代表": "团队",
    "编辑": "部室",
    "导演": "组",
    "领导": "小",
    "法人": "代",
}
"""What makes another word of a head when it stands behind it."""

COMPANIES = frozenset({"公司", "本公司", "集团", "该公司", "我公司", "总公司", "子公司", "分公司"})
"""Words that stand for a body without naming it: what follows them is the title."""

MODIFIED = frozenset({"经理", "主管", "总监", "专员", "会计", "大师", "设计师", "顾问"})
"""Heads that the noun before them mostly belongs to; before others (记者, 专家, 选手) it mostly doesn't, by counts on the CLUENER sentences."""

MODIFIER = 3
"""Characters of such a noun at most."""

SESSION = re2.compile("第?[一二三四五六七八九十、\\d]{1,6}届$")

STOPS = frozenset("任为是兼和与及的在由向对从被把等即年月日")
"""Words of one character that end a walk to the left."""


LEVEL_HEADS = frozenset({"省长", "市长", "县长", "区长", "州长", "镇长", "乡长", "村长", "旗长", "盟长"})
"""Heads whose first letter is also the end of a place's name."""


Head = tuple[int, int, int]
"""A head's number, and where it starts and ends."""


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
        self._joining = frozenset(lexicons.before) | {"副总", "总经理", "专家"}
        self._before = _Endings(lexicons.before)
        organs = [*(f"{level}{organ}" for level in lexicons.organs["level"] for organ in lexicons.organs["relative"]), *lexicons.organs["unit"]]
        organs += [organ for organ in lexicons.organs["relative"] if len(organ) > 1]
        self._organs = _Endings(organs)
        tags = {tag: number + 1 for number, tag in enumerate(dict.fromkeys(lexicons.words["tags"]))}
        self._modifiers = frozenset(tags[tag] for tag in ("n", "vn", "b"))
        self._bodies = (*lexicons.organs["suffix"], *lexicons.words["common_nouns"], *UNIT_ENDS)
        self._levels = tuple(sorted(lexicons.organs["level"], key=len, reverse=True))

    def find(self, signals: Signals, mentions: list[Mention], heads: Sequence[Head]) -> list[Title]:
        """The titles of a text with these heads, in their order; none reaches into one of the mentions of names, which are given in theirs."""
        text = signals.text
        titles: list[Title] = []
        borders = frozenset(m.end for m in mentions)
        inside = {at for m in mentions for at in range(m.start, m.end - _lends_its_level(text, m))}
        people = {m.start for m in mentions if m.kind == "person"}
        for index, start, end in heads:
            floor = titles[-1].end if titles else 0
            head = Title(start, self._stretch_right(text, end), self._kinds[index], "")
            if start < floor or start in inside or end - 1 in inside or not self._is_word(signals, head, people):
                continue
            if start == floor and titles and self._joins(text[titles[-1].start : floor], text[start:end]):
                floor = titles.pop().start
                head = Title(floor, head.end, head.kind, "")
            first = self._stretch_left(signals, head, max(floor, head.end - LONGEST), borders)
            titles.append(Title(first, head.end, head.kind, self._level(text[first : head.end])))
        return titles

    def _is_word(self, signals: Signals, head: Title, people: set[int]) -> bool:
        """Whether a head stands for itself: no word runs over its end, and what follows doesn't make another word of it (专家组)."""
        text = signals.text
        if text[head.end : head.end + 1] in NOT_BEHIND.get(text[head.start : head.end], ""):
            return head.end >= len(text)
        if text[head.start - 1 : head.end] == "工作者":
            return False
        return head.end in people or signals.begins(head.end)

    def _joins(self, previous: str, head: str) -> bool:
        """Whether two heads side by side are one title (总经理秘书, 主管药师, 总统特使)."""
        return head in {"秘书", "顾问", "会计师", "特使", "特别代表", "药师", "工程师", "医师"} or previous in self._joining

    def heads(self, text: str) -> Sequence[Head]:
        """The heads of titles in a text, whether or not they turn out to be titles."""
        return self._automaton.find_matches_as_indexes(text)

    def _stretch_right(self, text: str, end: int) -> int:
        for word in ("助理", "候选人"):
            if text.startswith(word, end):
                return end + len(word)
        return end

    def _stretch_left(self, signals: Signals, head: Title, floor: int, borders: frozenset[int]) -> int:
        text, start, kind = signals.text, head.start, head.kind
        organ_taken = False
        while start > floor and start not in borders:
            word = self._before.before(text, start, floor)
            if word == "代" and kind != "office":
                break  # 一代作家
            if word and not organ_taken:
                start -= len(word)
                continue
            organ = self._organs.before(text, start, floor) if kind == "office" else ""
            if not organ:
                break
            whole = self._whole_organ(signals, start - len(organ), floor, borders)
            if whole < 0:
                break
            start = whole
            organ_taken = True
        if kind == "office" and not organ_taken:
            before = start
            start = self._department(signals, start, floor, borders, ministry=text[head.start : head.end] in MINISTRY_HEADS)
            organ_taken = start < before
        if kind == "office":
            start = self._session(signals, start, floor)
        if organ_taken:
            return start
        if text[head.start : head.end] in MODIFIED:
            start = self._modifier(signals, start, floor, borders)
        return start

    def _whole_organ(self, signals: Signals, start: int, floor: int, borders: frozenset[int]) -> int:
        """Where an organ's name begins that may go on to the left (咨询办公室); -1 where it belongs to a longer body's name."""
        text = signals.text
        if text[start] in LEVEL_LETTERS or text[start] in "党纪团工":
            return start
        at = start
        for _ in range(2):
            if at <= floor or at in borders or text[at - 1] in EDGES or text[at - 1] in STOPS or text.endswith(tuple(COMPANIES), floor, at):
                return at
            at = _word_start(signals, at - 1)
        return at if at <= floor or at in borders or text[at - 1] in EDGES or text[at - 1] in STOPS else -1

    def _session(self, signals: Signals, start: int, floor: int) -> int:
        """A title with the term that it is held for (第六届监事会监事)."""
        match = SESSION.search(signals.text[floor:start])
        return floor + int(match.start()) if match else start

    def _modifier(self, signals: Signals, start: int, floor: int, borders: frozenset[int]) -> int:
        """A profession with the noun that says of what sort it is (景观设计师, 财务经理)."""
        if start == floor or start in borders:
            return start
        begin = _word_start(signals, start - 1)
        word = signals.text[begin:start]
        fits = int(signals.tag[begin + PAD]) in self._modifiers and 2 <= len(word) <= MODIFIER and not word.endswith(self._bodies)  # noqa: PLR2004
        return begin if fits and begin >= floor else start

    def _department(self, signals: Signals, start: int, floor: int, borders: frozenset[int], *, ministry: bool) -> int:
        """Walk over the words of a department's name, and take it where a name or a clause's edge stands before it."""
        text = signals.text
        at = start
        if not ministry and (at == 0 or text[at - 1] not in UNIT_ENDS):
            return start
        while at > floor and at not in borders:
            begin = _word_start(signals, at - 1)
            word = text[begin:at]
            if word in STOPS or word in COMPANIES or word.endswith("任") or word[0] in EDGES:
                break
            if begin < floor:
                return start
            at = begin
        return at if at in borders or not ministry else start

    def beside(self, titles: list[Title], mentions: list[Mention]) -> list[Title]:
        """The titles without those that are none away from a name (代表, 冠军)."""
        starts = {m.start for m in mentions if m.kind == "person"}
        return [title for title in titles if title.kind != "attached" or title.end in starts]

    def _level(self, title: str) -> str:
        """The level that a title names: 市 of 副市长, 市委常委 and 市政协主席."""
        if title.endswith("长") and title[-2:-1] in {"省", "市", "县", "区", "州", "镇", "乡", "旗", "盟", "村"}:
            return title[-2]
        return next((level for level in self._levels if title.startswith(level)), "")


class _Endings:
    """Words that a text may end in."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lasts = {word[-1] for word in self._words}
        self._sizes = {last: sorted({len(word) for word in self._words if word[-1] == last}, reverse=True) for last in lasts}

    def before(self, text: str, end: int, floor: int) -> str:
        """The longest of the words that the text from `floor` to `end` ends in, or nothing."""
        if end > floor:
            for size in self._sizes.get(text[end - 1], ()):
                if end - size >= floor and (word := text[end - size : end]) in self._words:
                    return word
        return ""


def _word_start(signals: Signals, at: int) -> int:
    """Where the word begins that the character at `at` stands in."""
    while not signals.begins(at):
        at -= 1
    return at


def _lends_its_level(text: str, mention: Mention) -> bool:
    """Whether the last letter of a place may be the first of a title (汉中市 and 市长 in 汉中市长)."""
    return mention.kind == "place" and mention.end - mention.start > 2 and text[mention.end - 1 : mention.end + 1] in LEVEL_HEADS  # noqa: PLR2004
