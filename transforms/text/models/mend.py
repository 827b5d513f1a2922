"""LAC's labels of the silver news, mended where they differ from this project's conventions in a systematic way."""

from collections import Counter
from collections.abc import Iterable, Iterator

import ahocorasick_rs as ahocorasick

from transforms.text.lexicon import Lexicons

Label = tuple[int, int, str]
"""Start, end and kind of a name."""
Sentence = tuple[str, list[Label]]

PUNCTUATION = frozenset("。，；！？、：“”‘’《》【】（）()# \n\t\r,;!?:\"'")
NO_BODY = (
    "全会",
    "运动会",
    "博览会",
    "大运会",
    "亚运会",
    "冬奥会",
    "奥运会",
    "亚冬会",
    "进博会",
    "世界杯",
    "大奖赛",
    "锦标赛",
    "论坛",
    "峰会",
    "号",
    "驻",
    "超",
    "同",
)
"""Events, which the guidelines don't count among organisations, and ends that show a cut in the wrong place."""
SIDES = frozenset("方军媒国时间队")
"""乌方, 俄军, 美媒: what follows a country's one-character name makes it no person and no place of its own."""
COMMON = 5
"""How often a name must be labelled before its unlabelled mentions are believed to be misses."""
SHARE = 0.6


class Mender:
    """Mends labels by rule, with the lexicons' help."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._craft = frozenset(lexicons.words["not_bodies"])
        self._bodies = frozenset(lexicons.organs["body"])
        self._places = frozenset(lexicons.by_name) | frozenset(lexicons.countries)
        self._heads = tuple(sorted((w for w, kind in lexicons.titles.items() if kind in {"office", "rank"} and len(w) > 1), key=len, reverse=True))

    def sentence(self, sentence: Sentence) -> Sentence:
        """The sentence with its labels mended one by one."""
        text, labels = sentence
        return text, [new for label in labels for new in self._mend(text, *label)]

    def _mend(self, text: str, start: int, end: int, kind: str) -> Iterator[Label]:
        start, end = _longest_piece(text, start, end)
        name = text[start:end]
        if not name or name in self._craft:
            return
        if name in self._bodies:
            kind = "organization"
        elif name in self._places:
            kind = "place"
        if kind == "person":
            yield from self._person(name, start, end)
        elif kind == "organization":
            yield from self._organization(name, start, end)
        elif len(name) > 1 and not (len(name) == 2 and name[0] in "中美俄乌欧日韩巴以伊港澳阿德法英印越老东哈吉塔土" and name not in self._places):  # noqa: PLR2004
            end -= name[-1] == "委" and name[-2] in "省市县区州"
            yield from self._place(text[start:end], start, end)

    def _person(self, name: str, start: int, end: int) -> Iterator[Label]:
        if len(name) == 2 and name[1] in SIDES:  # noqa: PLR2004 - 乌方, 俄军
            return
        end -= len(name) - len(name.rstrip("等和与"))
        head = next((head for head in self._heads if text_ends(name, head)), "")
        end -= len(head)
        if end > start:
            yield start, end, "person"

    def _organization(self, name: str, start: int, end: int) -> Iterator[Label]:
        if name.endswith(NO_BODY) or len(name) < 2:  # noqa: PLR2004
            return
        if name[-1] == "委" and name[:-1] in self._places and name[-2] in "省市县区州":
            yield start, end - 1, "place"
            return
        for head in ("常委", "委员", "主席", "书记", "主任"):
            if text_ends(name, head):
                end -= len(head)
        yield start, end, "organization"

    def _place(self, name: str, start: int, end: int) -> Iterator[Label]:
        for cut in range(len(name) - 1, 1, -1):
            if name[:cut] in self._places and (name[cut:] in self._places or name[-1] in "省市县区镇乡村州") and len(name) - cut > 1:
                yield start, start + cut, "place"
                yield from self._place(name[cut:], start + cut, end)
                return
        yield start, end, "place"


def text_ends(name: str, head: str) -> bool:
    """Whether the name is more than the head that it ends in."""
    return name.endswith(head) and len(name) > len(head)


def _longest_piece(text: str, start: int, end: int) -> tuple[int, int]:
    """A label that runs over punctuation keeps its longest piece."""
    if not any(character in PUNCTUATION for character in text[start:end]) or text[start:end].count("（") == 1:
        return start, end
    best = (start, start)
    left = start
    for at in range(start, end + 1):
        if at == end or text[at] in PUNCTUATION:
            best = max(best, (left, at), key=lambda piece: piece[1] - piece[0])
            left = at + 1
    return best


def repeat_names(sentences: list[Sentence]) -> list[Sentence]:
    """The sentences with the mentions labelled that were left out, of names that are labelled nearly everywhere else."""
    counts = Counter((text[a:b], kind) for text, labels in sentences for a, b, kind in labels)
    names = {name: kind for (name, kind), count in counts.items() if len(name) > 2 and count >= COMMON}  # noqa: PLR2004
    order = sorted(names)
    finder = ahocorasick.AhoCorasick(order, matchkind=ahocorasick.MatchKind.LeftmostLongest)
    seen = Counter(order[index] for text, _ in sentences for index, *_ in finder.find_matches_as_indexes(text))
    sure = {name for name in order if counts[name, names[name]] >= SHARE * seen[name]}
    return [
        (text, _with_repeats(labels, ((order[i], a, b) for i, a, b in finder.find_matches_as_indexes(text)), sure, names))
        for text, labels in sentences
    ]


def _with_repeats(labels: list[Label], matches: Iterable[tuple[str, int, int]], sure: set[str], kinds: dict[str, str]) -> list[Label]:
    new = [(a, b, kinds[name]) for name, a, b in matches if name in sure and all(b <= c or d <= a for c, d, _ in labels)]
    return sorted([*labels, *new])
