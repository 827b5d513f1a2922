"""What a slice of a run leaves behind it: the pages' outcomes, the staged fragments, and the merges that they call for."""

from dataclasses import dataclass

UNKNOWN_DAY = "0001-01-01"
"""The partition of rows whose date is unknown: a date that every reader can parse and none can mistake for a real one."""


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What became of one page: a row of the ledger."""

    uri: str
    """The page's own URI, unique in a lake."""
    source_uri: str
    """The file that it was read from."""
    page_id: str
    kind: str
    """story, index or dead."""
    reason: str | None = None
    """The dead letter's reason."""
    article_id: str | None = None
    claim: str | None = None
    """Of all pages that give an article, the one with the smallest claim gives it its metadata."""
    day: str | None = None
    """The partition of the article that the page gives."""
    teaser_days: tuple[str, ...] = ()
    """The partitions that the page's teasers lie in."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Staged rows of some pages: one Arrow file a table in a folder of its own, one record batch a day."""

    name: str
    """The folder's name, from the contents."""
    outcomes: tuple[PageOutcome, ...]
    days: dict[str, list[str]]
    """For each table the day of each record batch, in the file's order."""


@dataclass(frozen=True, slots=True)
class DayMerge:
    """How one table's file of one day has to change."""

    table: str
    day: str
    drop: tuple[str, ...] = ()
    """Keys (article_id; page_id of teasers) whose present rows go."""
    take: tuple[tuple[str, int], ...] = ()
    """Fragments, and the record batch in each, whose rows come."""
    losers: tuple[str, ...] = ()
    """URIs of pages whose rows don't come: another page speaks for their article."""
    duplicates: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """For articles: the other pages that give each article."""


@dataclass(frozen=True, slots=True)
class MergePlan:
    """All that a slice changes in the lake."""

    merges: tuple[DayMerge, ...]
    removed: tuple[PageOutcome, ...]
    """Pages that the lake knew and that are no longer there: their file was read again and gives others."""
    reread: tuple[str, ...]
    """Files to be read again first: a page of theirs has to speak for an article whose speaker is gone."""


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A new file of a table's day, or the end of one."""

    table: str
    day: str
    path: str | None
    """The staged file, relative to the slice's staging folder; None where the day has no rows left."""
    rows: int
