"""Dead letters as the bytes of an Avro file."""

import heapq
import io
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, cast

import fastavro

from schemas.avro import avro_schema
from schemas.records import DeadLetter

SYNC_MARKER = b"zhengwen-letters"
"""Avro's 16 bytes between blocks; fixed, so that the same letters give the same file."""


def dead_letters_to_bytes(letters: Iterable[DeadLetter]) -> bytes:
    """The letters, sorted by source_uri and page_id, as the bytes of an Avro file."""
    out = io.BytesIO()
    _write(out, sorted(letters, key=_order))
    return out.getvalue()


def join_dead_letters(parts: Iterable[bytes], path: Path) -> None:
    """Write the letters of several such files into one, as if they had been one from the start; unpacked only a block of each at a time."""
    with path.open("wb") as out:
        _write(out, heapq.merge(*map(_letters, parts), key=_order))


def _order(letter: DeadLetter) -> tuple[str, str]:
    return letter.source_uri, letter.page_id


def _letters(part: bytes) -> Iterator[DeadLetter]:
    return (DeadLetter(**cast("dict[str, Any]", row)) for row in fastavro.reader(io.BytesIO(part)))


def _write(out: BinaryIO, letters: Iterable[DeadLetter]) -> None:
    fastavro.writer(out, fastavro.parse_schema(avro_schema(DeadLetter)), map(asdict, letters), codec="deflate", sync_marker=SYNC_MARKER)
