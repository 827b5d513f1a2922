"""Names in a story, as records: people with their offices, organisations, places."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.records import Organization, Person, Place, Span
from schemas.stages import StoryContext
from transforms.text.bodies import BodyFinder
from transforms.text.chinese_names import NameShapes
from transforms.text.compounds import CompoundFinder
from transforms.text.edges import NameEdges
from transforms.text.gazetteer import LETTERS, Gazetteer
from transforms.text.lexicon import Lexicons
from transforms.text.mentions import PLACE_IN_TEXT, Mention, without_overlaps
from transforms.text.offices import BRACKET, OfficeReader, StateOffices
from transforms.text.people import people_records
from transforms.text.relative_places import relative_places
from transforms.text.repeats import repeated
from transforms.text.segment import load_segmenter
from transforms.text.signals import Signals, Watcher
from transforms.text.tagger import Tagger
from transforms.text.titles import LEVEL_HEADS, LEVEL_LETTERS, Title, TitleFinder


@dataclass(frozen=True, slots=True)
class Names:
    """The names of a story."""

    people: tuple[Person, ...] = ()
    organizations: tuple[Organization, ...] = ()
    places: tuple[Place, ...] = ()
    title_spans: tuple[Span, ...] = ()
    """Where titles stand, whether beside a name or not."""


@dataclass(frozen=True)
class NameFinder:
    """Everything that finding names needs, loaded once: about a second, and some 100 MB."""

    watcher: Watcher
    tagger: Tagger
    titles: TitleFinder
    shapes: NameShapes
    bodies: BodyFinder
    edges: NameEdges
    compounds: CompoundFinder
    gazetteer: Gazetteer
    states: StateOffices

    @classmethod
    def load(cls) -> "NameFinder":
        """Read the packaged word lists and the model."""
        lexicons = Lexicons.load()
        return cls(
            Watcher(load_segmenter(), lexicons),
            Tagger.load(),
            TitleFinder(lexicons),
            NameShapes(lexicons),
            BodyFinder(lexicons),
            NameEdges(lexicons),
            CompoundFinder(lexicons),
            Gazetteer(lexicons),
            StateOffices(frozenset(lexicons.words["country_letters"]), frozenset(lexicons.words["state_heads"])),
        )

    def find(self, text: str, context: StoryContext = StoryContext()) -> Names:  # noqa: B008 - frozen
        """The people, organisations, places and titles of a story's text."""
        signals = self.watcher.signals(text)
        mentions, titles = self._mentions(signals)
        holders = OfficeReader(signals.text, mentions, titles, self.states).holders()
        places = self.gazetteer.resolve(signals.text, [m for m in mentions if m.kind == "place"], context)
        homes = self.gazetteer.homes(signals.text, places, context)
        relative = relative_places(signals, mentions, homes, self.gazetteer.told(context))
        return Names(
            people_records(text, holders, places, homes, context),
            self.bodies.records(text, mentions, self.gazetteer, context, places),
            self.gazetteer.records(text, context, sorted([*places, *relative], key=lambda place: place.mention.start)),
            tuple(Span(title.start, title.end) for title in titles if title.kind != "address"),
        )

    def _mentions(self, signals: Signals) -> tuple[list[Mention], list[Title]]:
        """All names, settled among each other and with the titles."""
        heads = self.titles.heads(signals.text)
        found = self._named(signals, frozenset(start for _, start, _ in heads), frozenset(end for _, _, end in heads))
        titles = self.titles.find(signals, found, heads)
        starts = {title.start: title for title in titles}
        found = [_to_its_level(signals.text, m, starts) for m in found]
        found = without_overlaps([*self._people(signals, found, titles), *found])
        found = repeated(signals, found)
        places = self.gazetteer.merged(signals.text, [m for m in found if m.kind == "place"])
        found = sorted([*(m for m in found if m.kind != "place"), *places], key=PLACE_IN_TEXT)
        return found, self.titles.beside(titles, found)

    def _named(self, signals: Signals, heads: frozenset[int], head_ends: frozenset[int]) -> list[Mention]:
        """What the model and the lexicons name; `heads` are where heads of titles begin, and `head_ends` where they end."""
        text = signals.text
        found = [new for mention in self.edges.mended(signals, self.tagger.mentions(signals), head_ends) if (new := self.bodies.mend(text, mention))]
        places = [m for m in found if m.kind == "place"] + list(self.gazetteer.certain(signals))
        places = sorted(places, key=lambda m: m.start - m.end)
        people = [m for m in found if m.kind == "person" and not (m.end == m.start + 1 and self.shapes.is_word(text, m.start))]
        bodies = [m for m in found if m.kind == "organization"] + list(self.bodies.known(signals))
        bodies += [
            new for m in (*self.compounds.from_places(signals, places), *self.compounds.from_words(signals)) if (new := self.bodies.mend(text, m))
        ]
        bodies = sorted((self.compounds.stretched(signals, m, heads) for m in bodies), key=lambda m: m.start - m.end)
        return without_overlaps([*people, *bodies, *places])

    def _people(self, signals: Signals, found: list[Mention], titles: list[Title]) -> list[Mention]:
        """People with their ends mended, and those beside titles that the model missed."""
        title_ends = sorted(title.end for title in titles)
        people = [self._mended(signals, m, title_ends) for m in found if m.kind == "person"]
        people += self._fellows(signals, people, [*found, *titles])
        starts = {m.start: m.end for m in [*found, *people]}
        ends = {m.end for m in [*found, *people]}
        for title in titles:
            if title.kind in {"office", "rank"}:
                people += self._listed(signals, title.end, starts)
            if title.start not in ends:
                start = self.shapes.surname_before(signals, title.start)
                if start < title.start:
                    people.append(Mention(start, title.start, "person"))
            people += self._bracketed(signals.text, title, ends)
        return people

    def _fellows(self, signals: Signals, people: list[Mention], found: list[Mention | Title]) -> Iterator[Mention]:
        """What has a name's shape in a list behind somebody, where the list goes on behind it (甲、乙、丙, 甲、乙等)."""
        text = signals.text
        ends = [person.end for person in people if text[person.end : person.end + 1] == "、"]
        named = {at for one in found for at in range(one.start, one.end)} if ends else set()
        for first in ends:
            end = first
            while text[end : end + 1] == "、" and (stop := self.shapes.listed(signals, end + 1)) > end + 1:
                if not named.isdisjoint(range(end + 1, stop)):
                    break
                yield Mention(end + 1, stop, "person")
                end = stop

    def _mended(self, signals: Signals, person: Mention, title_ends: list[int]) -> Mention:
        text = signals.text
        end = self.shapes.to_follower(signals, person.start, self.shapes.trim(text, person.start, person.end))
        end = self.shapes.to_and_so_on(text, person.start, end)
        index = bisect_right(title_ends, person.start)
        start = self.shapes.before(text, title_ends[index - 1], person.start) if index and person.start - title_ends[index - 1] < 3 else person.start  # noqa: PLR2004
        return Mention(start, end, "person")

    def _bracketed(self, text: str, title: Title, known: set[int]) -> Iterator[Mention]:
        """The name before a bracket that a title ends: 甲（某县某局局长）."""
        if text[title.end : title.end + 1] not in ("）", ")"):
            return
        opened = max(text.rfind(bracket, max(0, title.start - BRACKET), title.start) for bracket in "（(")
        start = self.shapes.before_bracket(text, opened) if opened > 0 and opened not in known else opened
        if start < opened:
            yield Mention(start, opened, "person")

    def _listed(self, signals: Signals, start: int, known: dict[int, int]) -> Iterator[Mention]:
        """The names of a list that begins behind a title (市委常委甲、乙)."""
        text = signals.text
        while True:
            end = known.get(start) or self.shapes.after_title(signals, start)
            if end == start:
                return
            if start not in known:
                yield Mention(start, end, "person")
            if text[end : end + 1] != "、":
                return
            start = end + 1


def _to_its_level(text: str, mention: Mention, titles: dict[int, Title]) -> Mention:
    """A place before a title with the right one of its level letters: 某|市长 and 某市|市长, but 某市 and 市委书记 share one."""
    end = mention.end
    if text[end - 1 : end + 1] in LEVEL_HEADS and (title := titles.get(end - 1)) and title.level:
        return Mention(mention.start, end - 1, mention.kind)
    if mention.kind != "place" or text[end - 1] in LEVEL_LETTERS:
        return mention
    doubled = text[end : end + 1] == text[end + 1 : end + 2] and text[end + 1 : end + 3] in LEVEL_HEADS and end + 1 in titles
    title = titles.get(end)
    shared = title and title.level == text[end] and title.level in LETTERS and text[end : end + 2] not in LEVEL_HEADS
    return Mention(mention.start, end + 1, "place") if doubled or shared else mention
