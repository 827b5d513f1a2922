"""The rows of the ledger, and the changes that a commit makes to them."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Self

from schemas.outcomes import PageRow, page_from_json, page_to_json


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A file that has been read, to its end or in part."""

    uri: str
    size: int
    """Bytes."""
    mtime_ns: int
    stamp: str
    """What `pipeline.stamps` saw of the file before it was read; equal stamps of a settled source mean equal bytes."""
    settled: bool
    """Whether the file had rested when it was read; one that had not is read again."""
    pages: int
    """How many pages it gave."""
    made_by: str = ""
    """Which version read it to its end, and with which options: `pipeline.made_by`; empty where that isn't known."""
    rest: str = ""
    """Where a file that has been read in part goes on: `pipeline.resuming`; empty for one that is to be read from its start."""


@dataclass(frozen=True, slots=True)
class LedgerChanges:
    """What a commit changes in the ledger: first the removals by uri, then the rows put in the place of those with the same uri."""

    removed_sources: tuple[str, ...] = ()
    removed_pages: tuple[str, ...] = ()
    sources: tuple[SourceRow, ...] = ()
    pages: tuple[PageRow, ...] = ()

    def with_notes(self, notes: Self) -> Self:
        """Both changes in one."""
        return replace(
            self,
            removed_sources=(*self.removed_sources, *notes.removed_sources),
            removed_pages=(*self.removed_pages, *notes.removed_pages),
            sources=(*self.sources, *notes.sources),
            pages=(*self.pages, *notes.pages),
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each the ledger holds: pages = stories + duplicates + indexes + dead."""

    sources: int
    pages: int
    stories: int
    duplicates: int
    indexes: int
    dead: int
    reasons: dict[str, int] = field(default_factory=dict)
    """Dead pages by reason."""


def lines_of_changes(changes: LedgerChanges) -> Iterator[bytes]:
    """The changes as JSON lines, each a pair of a kind and a value, one after another: a slice's come to tens of megabytes."""
    lines: Iterator[tuple[str, object]] = chain(
        (("removed_source", uri) for uri in changes.removed_sources),
        (("removed_page", uri) for uri in changes.removed_pages),
        (("source", {name: getattr(row, name) for name in SourceRow.__slots__}) for row in changes.sources),
        (("page", page_to_json(row)) for row in changes.pages),
    )
    return (json.dumps(line, ensure_ascii=True).encode() + b"\n" for line in lines)


def changes_from_bytes(data: bytes) -> LedgerChanges:
    """What `lines_of_changes` gave. Raises ValueError for anything else."""
    uris: dict[str, list[str]] = {"removed_source": [], "removed_page": []}
    sources: list[SourceRow] = []
    pages: list[PageRow] = []
    for line in io.BytesIO(data):
        kind, value = json.loads(line)
        if kind == "page":
            pages.append(page_from_json(**value))
        elif kind == "source":
            sources.append(SourceRow(**value))
        else:
            uris[kind].append(str(value))
    return LedgerChanges(tuple(uris["removed_source"]), tuple(uris["removed_page"]), tuple(sources), tuple(pages))
