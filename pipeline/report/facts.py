"""What a report tells, as data: the readers of the lake make these, and the page is drawn from them alone."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.lake.ledger_rows import Counts
from pipeline.lake.runs import RunRecord
from pipeline.lake.table_counts import TableCount
from pipeline.report.doubts import Doubt

DATE_SOURCES = ("metadata", "markup", "byline", "text", "path", "none")
"""Where a story's date can come from, the firmest first."""


@dataclass(frozen=True, slots=True)
class Runs:
    """The newest runs of a lake, and how many there were before them."""

    newest: tuple[RunRecord, ...]
    earlier: int
    last_change: RunRecord | None
    """The newest run that read a page or changed a row."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Stories without a date that have the same bounds."""

    earliest: date | None
    latest: date | None
    stories: int


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """What the articles' columns say together."""

    days: dict[tuple[date, str], int]
    """Stories with a date, by day and source of the date."""
    sources: dict[str, int]
    """All stories by source of their date."""
    bounds: tuple[Bounds, ...]
    """Of stories without a date, the commonest bounds first."""
    characters: int
    media: tuple[tuple[str, int], ...]
    """The media that stories name as their source, the commonest first."""
    doubts: dict[Doubt, int]
    """How many stories each doubt applies to."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name, in how many stories it stands, and what they say of it: words with counts, the commonest first."""

    name: str
    stories: int
    words: tuple[tuple[str, int], ...] = ()
    """A person's offices; an organisation's kind."""
    others: tuple[tuple[str, int], ...] = ()
    """A person's organisations; an organisation's place."""
    as_place: int = 0
    """In how many stories the same name is a place: of a person's, one of the two is probably wrong."""


@dataclass(frozen=True, slots=True)
class Level:
    """The places of one level."""

    level: str
    mentions: int
    """Rows: a place counts once in a story."""
    top: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NameFacts:
    """Who and what appears most. Where `rounded`, the rarest names were dropped on the way, and counts are lower bounds."""

    people: tuple[Named, ...]
    organizations: tuple[Named, ...]
    levels: tuple[Level, ...]
    provinces: tuple[tuple[str, int], ...]
    rounded: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity as a story writes it."""

    text: str
    value: Decimal
    day: date | None
    article_id: str
    title: str | None = None
    source_uri: str = ""
    """Where the story was read."""


@dataclass(frozen=True, slots=True)
class UnitAmounts:
    """The quantities of one dimension in one unit: how many, and the largest."""

    dimension: str
    unit: str
    count: int
    largest: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class DeadExample:
    """A page that could not be taken in."""

    source_uri: str
    detail: str
    size: int
    head: str
    """The beginning of its bytes, as text."""


@dataclass(frozen=True, slots=True)
class DeadReason:
    """Pages turned away for the same reason, with some of them."""

    reason: str
    count: int
    examples: tuple[DeadExample, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the sampled pages was taken for what."""

    pages: int
    roles: tuple[tuple[str, int], ...]
    """Characters by role."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A record at its characters of the story's text."""

    kind: str
    """person, organization, place, date, quantity, saying, term or added."""
    start: int
    end: int
    text: str
    told: tuple[tuple[str, str], ...]
    """What was read there: each value with the family of words that it belongs to, empty for free text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line under the same marks, the longest mark first."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A line of a page, what it was taken for and why."""

    role: str
    reason: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A page to look at."""

    article_id: str
    source_uri: str
    title: str | None
    day: date | None
    date_source: str
    date_evidence: str | None
    earliest: date | None
    latest: date | None
    source_name: str | None
    bylines: tuple[tuple[str, str], ...]
    characters: int
    teasers: int
    also_at: tuple[str, ...]
    """Other pages with the same story."""
    doubts: tuple[Doubt, ...]
    lines: tuple[ViewLine, ...]
    left_out: int
    """Lines that were cut off for their number."""
    whole: bool
    """Whether the page's file was there: without it only the story's own lines are shown."""
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Views:
    """The pages to look at, and how many stories they were chosen from."""

    dubious: tuple[View, ...]
    drawn: tuple[View, ...]
    """Drawn by the digests of their stories: as good as by lot, and the same each time."""
    doubted: int
    """Stories with at least one doubt."""
    stories: int
    share: Share | None


@dataclass(frozen=True, slots=True)
class LakeFacts:
    """All that a report tells of a lake."""

    lake: str
    version: str
    counts: Counts
    tables: tuple[TableCount, ...]
    runs: Runs
    stories: StoryFacts
    names: NameFacts
    amounts: tuple[UnitAmounts, ...]
    teaser_characters: int
    dead: tuple[DeadReason, ...]
    views: Views
