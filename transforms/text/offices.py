"""Who holds which office where: titles, organisations and places read together with the names that they stand beside.

The shapes read are those of official news: 甲市委书记乙; A、B、C sharing a title; several titles joined by 、 before one name;
titles after the name (乙委员长) or in brackets behind it; groups in which later offices inherit the jurisdiction of an
earlier one (甲市人大常委会主任乙，市政协主席丙；丁市...).
"""

from dataclasses import dataclass, field

from transforms.text.mentions import Mention
from transforms.text.titles import Title

JOINERS = "、兼和及与暨"
"""Between two titles of one person."""
MOST_OFFICES = 12
"""Offices that one name is given at most."""
LIST = "、"
PAIR = "和及与"
BRACKET = 25
"""Characters that a bracket behind a name may hold, to be read as the person's office."""
LEVEL_ENDS = {
    "省": ("省", "自治区"),
    "市": ("市",),
    "县": ("县", "自治县", "旗"),
    "区": ("区",),
    "州": ("州", "自治州"),
    "镇": ("镇",),
    "乡": ("乡",),
    "村": ("村",),
}
"""What a place ends in that an office of a level is held over."""
LAST_LETTERS = frozenset(end[-1] for ends in LEVEL_ENDS.values() for end in ends)


@dataclass(frozen=True, slots=True)
class Office:
    """One title of a person, with where it is held as far as it is said beside it."""

    title: Title
    organization: Mention | None
    place: Mention | None


@dataclass(slots=True)
class Holder:
    """A mention of a person, and the offices that stand beside it."""

    mention: Mention
    offices: list[Office] = field(default_factory=list)
    before: bool = False
    """Whether the offices stand before the name, so that a list may share them."""


@dataclass(frozen=True, slots=True)
class StateOffices:
    """Countries written with one character before offices of state (俄总统, 乌外长)."""

    letters: frozenset[str]
    heads: frozenset[str]

    def country(self, text: str, title: Title) -> Mention | None:
        """The country's character before a title."""
        known = title.start > 0 and text[title.start - 1] in self.letters and text[title.start : title.end] in self.heads
        return Mention(title.start - 1, title.start, "place") if known else None


class OfficeReader:
    """Reads the offices of one text. Made for the text, and not kept."""

    def __init__(self, text: str, mentions: list[Mention], titles: list[Title], states: StateOffices) -> None:
        self._text = text
        self._states = states
        self._title_ending = {title.end: title for title in titles}
        self._title_starting = {title.start: title for title in titles}
        self._body_ending = {m.end: m for m in mentions if m.kind != "person"}
        self._people = [m for m in mentions if m.kind == "person"]
        self._person_ending = {m.end: m for m in self._people}
        self._person_starting = {m.start: m for m in self._people}
        self._places = [m for m in mentions if m.kind == "place"]
        self._next = self._at = 0
        self._used: dict[str, Mention] = {}
        self._used_before: dict[str, Mention] = {}
        self._said: dict[str, Mention] = {}

    def holders(self) -> list[Holder]:
        """Each mention of a person with its offices, in the text's order."""
        holders: list[Holder] = []
        for person in self._people:
            holder = Holder(person)
            holder.offices = self._before(person.start)
            holder.before = bool(holder.offices)
            if not holder.before:
                holder.offices = self._shared(holders, person)
                holder.before = bool(holder.offices)
            holder.offices = holder.offices + self._after(person.end)
            holder.offices = [self._inherit(office) for office in holder.offices]
            for office in holder.offices:
                if office.place:
                    self._used |= dict.fromkeys(self._levels(office.place), office.place)
            holders.append(holder)
        return holders

    def _before(self, end: int) -> list[Office]:
        """The offices that end where a name begins."""
        offices: list[Office] = []
        while (title := self._title_ending.get(end)) and title.kind != "address" and len(offices) < MOST_OFFICES:
            office = self._office(title)
            first = min(m.start for m in (title, office.organization, office.place) if m)
            if title.start in self._person_ending and offices:
                break
            offices.append(office)
            if first == 0 or self._text[first - 1] not in JOINERS + "，,兼":
                break
            end = first - 1
            if self._text[end] in "，," and (end in self._person_ending or self._follows_person(end)):
                break
        return offices[::-1]

    def _follows_person(self, end: int) -> bool:
        title = self._title_ending.get(end)
        return title is not None and title.start in self._person_ending

    def _office(self, title: Title) -> Office:
        """A title with the organisation or place that it touches."""
        body = self._body_ending.get(title.start)
        if body is None and title.level:
            # 汉中市 in 汉中市人大常委会主任: the level's letter belongs to both the place and the title.
            over = self._body_ending.get(title.start + len(title.level))
            body = over if over and over.kind == "place" else None
        if body is None:
            return Office(title, None, self._states.country(self._text, title))
        if body.kind == "place":
            return Office(title, None, body)
        return Office(title, body, None)

    def _shared(self, holders: list[Holder], person: Mention) -> list[Office]:
        """The offices of the name before, where both stand in one list (市委常委甲、乙)."""
        if not holders or not holders[-1].before:
            return []
        previous = holders[-1]
        between = self._text[previous.mention.end : person.start]
        if between == LIST:
            return list(previous.offices)
        listed = len(holders) > 1 and self._text[holders[-2].mention.end : previous.mention.start] == LIST
        return list(previous.offices) if listed and between in PAIR and between else []

    def _after(self, end: int) -> list[Office]:
        """The office whose title touches the name's end, or stands in a bracket behind it."""
        title = self._title_starting.get(end)
        if title is not None and title.kind not in {"address", "attached"} and title.end not in self._person_starting:
            return [Office(title, None, None)]
        if self._text[end : end + 1] in ("（", "("):
            close = next((at for at in range(end + 1, min(end + BRACKET, len(self._text))) if self._text[at] in "）)"), -1)
            return self._before(close)
        return []

    def _inherit(self, office: Office) -> Office:
        """An office whose title names a level but no place, with the place that the text before it speaks of at that level."""
        level, at = office.title.level, office.title.start
        self._advance(at)
        if office.place or office.organization or level not in LEVEL_ENDS or self._text[at - 1 : at] == "我":
            return office
        return Office(office.title, None, self._used.get(level) or self._said.get(level) or self._used_before.get(level))

    def _advance(self, at: int) -> None:
        """Note the places up to an offset by the level they are of; a new paragraph forgets those of the last, but for its offices'."""
        if "\n" in self._text[self._at : at]:
            self._used_before |= self._used
            self._used, self._said = {}, {}
        while self._next < len(self._places) and self._places[self._next].start < at:
            place = self._places[self._next]
            self._next += 1
            if "\n" not in self._text[place.end : at]:
                self._said |= dict.fromkeys(self._levels(place), place)
        self._at = max(self._at, at)

    def _levels(self, place: Mention) -> list[str]:
        if self._text[place.end - 1] not in LAST_LETTERS:
            return []
        return [level for level, ends in LEVEL_ENDS.items() if self._text.endswith(ends, place.start, place.end)]
