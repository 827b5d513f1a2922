"""Where a name begins: what the model gives too much or too little of, by the word that stands before the name.

Segmenters take a preposition and the letter of a division for one word (据县|水利局), and the letter that ends one name for the
beginning of the next (甲|县乙镇); the model then cuts where they cut.
"""

from collections.abc import Iterable

from transforms.text.lexicon import Lexicons
from transforms.text.mentions import Mention
from transforms.text.signals import PAD, Signals

PREPOSITIONS = frozenset("据由经对向与和在从为被把随凭至到")
"""What stands before a body that somebody tells of, and may be the first letter of a name as well (和平县, 向阳区)."""
LETTERS = frozenset("省市县区州旗镇乡")
"""What the body of a division near at hand begins with (县志愿者协会)."""
NEAR = LETTERS | frozenset("我全该本")
"""What such a body, or a word for it, begins with."""
LEFT_OVER = frozenset("市县区旗")
"""The end of a larger division, before a smaller one's name."""
SMALLER = ("镇", "乡", "街道", "村", "社区", "苏木")
SHORTEST_SMALLER = 3
"""Characters of a town's name with its kind."""
LONGEST_DIVISION = 12
SAYING = ("说", "表示", "告诉", "介绍", "指出", "强调", "坦言", "认为", "回忆", "感慨", "笑", "出席", "参加", "主持", "带领")
"""What a person does, and a town does not, right behind its name."""


class NameEdges:
    """Mends the beginnings of the model's mentions. Frozen after its making."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._places = frozenset(lexicons.by_name) | frozenset(lexicons.countries)
        named = (*self._places, *lexicons.organs["body"])
        self._kept = tuple(sorted(name for name in named if len(name) > 1 and name[0] in PREPOSITIONS))
        self._left_over = tuple(sorted(name for name in self._places if len(name) > 1 and name[0] in LEFT_OVER))
        tags = {tag: number + 1 for number, tag in enumerate(dict.fromkeys(lexicons.words["tags"]))}
        self._names = frozenset(tags[tag] for tag in lexicons.words["proper_tags"])
        self._slogans = frozenset(lexicons.words["slogan_verbs"][0])

    def mended(self, signals: Signals, mentions: Iterable[Mention], title_ends: frozenset[int]) -> list[Mention]:
        """The mentions, in their order, with their beginnings mended; `title_ends` are where heads of titles end."""
        text = signals.text
        found: list[Mention] = []
        for mention in mentions:
            before = found[-1] if found else None
            if mention.kind == "organization":
                found.append(self._body(signals, mention, before.end if before else 0))
            elif mention.kind == "person":
                found.append(_town(text, mention, before, title_ends))
            elif not self._is_slogan(text, mention):
                place = self._place(text, mention)
                if before and place.start > mention.start and _lacks_its_letter(text, before, mention):
                    found[-1] = before._replace(end=place.start)
                found.append(place)
        return found

    def _body(self, signals: Signals, body: Mention, floor: int) -> Mention:
        text, start = signals.text, body.start
        if text[start] in PREPOSITIONS and body.end - start > SHORTEST_SMALLER and not text.startswith(self._kept, start):
            near = text[start + 1] in NEAR or self._is_division(text, start + 1, body.end)
            return body._replace(start=start + 1) if near else body
        if start <= floor:
            return body
        return body._replace(start=start - 1) if self._lacks_letter(signals, start) or self._cuts_name(signals, start) else body

    def _is_division(self, text: str, start: int, end: int) -> bool:
        """Whether a division's full name begins here."""
        return any(text[start:stop] in self._places and text[stop - 1] in LETTERS for stop in range(start + 2, min(start + LONGEST_DIVISION, end)))

    def _lacks_letter(self, signals: Signals, start: int) -> bool:
        """Whether the letter before a body belongs to it: a word of its own, or one with a preposition, at the head of a phrase."""
        text = signals.text
        if text[start - 1] not in LETTERS or not signals.begins(start):
            return False
        before = text[start - 2 : start - 1]
        return before in PREPOSITIONS or before == "了" or (signals.begins(start - 1) and not "\u4e00" <= before <= "\u9fff")

    def _cuts_name(self, signals: Signals, start: int) -> bool:
        """Whether a body begins with the second character of a word of two that the dictionary takes for a name."""
        whole = signals.begins(start - 1) and not signals.begins(start) and signals.begins(start + 1)
        return whole and signals.text[start - 1] not in PREPOSITIONS and int(signals.tag[start + PAD]) in self._names

    def _is_slogan(self, text: str, place: Mention) -> bool:
        """Whether a slogan's verb and a division's letter were taken for a place (生态立|州)."""
        name = text[place.start : place.end]
        return len(name) == len("立州") and name[0] in self._slogans and name[1] in LETTERS and name not in self._places

    def _place(self, text: str, place: Mention) -> Mention:
        """A place without the end of the division before it."""
        start, end = place.start, place.end
        town = end - start > SHORTEST_SMALLER and text.endswith(SMALLER, start, end)
        begins_late = town and text[start] in LEFT_OVER and not text.startswith(self._left_over, start)
        return place._replace(start=start + 1) if begins_late else place


def _lacks_its_letter(text: str, before: Mention, place: Mention) -> bool:
    """Whether the place right before another one stands without its letter (青溪|县柳溪镇)."""
    return before.kind == "place" and before.end == place.start and text[before.end - 1] not in LETTERS


def _town(text: str, person: Mention, before: Mention | None, title_ends: frozenset[int]) -> Mention:
    """A town that was taken for a person: what ends like one, follows no title and no listed person, and neither says nor does anything."""
    start, end = person.start, person.end
    if end - start < SHORTEST_SMALLER or text[end - 1] not in "镇乡" or "·" in text[start:end]:
        return person
    listed = before is not None and before.kind == "person" and before.end == start - 1 and text[start - 1] == "、"
    human = listed or start in title_ends or text.startswith(SAYING, end)
    return person if human else person._replace(kind="place")
