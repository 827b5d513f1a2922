"""Personal names by their own shape: surnames and given names, names in transliteration, a surname before a title."""

import re2

from transforms.text.lexicon import Lexicons
from transforms.text.signals import PAD, Signals

NOT_BEFORE_TITLES = frozenset(
    "向于和从任应时高常全平方都及关成万双有经连通单干相过安那水国文法海福工农乌俄印巴叙土以伊由但况初后才终越边须别诸来养占归扶封问税户段程路车房楼门"
)
"""Surnames that before a title are more often a word of their own (向局长汇报)."""


OFTEN_SURNAMES = frozenset("高万方常关安时段程路车房")
"""Those of them that are surnames where a clause begins with them (高局长说)."""

BEFORE_ADDRESS = OFTEN_SURNAMES | frozenset("任于成平石")
"""Those that are surnames there before 先生 and 女士."""

ADDRESS = frozenset({"先生", "女士"})

CLINGING = frozenset("作称说等率赴曾已也")
"""Verbs and adverbs of one character that hardly ever end a name."""

NOT_IN_NAMES = frozenset("的了是不有人个们这那我你他她它很更最此其某两三四五六七八九十个次届名位地得着过吗呢吧啊")
"""Characters that no given name ends in."""

BEHIND_NOUNS = frozenset("上下中里内外前后时间等和与及同处者们化性型式类员家人部会说讲问答称道")
"""Characters that stand behind a word of two characters for what they mean."""

GOES_ON = frozenset("、和与及等")
"""What stands behind an item of a list that isn't its last."""
LONGEST_ITEM = 12

EDGES = frozenset("，,。．、；;：:！!？?（）()《》“”\"'‘’\n 【】[]—…/|")


class NameShapes:
    """Tells what looks like a name. Frozen after its making."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._single = lexicons.surnames
        self._compound = lexicons.compound_surnames
        sounds = lexicons.words["transliteration"][0]
        tags = {tag: number + 1 for number, tag in enumerate(dict.fromkeys(lexicons.words["tags"]))}
        self._name_tags = frozenset({0, *(tags[tag] for tag in ("nr", "nrt", "nrfg", "ns", "nz", "x", "eng"))})
        self._sounds = frozenset(sounds)
        self._foreign = re2.compile(f"[{sounds}]{{2,12}}(?:[·•・‧][{sounds}]{{1,12}})*")
        self._followers = lexicons.words["followers"]

    def after_title(self, signals: Signals, start: int) -> int:
        """Where the name ends that begins at `start`, right behind a title; `start` itself where nothing looks like one."""
        text = signals.text
        if start >= len(text):
            return start
        if self._is_common_word(signals, start):
            return self._cut_in_two(signals, start)
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

    def listed(self, signals: Signals, start: int) -> int:
        """Where an item of a list ends that begins at `start` and looks like a name, if another item or 等 follows; else `start`."""
        text = signals.text
        end = next((at for at in range(start, min(start + LONGEST_ITEM, len(text))) if text[at] in GOES_ON), start)
        name = text[start:end]
        if len(name) < 2:  # noqa: PLR2004
            return start
        surname = 2 if name[:2] in self._compound else 1 if name[0] in self._single else 0
        chinese = surname and surname < len(name) <= surname + 2 and all("\u4e00" <= c <= "\u9fff" for c in name)
        fits = (chinese and not self._is_common_word(signals, start)) or self._foreign.fullmatch(name)
        return end if fits else start

    def _cut_in_two(self, signals: Signals, start: int) -> int:
        """The end of a name of three characters before a clause's edge, the first two of which are a word by chance (冷月|娥)."""
        text, end = signals.text, start + 3
        fits = signals.begins(start + 2) and signals.begins(end) and end <= len(text) and (end == len(text) or text[end] in EDGES)
        fits = fits and text[start] in self._single and text[start] not in NOT_BEFORE_TITLES
        return (
            end
            if fits and "\u4e00" <= text[end - 1] <= "\u9fff" and text[end - 1] not in NOT_IN_NAMES and text[end - 1] not in BEHIND_NOUNS
            else start
        )

    def before_bracket(self, text: str, end: int) -> int:
        """Where a Chinese name begins that ends at a bracket which holds an office; `end` itself where nothing looks like one."""
        for length in (3, 2):
            start = end - length
            if start >= 0 and text[start] in self._single and all("\u4e00" <= c <= "\u9fff" for c in text[start:end]):
                return start
        return end

    def _is_common_word(self, signals: Signals, start: int) -> bool:
        """Whether a word of two characters and more begins here that the dictionary takes for no name (强调, 通道)."""
        long = signals.begins(start) and not signals.begins(start + 1)
        return long and int(signals.tag[start + PAD]) not in self._name_tags

    def surname_before(self, signals: Signals, end: int) -> int:
        """Where the surname begins that ends at `end`, before a title (王局长); `end` itself where there is none."""
        text = signals.text
        if text[max(0, end - 2) : end] in self._compound:
            return end - 2
        alone = end > 0 and signals.begins(end - 1) and (signals.begins(end) or text[end : end + 2] in ADDRESS)
        return end - 1 if alone and text[end - 1] in self._single and not self.is_word(text, end - 1) else end

    def is_word(self, text: str, at: int) -> bool:
        """Whether a character that may be a surname is more likely a word of its own (由演员; but 高局长 where a clause begins)."""
        surnames = BEFORE_ADDRESS if text[at + 1 : at + 3] in ADDRESS else OFTEN_SURNAMES
        first = at == 0 or text[at - 1] in EDGES
        return text[at] in NOT_BEFORE_TITLES and not (first and text[at] in surnames)

    def trim(self, text: str, start: int, end: int) -> int:
        """The end of a Chinese name without the verb that clings to it (张军作 to 张军)."""
        clings = end - start == 3 and text[end - 1] in CLINGING and text[start] in self._single  # noqa: PLR2004 - surname, one character, verb
        return end - 1 if clings else end

    def before(self, text: str, floor: int, start: int) -> int:
        """Where a foreign name begins whose head was cut off: `floor` (the end of a title) if only its sounds lie between."""
        return floor if start > floor and all(c in self._sounds for c in text[floor:start]) else start

    def to_follower(self, signals: Signals, start: int, end: int) -> int:
        """The end of a Chinese name moved by one character, where only then something stands behind it that may follow a name."""
        text = signals.text
        if end - start == 3 and text[start] in self._single and not self._may_end(text, end):  # noqa: PLR2004 - 刘洋|成功 rather than 刘洋成|功
            return end - 1 if signals.begins(end - 1) and not signals.begins(end) and self._is_common_word(signals, end - 1) else end
        short = end - start == 2 and text[start] in self._single and end < len(text) and "\u4e00" <= text[end] <= "\u9fff"  # noqa: PLR2004
        return end + 1 if short and text[end] not in NOT_IN_NAMES and not self._may_end(text, end) and self._may_end(text, end + 1) else end

    def to_and_so_on(self, text: str, start: int, end: int) -> int:
        """The end of a name of two characters that is followed by one more and 等 (甲乙|丙等), which segmenters cut wrongly."""
        more = end - start == 2 and text[end + 1 : end + 2] == "等" and text[start] in self._single and "\u4e00" <= text[end] <= "\u9fff"  # noqa: PLR2004
        return end + 1 if more and text[end] not in "、和及与" else end

    def _may_end(self, text: str, at: int) -> bool:
        return at >= len(text) or text[at] in EDGES or text.startswith(self._followers, at)
