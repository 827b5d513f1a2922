"""Places: divisions with their codes where the text decides them, countries, and what the ends of other names tell."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.records import Place, Span
from schemas.stages import StoryContext
from transforms.text.lexicon import Division, Lexicons
from transforms.text.mentions import Mention
from transforms.text.signals import GAZETTEER, PAD, Signals

LEVELS = (
    (("镇", "乡", "街道", "苏木"), "town"),
    (("村", "社区", "屯", "寨", "嘎查"), "village"),
    (("省", "自治区"), "province"),
    (("市", "州"), "city"),
    (("县", "区", "旗"), "county"),
    (
        (
            "机场",
            "大桥",
            "公园",
            "广场",
            "博物馆",
            "遗址",
            "景区",
            "水库",
            "车站",
            "火车站",
            "码头",
            "路",
            "街",
            "寺",
            "馆",
            "厅",
            "港",
            "厂",
            "大厦",
            "中心",
            "园区",
            "基地",
            "体育场",
            "大会堂",
        ),
        "site",
    ),
    (("洲", "洋", "海", "江", "河", "湖", "山", "岛", "半岛", "海峡", "地区", "流域", "盆地", "平原", "高原", "地带", "新区", "三角"), "region"),
)
"""What a place's name ends in, and the level that it tells."""
CERTAIN = frozenset(GAZETTEER.index(name) for name in ("province", "city", "county"))
COUNTRY = GAZETTEER.index("country")
LONGEST_ADDRESS = 24
"""Characters of the longest name that is taken apart."""
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})  # 北京, 天津, 上海, 重庆
LETTERS = "省市州县区旗"
"""What a division's name ends in, and 我 goes before."""
VISIT = re.compile(".{0,8}(?:代表团|考察团|考察组|学习团|一行)")
"""What stands behind the name of a place whose people visit another one."""
LONGEST_VISIT = 16
PROVINCE, PREFECTURE = 2, 4
"""Digits of a code that its province and its prefecture share."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A mention of a place with what the text tells of it."""

    mention: Mention
    name: str
    level: str
    division: Division | None


