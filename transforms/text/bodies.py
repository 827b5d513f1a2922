"""Organisations: those that the lexicon knows, the model's mentions mended, and their records."""

from collections.abc import Iterator

import ahocorasick_rs as ahocorasick

from schemas.records import Organization, Span
from schemas.stages import StoryContext
from transforms.text.gazetteer import Gazetteer, Resolved
from transforms.text.lexicon import Lexicons
from transforms.text.mentions import Mention
from transforms.text.signals import Signals

JURISDICTION_ENDS = "省市县区州旗盟镇乡村"
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
        self._kinds = sorted(((end, kind) for kind, ends in lexicons.kinds.items() for end in ends), key=lambda pair: -len(pair[0]))
        self._heads = tuple(sorted((w for w, kind in lexicons.titles.items() if kind == "office" and len(w) > 1), key=len, reverse=True))

    def known(self, signals: Signals) -> Iterator[Mention]:
        """Bodies that the lexicon lists, where no word runs over their ends."""
        for _, start, end in self._automaton.find_matches_as_indexes(signals.text):
            if signals.begins(start) and signals.begins(end):
                yield Mention(start, end, "organization")

    def mend(self, text: str, mention: Mention) -> Mention:
        """A mention of the model's as the conventions want it: relative organs leave their division, titles don't belong to names."""
        start, end, kind = mention.start, mention.end, mention.kind
        name = text[start:end]
        if kind == "organization":
            for organ in SPLIT_OFF:
                if name.endswith(organ) and name[: -len(organ)][-1:] in JURISDICTION_ENDS and len(name) - len(organ) > 1:
                    return Mention(start, end - len(organ), "place")
        head = next((head for head in self._heads if name.endswith(head) and len(name) > len(head)), "") if kind != "place" else ""
        return Mention(start, end - len(head), kind)

    def kind(self, name: str) -> str:
        """What sort of body a name speaks of, by what it ends in."""
        return next((kind for end, kind in self._kinds if name.endswith(end)), "other")

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
