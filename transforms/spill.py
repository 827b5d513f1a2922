"""Pages on their way from a big container to the workers: read once by the run, laid in files of bounded size, and read again from there.

A file holds one item after another: four bytes with the length of a JSON object and four with that of the bytes behind it, the object with all
of the page (or dead letter) but its bytes, and the bytes as they are.
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from schemas.records import DeadLetter
from schemas.stages import Page, PageHints

LENGTHS = struct.Struct("<II")
TEXTS = tuple(field.name for field in fields(PageHints) if field.name not in ("path_date", "site"))
"""Hints that are texts. What the user says of a site is added when the page is read again."""


def spill_item(file: BinaryIO, item: Page | DeadLetter) -> int:
    """Write an item; how many bytes it takes."""
    head = json.dumps(_to_json(item)).encode("ascii")
    return file.write(LENGTHS.pack(len(head), len(item.data))) + file.write(head) + file.write(item.data)


def read_spill(path: Path) -> Iterator[Page | DeadLetter]:
    """The items of a file, in its order. Raises EOFError for a file that is cut."""
    with path.open("rb") as file:
        while lengths := file.read(LENGTHS.size):
            head, data = LENGTHS.unpack(lengths)
            yield _from_json(json.loads(_exactly(file, head)), _exactly(file, data))


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) < count:
        raise EOFError(f"{file.name} is cut")
    return data


def _to_json(item: Page | DeadLetter) -> dict[str, Any]:
    if isinstance(item, DeadLetter):
        return {"uri": item.source_uri, "page_id": item.page_id, "reason": item.reason, "detail": item.detail, "size": item.size}
    hints = item.hints
    found: dict[str, Any] = {name: value for name in TEXTS if (value := getattr(hints, name)) is not None}
    return {"uri": item.source_uri, "hints": found | ({"path_date": hints.path_date.isoformat()} if hints.path_date else {})}


def _from_json(value: dict[str, Any], data: bytes) -> Page | DeadLetter:
    uri = value.pop("uri")
    if "reason" in value:
        return DeadLetter(source_uri=uri, data=data, **value)
    hints = value["hints"]
    if "path_date" in hints:
        hints["path_date"] = date.fromisoformat(hints["path_date"])
    return Page(uri, data, PageHints(**hints))
