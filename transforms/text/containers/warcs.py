"""Web archives: the pages among their records, each with what its HTTP headers say; a bad record is skipped and told.

The format is ISO 28500 (WARC 1.1). Records are framed here and not by warcio, which inflates a piece of any ratio at once, takes a broken
chunk for content, and has no way on after a record that is broken.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.inputs import Caps
from schemas.reasons import Reason, Rejected
from schemas.records import DeadLetter
from schemas.stages import Page, PageHints
from transforms.text.containers.courses import Course
from transforms.text.containers.entries import Entry
from transforms.text.containers.http import Headers, content_page, parse_headers, response_page
from transforms.text.containers.streams import Budget, ByteReader
from transforms.text.dead_letters import dead_letter

MOST_HEADERS = 1 << 16
"""Bytes of a record's headers."""

PAGE_RECORDS = ("response", "resource", "conversion")
OTHER_RECORDS = ("warcinfo", "request", "metadata", "revisit", "continuation")
MOST_DIGITS = 15
START = b"WARC/"


@dataclass(frozen=True, slots=True)
class Record:
    """A record's place in the file, its headers, and its block up to a cap."""

    number: int
    headers: Headers
    block: bytes
    size: int


def warc_pages(entry: Entry, reader: ByteReader, caps: Caps, budget: Budget, course: Course) -> Iterator[Page | DeadLetter]:
    """The page of every record that holds one, in order; requests, revisits, redirects, images and scripts are left out."""
    course.enter(reader, budget)
    for number, record in enumerate(_records(reader, caps, course), course.number):
        course.number = number + 1
        uri = f"{entry.uri}#{number}"
        try:
            if isinstance(record, Rejected):
                raise record
            if page := _page(uri, record, caps, budget):
                yield page
        except Rejected as rejected:
            block, size = (b"", 0) if isinstance(record, Rejected) else (record.block, record.size)
            yield dead_letter(uri, block, rejected, caps, size)


def _page(uri: str, record: Record, caps: Caps, budget: Budget) -> Page | None:
    kind = record.headers.get("warc-type", "").lower()
    if kind in OTHER_RECORDS:
        return None
    if kind not in PAGE_RECORDS:
        raise Rejected(Reason.BAD_ARCHIVE, f"warc: a record of the type {kind[:40]!r}")
    hints = PageHints(url=record.headers.get("warc-target-uri", "").strip("<> ") or None, fetched=record.headers.get("warc-date"))
    if kind == "response":
        page = response_page(uri, record.block, hints, caps, budget)
    else:
        page = content_page(uri, record.block, record.headers.get("content-type", ""), hints)
    if page and record.size > len(record.block):
        raise Rejected(Reason.TOO_LARGE, f"warc: a record of {record.size} bytes; a page's cap is {caps.page_bytes}")
    return page


def _records(reader: ByteReader, caps: Caps, course: Course) -> Iterator[Record | Rejected]:
    """The records of a file; Rejected for each stretch that is none, and for a record that is broken. Goes on at the next one's first line."""
    number = 0
    while True:
        try:
            lost, found = _to_next(reader)
            if lost and not course.told:
                course.within = found
                yield Rejected(Reason.BAD_ARCHIVE, f"warc: {lost} bytes that are no record")
                course.within = False
            if not found:
                return
            number += 1
            record = _record(number, reader, caps)
            course.told = isinstance(record, Rejected)
            yield record
        except Rejected as rejected:
            reader.rest()
            course.told = True
            yield rejected


def _to_next(reader: ByteReader) -> tuple[int, bool]:
    """Go past the next record's first line: how many bytes came before it that are no white space, and whether there is one."""
    lost = 0
    while line := reader.line(MOST_HEADERS):
        if line.startswith(START):
            return lost, True
        lost += len(line.strip())
    return lost, False


def _record(number: int, reader: ByteReader, caps: Caps) -> Record | Rejected:
    """The record whose first line has been read. Raises Rejected where the file ends within it, or its stream breaks."""
    lines: list[bytes] = []
    left = MOST_HEADERS
    while (line := reader.line(left)).strip():
        lines.append(line)
        left -= len(line)
        if left <= 0:
            return Rejected(Reason.BAD_ARCHIVE, f"warc: headers of more than {MOST_HEADERS} bytes")
    headers = parse_headers(b"".join(lines))
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit() and len(length) <= MOST_DIGITS):
        return Rejected(Reason.BAD_ARCHIVE, f"warc: a record whose Content-Length is {length[:40]!r}")
    size = int(length)
    block = reader.read(min(size, caps.page_bytes + MOST_HEADERS))
    if len(block) + reader.skip(size - len(block)) < size:
        raise Rejected(Reason.BAD_ARCHIVE, "warc: ends within a record")
    return Record(number, headers, block, size)
