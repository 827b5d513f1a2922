"""Organisations: those that the lexicon knows, the model's mentions mended, and their records."""

from collections.abc import Iterator

import ahocorasick_rs as ahocorasick
import re2

from schemas.records import Organization, Span
from schemas.stages import StoryContext
from transforms.text.gazetteer import Gazetteer, Resolved
from transforms.text.lexicon import Lexicons
from transforms.text.mentions import Mention
from transforms.text.signals import Signals
from transforms.text.titles import LEVEL_HEADS

NAMES_WITH_LONG = frozenset("江春沙安治城乐宁兴汀白岭寿葛武子清")
"""What follows 长 in places' names (某市长江大桥)."""
LONGEST_TAIL = 8
"""Characters of the longest end that a name is tried for."""
JURISDICTION_ENDS = "省市县区州旗盟镇乡村"
COMPANY = re2.compile("(.*(?:公司|集团|银行))[^公司集团银行]{1,10}[部科处室办组心间]$")
"""A company's name with a department's behind it."""
SPLIT_OFF = (
    "委",
    "人大",
    "政协",
    "人大常委会",
    "纪委",
    "监委",
    "纪委监委",
    "政法委",
    "委宣传部",
    "委组织部",
    "委统战部",
    "委政法委",
    "委办公室",
    "委办公厅",
)
"""Organs that leave the division before them a place of its own (汉中市|委, 汉中市|政协): they are named from where one stands."""


class BodyFinder:
    """Finds organisations. Frozen after its making."""

    def __init__(self, lexicons: Lexicons) -> None:
        self._bodies = sorted({body for body in lexicons.organs["body"] if len(body) > 1})
        self._automaton = ahocorasick.AhoCorasick(self._bodies, matchkind=ahocorasick.MatchKind.LeftmostLongest)
        self._kinds = {end: kind for kind, ends in reversed(lexicons.kinds.items()) for end in ends}
        self._kind_ends = frozenset(self._kinds)
        heads = (w for w, kind in lexicons.titles.items() if kind in {"office", "rank", "address"} and (len(w) > 1))
        self._heads = frozenset(heads)
        self._office_starts = frozenset(w[:2] for w, kind in lexicons.titles.items() if kind == "office" and len(w) > 1) | {"高级"}
        self._inner = self._heads | {"党委", "党组", "纪委", "团委", "董事会", "监事会", "党支部"}
        self._relative = frozenset(lexicons.organs["relative"]) | {"人民政协"}
        self._sites = lexicons.words["generic_sites"]
        self._not_places = frozenset(lexicons.words["not_places"])
        self._countries = frozenset(lexicons.countries)

    def known(self, signals: Signals) -> Iterator[Mention]:
        """Bodies that the lexicon lists, where no word runs over their ends."""
        for _, start, end in self._automaton.find_matches_as_indexes(signals.text):
            if signals.begins(start) and signals.begins(end):
                yield Mention(start, end, "organization")

    def mend(self, text: str, mention: Mention) -> Mention | None:
        """A mention of the model's as the conventions want it, or nothing.

        Relative organs (市委, 政协) are no names and leave the division before them; titles and forms of address don't belong to names.
        """
        name = text[mention.start : mention.end]
        if mention.kind == "organization":
            return self._mend_body(text, mention)
        if _begins_in_office(text, mention):
            return Mention(mention.start + 1, mention.end, "person")
        if mention.kind == "place":
            return self._mend_place(name, mention)
        head = _tail(name, self._heads)
        return Mention(mention.start, mention.end - len(head), "person") if head else mention

    def _mend_place(self, name: str, mention: Mention) -> Mention | None:
        organ = _split_off(name)
        if organ:
            return Mention(mention.start, mention.end - len(organ), "place")
        heads = LEVEL_HEADS if "长" in name else ()
        office = min((at for head in heads if (at := name.find(head, 2)) > 0 and name[at + 2 : at + 3] not in NAMES_WITH_LONG), default=0)
        if office:
            return Mention(mention.start, mention.start + office, "place")  # 某州|州长某某
        if name in self._not_places:
            return None
        sites = self._sites if name.endswith(self._sites) else ()
        site = next((site for site in sites if name.endswith(site) and name[: -len(site)] in self._countries), "")
        return Mention(mention.start, mention.end - len(site), "place") if site else mention

    def _mend_body(self, text: str, mention: Mention) -> Mention | None:
        name = text[mention.start : mention.end]
        if name.lstrip(JURISDICTION_ENDS) in self._relative or name.endswith(("大会堂", "机场", "车站", "港", "码头")):
            return None
        organ = _split_off(name)
        if organ:
            return Mention(mention.start, mention.end - len(organ), "place")
        head = _tail(name[1:], self._inner)
        end = mention.end - len(head)
        company = COMPANY.match(text[mention.start : end])
        if company and text[end : end + 2] in self._office_starts:
            end = mention.start + int(company.end(1))  # a company's department belongs to the title (某公司|财务部经理)
        return Mention(mention.start, end, "organization")

    def kind(self, name: str) -> str:
        """What sort of body a name speaks of, by what it ends in."""
        return self._kinds.get(name) or self._kinds.get(_tail(name, self._kind_ends), "other")

    def records(
        self, text: str, mentions: list[Mention], gazetteer: Gazetteer, context: StoryContext, places: list[Resolved]
    ) -> tuple[Organization, ...]:
        """One record a name, in the order of first mention."""
        spans: dict[str, list[Span]] = {}
        for mention in mentions:
            if mention.kind == "organization":
                spans.setdefault(text[mention.start : mention.end], []).append(Span(mention.start, mention.end))
        rows = []
        for name, found in spans.items():
            place, code = gazetteer.leading(name, places)
            rows.append(Organization(context.article_id, context.published_date, name, self.kind(name), place, code, found))
        return tuple(rows)


def _split_off(name: str) -> str:
    """The organ that a division's name ends in, the first of SPLIT_OFF that is one; nothing where no name of two characters is left."""
    if not name.endswith(SPLIT_OFF):
        return ""
    organ = next((organ for organ in SPLIT_OFF if name.endswith(organ) and name[: -len(organ)][-1:] in JURISDICTION_ENDS), "")
    return organ if len(name) - len(organ) > 1 else ""


def _begins_in_office(text: str, mention: Mention) -> bool:
    """Whether a name of three characters and more begins with the 长 of a head (某县县长|江某某): a person always, a place behind 某县|县."""
    start = mention.start
    if mention.end - start <= 2 or text[max(0, start - 1) : start + 1] not in LEVEL_HEADS:  # noqa: PLR2004
        return False
    return mention.kind == "person" or text[start - 2 : start - 1] == text[start - 1]


def _tail(name: str, tails: frozenset[str]) -> str:
    """The longest of the tails that the name ends in without being it."""
    for size in range(min(LONGEST_TAIL, len(name) - 1), 0, -1):
        if name[-size:] in tails:
            return name[-size:]
    return ""
