"""What passes between the stages, one frozen dataclass each: page, decoded page, separated page, dated page, extracted page."""

from dataclasses import dataclass, field
from datetime import date

from schemas.added import AddedRows
from schemas.records import Article, Byline, DateExpression, Organization, Person, Place, Quantity, Quote, Span, Teaser
from schemas.sites import SiteProfile

MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class Caps:
    """How much of hostile input is taken in; what is over a cap becomes a dead letter, and the rest goes on."""

    page_bytes: int = 16 * MEBI
    """A page, once unpacked."""
    kept_bytes: int = 4096
    """What a dead letter keeps of a page that was turned away."""
    archive_depth: int = 3
    """Archives and compressed streams within one another."""
    archive_bytes: int = 64 * MEBI
    """An archive within another one that has to be held in memory, and what any compressed stream may unpack to whatever its size."""
    unpack_ratio: int = 250
    """Bytes unpacked for each compressed byte, beyond archive_bytes; text seldom passes 1:50, and a bomb starts at 1:1000."""
    json_depth: int = 64
    """Brackets within one another in a JSON line."""


@dataclass(frozen=True, slots=True)
class JsonFields:
    """Which keys of a JSON line, or of a sidecar, hold what; the first key that has a value counts. A dot goes into an object."""

    text: tuple[str, ...] = ("text", "content", "body", "raw_content", "正文")
    html: tuple[str, ...] = ("html", "raw_html", "page_html")
    url: tuple[str, ...] = ("url", "source_url", "link", "uri")
    title: tuple[str, ...] = ("title", "headline", "标题")
    published: tuple[str, ...] = ("published", "published_at", "published_date", "publish_time", "pubdate", "date_publish", "date", "发布时间")
    source_name: tuple[str, ...] = ("source", "source_name", "publisher", "来源")
    charset: tuple[str, ...] = ("charset", "encoding")
    fetched: tuple[str, ...] = ("fetched", "fetched_at", "crawled_at", "crawl_time", "fetch_time")


@dataclass(frozen=True, slots=True)
class ReadRules:
    """What the user says about the input: caps, names of JSON fields, where a date lies in a path, and profiles of sites."""

    caps: Caps = Caps()
    fields: JsonFields = JsonFields()
    path_date: str | None = None
    """Such as %Y/%m/%d; see transforms.text.path_dates."""
    sites: tuple[SiteProfile, ...] = ()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place between two records of a file, where reading can stop and another process go on."""

    position: int = 0
    """Bytes before it, of what the file's compressed streams hold."""
    number: int = 1
    """The number of the line or record that follows."""
    breaks: int = 0
    """How often the file's streams were found broken before it."""
    told: bool = False
    """Whether it has been told that what follows it is no record."""
    items: int = 0
    """Pages and dead letters before it, where the file is an archive of files: its records have no numbers."""
    budget: int | None = None
    """How many more bytes may be unpacked from the file; None where that follows from its size."""
    done: int = 0
    """How much of the file was read to come there, for whoever watches."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was found, or a stretch of whole records of one."""

    uri: str
    """The path as the user gave it, printable: bytes that aren't UTF-8, control characters, # and an ambiguous % are percent-encoded."""
    path: str
    """The absolute path to open, with os.fsdecode's surrogate escapes."""
    size: int
    mtime_ns: int
    sidecar: str | None = None
    """The path of the JSON metadata beside it."""
    start: int = 0
    """First byte of the stretch."""
    end: int | None = None
    """One past its last byte; None for the rest of the file."""
    begin: Bookmark = Bookmark()
    """Where its records begin, counted from `start`."""
    rest: Bookmark | None = None
    """Where the file goes on behind it, counted from the file's own start; None where it ends with the file."""
    spill: str | None = None
    """The file in the run's staging folder that holds its pages already read; then `start` and `end` only tell how far the file was read for them."""
    weight: int | None = None
    """Bytes of its pages, where they have been read."""
    records: int = 1
    """How many pages it may hold: of a file that hasn't been looked into, one."""
    stamp: str = ""
    """What an object store says of its version; empty for a file."""

    @property
    def offset(self) -> int:
        """How far within its file it begins; 0 only at the file's own beginning."""
        return self.begin.position + self.begin.items + (0 if self.spill else self.start)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The element that the graph starts from: many small sources, or a few large ones."""

    sources: tuple[Source, ...]


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
