"""JSON lines: a broken or endless line costs that line, and memory holds one line."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.reasons import Reason, Rejected
from schemas.records import DeadLetter
from schemas.stages import Page, ReadRules
from transforms.text.containers.entries import Entry
from transforms.text.containers.json_pages import page_from_json
from transforms.text.containers.streams import ByteReader
from transforms.text.dead_letters import dead_letter

LINE_RATIO = 2
"""A page's line may be so many times the page's cap: JSON writes a Chinese character of three bytes as six."""


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line as it stands, or its start and what is wrong with it."""

    number: int
    data: bytes
    size: int
    rejected: Rejected | None = None


def json_pages(entry: Entry, reader: ByteReader, rules: ReadRules) -> Iterator[Page | DeadLetter]:
    """The page of every line, in order; lines of white space, and the brackets and commas of an array of one object a line, are left out."""
    for line in raw_lines(reader, LINE_RATIO * rules.caps.page_bytes, rules.caps.kept_bytes, entry.first_line):
        uri = f"{entry.uri}#{line.number}"
        data = line.data if line.rejected else bare_line(line.data)
        if data or line.rejected:
            yield _page(uri, data, line, rules)


def _page(uri: str, data: bytes, line: RawLine, rules: ReadRules) -> Page | DeadLetter:
    try:
        if line.rejected:
            raise line.rejected
        return page_from_json(uri, data, rules.fields, rules.caps)
    except Rejected as rejected:
        return dead_letter(uri, data, rejected, rules.caps, line.size)


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
