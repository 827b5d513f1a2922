"""What became of a page: the row that the ledger keeps of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

same_day = lru_cache(1 << 14)(date.fromisoformat)
"""The day that a text such as 2026-05-01 names, one object for each: thousands of pages that are held at once name the same few days."""


class Outcome(StrEnum):
    """What became of a page; that a story is a duplicate follows from the claims of the pages with its article_id."""

    STORY = "story"
    INDEX = "index"
    DEAD = "dead"
    FORGOTTEN = "forgotten"
    """No page, but a note of what the lake is not to take in again; see pipeline.lake.forgotten_list."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page that has been read, and what became of it."""

    uri: str
    """The page's source_uri; unique: a member of an archive or a line of a file has its own."""
    source_uri: str
    """The `uri` of the source that it was read from."""
    page_id: str
    outcome: Outcome
    reason: str | None
    """Of a dead page: why."""
    article_id: str | None
    """Of a story."""
    claim: str
    """Among the pages of an article, the one with the smallest claim gives it its metadata; ties go to the smaller uri."""
    day: date | None
    """Of a story: the partition of the article that this page alone would make; UNKNOWN_DATE where its date is unknown."""
    teaser_days: tuple[date, ...] = ()
    """The partitions of the page's teasers, sorted, each once."""


def page_to_json(row: PageRow) -> dict[str, object]:
    """The row as JSON can hold it."""
    days = [day.isoformat() for day in row.teaser_days]
    return {**{name: getattr(row, name) for name in PageRow.__slots__}, "day": row.day and row.day.isoformat(), "teaser_days": days}


def page_from_json(*, outcome: str, day: str | None, teaser_days: list[str], **rest: str) -> PageRow:
    """The row that `page_to_json` gave."""
    if rest["source_uri"] == rest["uri"]:
        rest["source_uri"] = rest["uri"]  # one object, as with days
    return PageRow(**rest, outcome=Outcome(outcome), day=same_day(day) if day else None, teaser_days=tuple(map(same_day, teaser_days)))
