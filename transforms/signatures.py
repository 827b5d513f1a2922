"""The signatures of a fragment's stories, in a file beside its rows: made where the stories are, used by the process that commits the slice."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schemas.outcomes import same_day
from schemas.partitions import partition_date
from schemas.stages import ExtractedPage
from transforms.fragments import FRAGMENTS
from transforms.text.signature import Signature, signature_of

SIGNATURES_FILE = "signatures.jsonl"


@dataclass(frozen=True, slots=True)
class SignedStory:
    """A page's story, as the index of similar stories knows it."""

    uri: str
    """The page's."""
    article_id: str
    day: date
    """The partition of the article that this page alone would make."""
    signature: Signature


def signatures_to_bytes(pages: Iterable[ExtractedPage]) -> bytes:
    """The signatures of the pages' stories, a line each; none of stories too short to have one."""
    signed = ((page.source_uri, page.article, signature_of(page.article.text)) for page in pages if page.article)
    lines = (
        [uri, article.article_id, partition_date(article.published_date).isoformat(), signature.bins.hex(), signature.numbers.hex()]
        for uri, article, signature in signed
        if signature
    )
    return b"".join(json.dumps(line, ensure_ascii=True).encode() + b"\n" for line in lines)


def read_signatures(staging: Path, fragments: Iterable[str]) -> Iterator[SignedStory]:
    """What `signatures_to_bytes` wrote.

    Args:
        staging: The slice's staging folder.
        fragments: The fragments' names.
    """
    for name in fragments:
        path = staging / FRAGMENTS / name / SIGNATURES_FILE
        for line in path.read_bytes().splitlines() if path.exists() else ():
            uri, article_id, day, bins, numbers = json.loads(line)
            yield SignedStory(uri, article_id, same_day(day), Signature(bytes.fromhex(bins), bytes.fromhex(numbers)))