class Gazetteer:
    """Knows divisions and countries. Frozen after its making."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._lexicons = lexicons
        self._mastheads = lexicons.words["mastheads"]

    def certain(self, signals: Signals) -> Iterator[Mention]:
        """Full names of divisions (of three characters and more) and names of countries, wherever they stand."""
        marks = signals.gazetteer[PAD:-PAD]
        starts = ((marks - 1) % 4 == 0) & (marks > 0)
        for start in starts.nonzero()[0].tolist():
            kind = (int(marks[start]) - 1) // 4
            end = start + 1
            while end < len(marks) and marks[end] == 2 + 4 * kind:
                end += 1
            end += 1
            if kind == COUNTRY:
                # Not in 发展中国家, nor in 中国式现代化.
                if end - start > 1 and signals.begins(start) and signals.text[end : end + 1] not in ("式", "家"):
                    yield Mention(start, end, "place")
            elif kind in CERTAIN and end - start > 2:  # noqa: PLR2004 - 城区 and 郊区 are counties' names too
                yield Mention(start, end, "place")

    def merged(self, text: str, places: list[Mention]) -> list[Mention]:
        """The places, each division joined with the smaller place that stands right behind it (四川省 + 巴中市), in their order."""
        joined: list[Mention] = []
        for place in places:
            last = joined[-1] if joined else None
            if last and last.end == place.start and self._holds(text[last.start : last.end], text[place.start : place.end]):
                joined[-1] = Mention(last.start, place.end, "place")
            else:
                joined.append(place)
        return joined

    def _holds(self, large: str, small: str) -> bool:
        """Whether the first may be the larger place of an address: a division, and the second none that lies elsewhere."""
        if small in self._lexicons.countries and self._lexicons.countries[small].isalpha():
            return False
        around = self._parts(large)
        inside = self._candidates(small)
        if not around:
            return large in self._lexicons.countries and not inside
        return not inside or any(d.code.startswith(a.code.rstrip("0")) and d != a for d in inside for a in around)

    def _parts(self, name: str) -> tuple[Division, ...]:
        """The divisions that a name, or the last part of an address, may stand for."""
        return next((found for cut in range(len(name) - 1) if (found := self._candidates(name[cut:]))), ())

    def resolve(self, text: str, mentions: list[Mention], context: StoryContext) -> list[Resolved]:
        """Each mention with its level and, where the text decides it, its division."""
        candidates = [self._address(text[m.start : m.end]) for m in mentions]
        sure = Counter(found[0].code for found in candidates if len(found) == 1)
        for hint in (context.home, context.source_name):
            sure.update(division.code for division in self._named_in(hint or ""))
        resolved: list[Resolved] = []
        for mention, found in zip(mentions, candidates, strict=True):
            division = self._choose(found, sure, resolved[-1] if resolved and resolved[-1].mention.end == mention.start else None)
            name = text[mention.start : mention.end]
            resolved.append(Resolved(mention, name, division.level if division else self._level(name), division))
        return resolved

    def _candidates(self, name: str) -> tuple[Division, ...]:
        found = self._lexicons.by_name.get(name, ())
        top = [d for d in found if d.name == name] or [d for d in found if d.level != "county"]
        return tuple(top) or found

    def _address(self, name: str) -> tuple[Division, ...]:
        """The divisions that a name stands for; of several joined into one (四川省巴中市) the last, as far as the first leave it open."""
        whole = self._candidates(name)
        if whole or len(name) > LONGEST_ADDRESS:
            return whole
        for cut in range(2, len(name) - 1):
            around = self._candidates(name[:cut])
            within = tuple(d for d in (self._address(name[cut:]) if around else ()) if any(d.code.startswith(a.code.rstrip("0")) for a in around))
            if within:
                return within
        return ()

    def _choose(self, found: tuple[Division, ...], sure: Counter[str], before: Resolved | None) -> Division | None:
        """The candidate that the name before it, or else the rest of the text, speaks for; None where they don't decide."""
        if before is not None and before.division is not None:
            prefix = before.division.code.rstrip("0")
            inside = [d for d in found if d.code.startswith(prefix)]
            if len(inside) == 1:
                return inside[0]
        if len(found) < 2:  # noqa: PLR2004
            return found[0] if found else None
        for digits in (PREFECTURE, PROVINCE):
            near = [d for d in found if any(_near(code, d.code, digits) for code in sure)]
            if len(near) == 1:
                return near[0]
        return None

    def homes(self, text: str, places: list[Resolved], context: StoryContext) -> dict[str, Division]:
        """The division that the page speaks for, by its level's letter (市 for 我市, 县 for 我县), where there is evidence.

        That is what the context tells, else the only one of its level that the story names, if it names it more than once and
        doesn't tell of its visit elsewhere (甲市代表团来我市).
        """
        counts = Counter(place.division for place in places if place.division)
        visiting = {place.division for place in places if VISIT.match(text[place.mention.end : place.mention.end + LONGEST_VISIT])}
        homes: dict[str, Division] = {}
        for letter in LETTERS:
            said = [(division, count) for division, count in counts.items() if division.name.endswith(letter)]
            if len(said) == 1 and said[0][1] > 1 and said[0][0] not in visiting:
                homes[letter] = said[0][0]
        return homes | self.told(context)

    def told(self, context: StoryContext) -> dict[str, Division]:
        """The divisions that the user says, or else the source is named after. A county's prefecture and province follow from the county."""
        homes: dict[str, Division] = {}
        for hint in (context.source_name, context.home):
            for division in self._named_in(hint or ""):
                codes = (division.code[:PROVINCE] + "0000", division.code[:PREFECTURE] + "00", division.code)
                homes |= {self._lexicons.by_code[code].name[-1]: self._lexicons.by_code[code] for code in codes if code in self._lexicons.by_code}
        return homes

    def _named_in(self, hint: str) -> Iterator[Division]:
        """Divisions whose names a hint (a source's name, the user's home) starts with, after words such as 今日."""
        without = next((hint[len(word) :] for word in self._mastheads if hint.startswith(word)), "")
        for name in (hint, without):
            for length in range(min(len(name), 12), 1, -1):
                found = self._candidates(name[:length])
                if len(found) == 1:
                    yield found[0]
                    return

    def _level(self, name: str) -> str:
        if name in self._lexicons.countries:
            return "country" if self._lexicons.countries[name].isalpha() else self._suffix_level(name, "other")
        return self._suffix_level(name, "other")

    def _suffix_level(self, name: str, otherwise: str) -> str:
        return next((level for ends, level in LEVELS if name.endswith(ends)), otherwise)

    def parents(self, division: Division | None) -> tuple[str | None, str | None, str | None]:
        """The province, the prefecture and the county that a division lies in or is."""
        if division is None:
            return None, None, None
        province = self._lexicons.by_code.get(division.code[:PROVINCE] + "0000")
        city = self._lexicons.by_code.get(division.code[:PREFECTURE] + "00") if division.level != "province" else None
        return province.name if province else None, city.name if city else None, division.name if division.level == "county" else None

    def leading(self, name: str, places: list[Resolved]) -> tuple[str | None, str | None]:
        """The place that a body's name starts with, and its code where it is decided."""
        for length in range(min(len(name) - 1, 12), 1, -1):
            lead = name[:length]
            if lead in self._lexicons.countries:
                return lead, None
            found = self._candidates(lead)
            if found:
                same = [p.division for p in places if p.division and p.division in found]
                division = found[0] if len(found) == 1 else same[0] if same else None
                return lead, division.code if division else None
        return None, None

    def records(self, text: str, context: StoryContext, places: list[Resolved]) -> tuple[Place, ...]:
        """One record a name, as the text writes it, and division, in the order of first mention."""
        grouped: dict[tuple[str, Division | None], list[Resolved]] = {}
        for place in places:
            grouped.setdefault((text[place.mention.start : place.mention.end], place.division), []).append(place)
        rows = []
        for (name, division), found in grouped.items():
            spans = [Span(p.mention.start, p.mention.end) for p in found]
            code = division.code if division else None
            rows.append(Place(context.article_id, context.published_date, name, found[0].level, code, *self.parents(division), spans))
        return tuple(rows)


def _near(code: str, other: str, digits: int) -> bool:
    """Whether both lie in one division of so many digits; a municipality is a prefecture too."""
    if digits == PREFECTURE and code[:PROVINCE] in MUNICIPALITIES:
        digits = PROVINCE
    return code[:digits] == other[:digits] and code[digits - 1 : digits + 1] != "00"
