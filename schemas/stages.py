"""What passes between the stages, one frozen dataclass each: page, decoded page, separated page, dated page, extracted page."""

from dataclasses import dataclass, field
from datetime import date

from schemas.added import AddedRows
from schemas.records import Article, Byline, DateExpression, Organization, Person, Place, Quantity, Quote, Span, Teaser
from schemas.sites import SiteProfile


@dataclass(frozen=True, slots=True)
class PageHints:
    """What a page's container says of it: a JSON line's fields, a WARC record's headers, a sidecar, a date in the path.

    Every value is as found, unchecked; None where the container says nothing.
    """

    charset: str | None = None
    media_type: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    source_name: str | None = None
    path_date: date | None = None
    fetched: str | None = None
    """When the crawler fetched it: no story is younger."""
    site: SiteProfile | None = None
    """What the user says of its site."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it lay in its file, archive or line: bytes, untouched."""

    source_uri: str
    data: bytes
    hints: PageHints = PageHints()


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """A page as text: without byte order mark, with one line feed as line end, without NUL and lone surrogates."""

    page_id: str
    source_uri: str
    text: str
    markup: bool
    """Whether the text is HTML."""
    charset: str
    hints: PageHints = PageHints()
    size: int = 0
    """The page's bytes, counted."""
    head: bytes = b""
    """Its first bytes, for the dead letter of a page without a story."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line or block of a page, what it was taken for, and why: what `explain` shows."""

    text: str
    role: str
    """One of ROLES."""
    reason: str
    """The evidence in a few words, for people."""


ROLES = ("story", "title", "subtitle", "caption", "meta", "teaser", "nav", "other", "footer")
"""What a line can be taken for."""


@dataclass(frozen=True, slots=True)
class TeaserRow:
    """A teaser as read from its row, before its date is resolved; fields as in schemas.records.Teaser."""

    text: str
    label: str | None
    title: str | None
    caption: str | None
    date_text: str | None


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A publication date that some part of the page claims."""

    source: str
    """metadata, markup, byline, text or path."""
    text: str
    """The words or the attribute that say so, as found."""


@dataclass(frozen=True, slots=True)
class SeparatedPage:
    """A page taken apart: the story's paragraphs, the teasers, and what the page says about the story."""

    page_id: str
    source_uri: str
    paragraphs: tuple[str, ...]
    """The story; empty on an index."""
    teasers: tuple[TeaserRow, ...]
    title: str | None
    title_source: str | None
    source_name: str | None
    source_evidence: str | None
    bylines: tuple[Byline, ...]
    date_claims: tuple[DateClaim, ...]
    lines: tuple[Line, ...] = field(repr=False, default=())
    """Every line of the page with its verdict, in the page's order."""
    home: str | None = None
    """The division that 我市 and the like mean, where the user says so."""


@dataclass(frozen=True, slots=True)
class StoryDate:
    """A story's own date, or bounds; fields as in schemas.records.Article."""

    published_date: date | None
    date_source: str
    date_evidence: str | None
    earliest_date: date | None
    latest_date: date | None


@dataclass(frozen=True, slots=True)
class DatedPage:
    """A separated page with its story's date, and its teasers as records with theirs."""

    page: SeparatedPage
    date: StoryDate
    teasers: tuple[Teaser, ...]


@dataclass(frozen=True, slots=True)
class StoryContext:
    """What is known of a story besides its text when its records are extracted."""

    article_id: str = ""
    published_date: date | None = None
    title: str | None = None
    source_name: str | None = None
    home: str | None = None
    """The place that 我市 or 我县 means, where the user's site profile says so."""


@dataclass(frozen=True, slots=True)
class StoryRecords:
    """What a story says, as records, and where its titles of persons stand."""

    people: tuple[Person, ...] = ()
    organizations: tuple[Organization, ...] = ()
    places: tuple[Place, ...] = ()
    dates: tuple[DateExpression, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    title_spans: tuple[Span, ...] = ()
    added: tuple[AddedRows, ...] = ()
    """Of each record type that is added."""


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """All that a page gives: its article and the article's records (None and empty on an index), and its teasers."""

    page_id: str
    source_uri: str
    article: Article | None
    records: StoryRecords
    teasers: tuple[Teaser, ...]
