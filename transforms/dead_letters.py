"""Dead letters as the bytes of an Avro file."""

import io
from collections.abc import Iterable
from dataclasses import asdict

import fastavro

from schemas.avro import avro_schema
from schemas.records import DeadLetter

SYNC_MARKER = b"zhengwen-letters"
"""Avro's 16 bytes between blocks; fixed, so that the same letters give the same file."""


def dead_letters_to_bytes(letters: Iterable[DeadLetter]) -> bytes:
    """The letters, sorted by source_uri and page_id, as the bytes of an Avro file."""
    rows = sorted(letters, key=lambda letter: (letter.source_uri, letter.page_id))
    out = io.BytesIO()
    fastavro.writer(out, fastavro.parse_schema(avro_schema(DeadLetter)), map(asdict, rows), codec="deflate", sync_marker=SYNC_MARKER)
    return out.getvalue()
