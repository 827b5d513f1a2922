"""What a slice changes among the lake's stories, as the index of similar stories has to learn it."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.lake.folders import Lake
from pipeline.lake.ledger import Ledger
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.reading import stream_rows
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.similar_schema import key_of
from schemas.outcomes import PageRow
from schemas.partitions import partition_date
from transforms.text.signature import Signature, signature_of


@dataclass(frozen=True, slots=True)
class StoryChange:
    """What becomes of a story."""

    article_id: str
    day: date | None
    """Where it lies after the slice; None where it is gone."""
    signature: Signature | None = None
    """Of its text, where the slice gives that anew."""


EVERYTHING = StoryChange("", None)
"""The index is to be made anew from the lake's articles. The only one without an article."""


def story_changes(ledger: Ledger, changes: LedgerChanges, signatures: Mapping[str, Signature]) -> Iterator[StoryChange]:
    """The changes among the stories that follow from a slice's changes to the ledger, in the order of the index.

    Args:
        ledger: As it is before the slice.
        changes: What the slice changes in it.
        signatures: Of the slice's pages, by URI.
    """
    uris = [*changes.removed_pages, *(page.uri for page in changes.pages)]
    touched = {page.article_id for page in (*ledger.pages(uris), *changes.pages) if page.article_id}
    pages = {page.uri: page for page in ledger.pages_of_articles(sorted(touched))}
    for uri in changes.removed_pages:
        pages.pop(uri, None)
    pages.update((page.uri, page) for page in changes.pages)
    speakers: dict[str, PageRow] = {}
    for page in sorted(pages.values(), key=lambda page: (page.claim, page.uri)):
        speakers.setdefault(page.article_id or "", page)
    for article_id in sorted(touched, key=key_of):  # who leads a band comes first, and needn't give way
        speaker = speakers.get(article_id)
        yield StoryChange(article_id, speaker.day, signatures.get(speaker.uri)) if speaker else StoryChange(article_id, None)


def change_stories(index: SimilarIndex, changes: Iterable[StoryChange], lake: Lake) -> None:
    """Make the changes in an index whose transaction has begun."""
    index.put_all(_coming(index, changes, lake))


def _coming(index: SimilarIndex, changes: Iterable[StoryChange], lake: Lake) -> Iterator[tuple[str, date, Signature]]:
    """The stories that come; what goes and what moves is done by the way, since the order doesn't matter."""
    for change in changes:
        if not change.article_id:
            index.clear()
            take_all(index, lake)
        elif change.day is None:
            index.remove(change.article_id)
        elif change.signature is None:
            index.move(change.article_id, change.day)
        else:
            yield change.article_id, change.day, change.signature


def take_all(index: SimilarIndex, lake: Lake) -> None:
    """Put all stories of the lake into an index, in memory that doesn't grow with them."""
    rows = stream_rows(lake, "articles", ("article_id", "text", "published_date"))
    signed = ((row["article_id"], partition_date(row["published_date"]), signature_of(row["text"])) for row in rows)
    index.put_all((article_id, day, signature) for article_id, day, signature in signed if signature is not None)


def lines_of_changes(changes: Iterable[StoryChange]) -> Iterator[bytes]:
    """The changes as JSON lines, one after another: all of a slice's signatures at once would be the largest thing that a run holds."""
    rows = (
        [one.article_id, one.day and one.day.isoformat(), one.signature and [one.signature.bins.hex(), one.signature.numbers.hex()]]
        for one in changes
    )
    return (json.dumps(row).encode() + b"\n" for row in rows)


def changes_from_bytes(data: bytes) -> Iterator[StoryChange]:
    """What `lines_of_changes` gave. Raises ValueError for anything else."""
    for line in io.BytesIO(data):
        article_id, day, signature = json.loads(line)
        signed = Signature(*map(bytes.fromhex, signature)) if signature else None
        yield StoryChange(article_id, date.fromisoformat(day) if day else None, signed)
