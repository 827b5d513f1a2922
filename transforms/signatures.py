"""The signatures of a fragment's stories, in a file beside its rows: made where the stories are, used when the slice is committed."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from schemas.stages import ExtractedPage
from transforms.fragments import FRAGMENTS
from transforms.text.signature import Signature, signature_of

SIGNATURES_FILE = "signatures.jsonl"


def signatures_to_bytes(pages: Iterable[ExtractedPage]) -> bytes:
    """The signatures of the pages' stories, a line each."""
    signed = ((page.source_uri, signature_of(page.article.text)) for page in pages if page.article)
    lines = ([uri, signature.bins.hex(), signature.numbers.hex()] for uri, signature in signed if signature)
    return b"".join(json.dumps(line, ensure_ascii=True).encode() + b"\n" for line in lines)


def read_signatures(staging: Path, fragments: Iterable[str]) -> Iterator[tuple[str, Signature]]:
    """Pages' URIs and the signatures of their stories; nothing of stories too short to have one.

    Args:
        staging: The slice's staging folder.
        fragments: The fragments' names.
    """
    for name in fragments:
        path = staging / FRAGMENTS / name / SIGNATURES_FILE
        for line in path.read_bytes().splitlines() if path.exists() else ():
            uri, bins, numbers = json.loads(line)
            yield uri, Signature(bytes.fromhex(bins), bytes.fromhex(numbers))
