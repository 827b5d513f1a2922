"""What a run reads: the user's rules for it, and the files as they were found."""

from dataclasses import dataclass

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
