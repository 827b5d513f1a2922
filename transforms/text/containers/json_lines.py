"""JSON lines: a broken or endless line costs that line, and memory holds one line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from schemas.inputs import ReadRules
from schemas.reasons import Reason, Rejected
from schemas.records import DeadLetter
from schemas.stages import Page
from transforms.text.containers.courses import Course
from transforms.text.containers.entries import Entry
from transforms.text.containers.json_pages import json_value, page_from_json
from transforms.text.containers.streams import Budget, ByteReader
from transforms.text.dead_letters import dead_letter

LINE_RATIO = 2
"""A page's line may be so many times the page's cap: JSON writes a Chinese character of three bytes as six."""


DOCUMENT = ".json"
"""The extension of a file that may be one object or one array."""


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line as it stands, or its start and what is wrong with it."""

    number: int
    data: bytes
    size: int
    rejected: Rejected | None = None


def json_pages(entry: Entry, reader: ByteReader, rules: ReadRules, budget: Budget, course: Course) -> Iterator[Page | DeadLetter]:
    """The page of every line, in order; lines of white space, and the brackets and commas of an array of one object a line, are left out.

    A .json file that is one object is that page, and one that is an array gives its items, where it is no longer than a line may be.
    """
    may_be_document = PurePosixPath(entry.name).suffix.lower() == DOCUMENT and not course.begin.position
    if may_be_document and (document := _document(reader, rules)) is not None:
        items = document if isinstance(document, list) else [document]
        for number, item in enumerate(items, 1):
            uri = f"{entry.uri}#{number}" if isinstance(document, list) else entry.uri
            yield _page(uri, RawLine(number, json.dumps(item).encode()[: rules.caps.kept_bytes], 0), rules, item)
        return
    course.enter(reader, budget)
    for line in raw_lines(reader, LINE_RATIO * rules.caps.page_bytes, rules.caps.kept_bytes, course.number):
        course.number = line.number + 1
        if line.rejected or bare_line(line.data):
            yield _page(f"{entry.uri}#{line.number}", line, rules)


def _document(reader: ByteReader, rules: ReadRules) -> Any:
    """The object or the array that a whole file is; None where it is neither, and then nothing has been read."""
    most = LINE_RATIO * rules.caps.page_bytes
    data = reader.peek(most + 1)
    if len(data) > most:
        return None
    try:
        value = json_value(data, rules.caps)
    except Rejected:
        return None
    return value if isinstance(value, list | dict) else None


def _page(uri: str, line: RawLine, rules: ReadRules, value: Any = None) -> Page | DeadLetter:
    data = line.data if line.rejected else bare_line(line.data)
    try:
        if line.rejected:
            raise line.rejected
        return page_from_json(uri, json_value(data, rules.caps) if value is None else value, rules.fields)
    except Rejected as rejected:
        return dead_letter(uri, data, rejected, rules.caps, line.size or len(data))


def bare_line(line: bytes) -> bytes:
    """A line without byte order mark and white space, and without the frame of an array that it is an item of."""
    stripped = line.removeprefix(b"\xef\xbb\xbf").strip()
    if stripped in (b"[", b"]", b","):
        return b""
    return stripped.rstrip(b",") if stripped.startswith(b"{") else stripped


def raw_lines(reader: ByteReader, most: int, kept: int, first: int) -> Iterator[RawLine]:
    """The lines of a stream; of one longer than `most` bytes, and of one within which the stream breaks, the first `kept` bytes."""
    number = first
    while True:
        parts: list[bytes] = []
        size = 0
        try:
            while part := reader.line(most + 1):
                size += len(part)
                parts = [*parts, part] if size <= most else [b"".join(parts)[:kept] or part[:kept]]
                if part.endswith(b"\n"):
                    break
        except Rejected as rejected:
            rest = reader.rest()
            yield RawLine(number, (b"".join(parts) + rest)[:kept], size + len(rest), rejected)
        else:
            if not size:
                return
            over = Rejected(Reason.TOO_LARGE, f"a line of {size} bytes; the cap is {most}") if size > most else None
            yield RawLine(number, b"".join(parts), size, over)
        number += 1
