"""Dead letters on disk: Avro files, one for each commit that turned pages away."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import fastavro

from pipeline.errors import LakeError
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import Ledger
from schemas.outcomes import Outcome
from schemas.records import DeadLetter

ASKED_AT_ONCE = 200
"""Dead letters that are held in memory while the ledger is asked about them."""


def read_dead_letters(path: Path) -> Iterator[DeadLetter]:
    """The letters of one file. Raises LakeError where it is damaged."""
    try:
        with path.open("rb") as file:
            for row in fastavro.reader(file):
                yield DeadLetter(**cast("dict[str, Any]", row))
    except OSError:
        raise
    except Exception as error:
        raise LakeError(f"{path} is damaged ({type(error).__name__}): restore it from a copy, or remove it and use: zhengwen retry") from error


def failed(lake: Lake, ledger: Ledger) -> Iterator[DeadLetter]:
    """The letters whose page the ledger still holds as dead, the newest of each page, newest file first."""
    told: set[str] = set()
    for path in sorted(lake.dead_letters.glob("*.avro"), reverse=True):
        for letters in _batches(read_dead_letters(path)):
            dead = {page.uri: (page.page_id, page.reason) for page in ledger.pages(letters) if page.outcome == Outcome.DEAD}
            for uri, letter in letters.items():
                if uri not in told and dead.get(uri) == (letter.page_id, letter.reason):
                    told.add(uri)
                    yield letter


def _batches(letters: Iterator[DeadLetter]) -> Iterator[dict[str, DeadLetter]]:
    """The letters by source_uri, as many at once as the memory is meant to hold."""
    batch: dict[str, DeadLetter] = {}
    for letter in letters:
        batch[letter.source_uri] = letter
        if len(batch) == ASKED_AT_ONCE:
            yield batch
            batch = {}
    if batch:
        yield batch
