"""What a slice of a run leaves behind it: the pages' outcomes, the staged fragments, and the merges that they call for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.outcomes import PageRow

FORGOTTEN_SOURCE = "forgotten:"
"""No file: the ledger's answer names it as the source of pages that a slice is to forget, and the plan takes them for gone from it."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Staged rows of some pages: one Arrow file a table in a folder of its own, one record batch a day."""

    name: str
    """The folder's name: a digest of the pages, a hyphen, and how many they are."""
    outcomes: tuple[PageRow, ...]
    days: dict[str, list[date]]
    """For each table the day of each record batch, in the file's order."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Which page speaks for an article, and which others give it."""

    article_id: str
    source_uri: str
    page_id: str
    duplicates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayMerge:
    """How one table's file of one day has to change."""

    table: str
    day: date
    drop: tuple[str, ...] = ()
    """Keys (article_id; page_id of teasers) whose present rows go."""
    take: tuple[tuple[str, int], ...] = ()
    """Fragments, and the record batch in each, whose rows come."""
    losers: tuple[str, ...] = ()
    """URIs of pages whose rows don't come: another page speaks for their article."""
    listings: tuple[Listing, ...] = ()
    """For articles: whose pages are not what their row says."""


@dataclass(frozen=True, slots=True)
class MergePlan:
    """All that a slice changes in the lake."""

    merges: tuple[DayMerge, ...]
    removed: tuple[PageRow, ...]
    """Pages that the lake knew and that are no longer there: their file was read again and gives others."""
    inherited: tuple[PageRow, ...]
    """Pages that can't be read again and speak now for an article whose speaker is gone: with its day and claim."""
    reread: tuple[str, ...]
    """Files to be read again first: a page of theirs has to speak for an article whose speaker is gone."""
    heirs: tuple[str, ...]
    """Those pages."""


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A new file of a table's day, or a new folder of several, or the end of one."""

    table: str
    day: date
    path: str | None
    """The staged file or folder, relative to the slice's staging folder; None where the day has no rows left."""
    rows: int
    rows_before: int
    names: tuple[str, ...] = ()
    """The files of a staged folder."""
    whole: bool = False
    """Whether the day's folder is exchanged as a whole, or removed, since the day has or had more files than one."""


@dataclass(frozen=True, slots=True)
class SourceRead:
    """A file, or a part of one, that was read to its end: how many pages entered, good or bad."""

    uri: str
    start: int
    """Where the part began; 0 for a whole file and for its first part."""
    pages: int
    forgotten: int = 0
    """Of how many more the lake is to know nothing."""


def read_to_json(read: SourceRead) -> tuple[object, ...]:
    """What was read, as JSON can hold it: many at once, so that names would take more room than values."""
    return tuple(getattr(read, name) for name in SourceRead.__slots__)


def read_from_json(values: Sequence[Any]) -> SourceRead:
    """What was read, from what `read_to_json` gave."""
    return SourceRead(*values)
