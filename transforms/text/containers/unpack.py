"""From a file's bytes to its pages, through whatever they are wrapped in."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from schemas.inputs import ReadRules
from schemas.reasons import Reason, Rejected
from schemas.records import DeadLetter
from schemas.stages import Page
from transforms.text.containers.compressed import AfterEnd, Decompressed
from transforms.text.containers.courses import Course
from transforms.text.containers.entries import Entry, Members, broken
from transforms.text.containers.json_lines import json_pages
from transforms.text.containers.kinds import COMPRESSED, HEAD, Kind, kind_of
from transforms.text.containers.streams import Budget, ByteReader
from transforms.text.containers.tars import tar_members
from transforms.text.containers.warcs import warc_pages
from transforms.text.containers.zips import zip_members

Items = Iterator[Page | DeadLetter]


def unpack(entry: Entry, reader: ByteReader, rules: ReadRules, budget: Budget, course: Course | None = None) -> Items:
    """Every page of a file, in its order, and a dead letter for each that can't be had.

    Memory holds a page, a line, or an archive within an archive, each capped; `budget` caps what is unpacked from the file, all layers
    together. `course` tells how far its records have been read, and begins where it says.
    """
    course = course or Course()
    kind = kind_of(reader.peek(HEAD), entry.name)
    if kind not in (Kind.PAGE, Kind.JSON_LINES) and entry.depth >= rules.caps.archive_depth:
        yield broken(entry, Rejected(Reason.TOO_DEEP, f"archives deeper than {rules.caps.archive_depth}"), rules.caps, reader.rest())
    elif kind in COMPRESSED:
        yield from unpack(entry.unpacked(), ByteReader(Decompressed(reader, kind, budget)), rules, budget, course)
    elif kind is Kind.JSON_LINES:
        yield from json_pages(entry, reader, rules, budget, course)
    elif kind is Kind.WARC:
        yield from warc_pages(entry, reader, rules.caps, budget, course)
    elif kind is Kind.TAR:
        yield from _each(tar_members(entry, reader, rules.caps), rules, budget)
    elif kind is Kind.ZIP:
        yield from _zip(entry, reader, rules, budget)
    else:
        yield _page(entry, reader, rules)


def _each(members: Members, rules: ReadRules, budget: Budget) -> Items:
    for member in members:
        if isinstance(member, DeadLetter):
            yield member
        else:
            entry, stream = member
            yield from unpack(entry, ByteReader(stream), rules, budget)


def _zip(entry: Entry, reader: ByteReader, rules: ReadRules, budget: Budget) -> Items:
    """A zip archive's pages; its directory lies at its end, so that one that can't be sought in is held in memory."""
    try:
        file = reader.file or _held(reader, rules.caps.archive_bytes)
    except Rejected as rejected:
        yield broken(entry, rejected, rules.caps, reader.rest())
    else:
        yield from _each(zip_members(entry, file, rules.caps, budget), rules, budget)


def _held(reader: ByteReader, most: int) -> BinaryIO:
    data = reader.read(most + 1)
    if len(data) > most:
        raise Rejected(Reason.TOO_LARGE, f"zip: more than {most} bytes within another archive")
    return io.BytesIO(data)


def _page(entry: Entry, reader: ByteReader, rules: ReadRules) -> Page | DeadLetter:
    most = rules.caps.page_bytes
    try:
        data = reader.read(most + 1)
    except AfterEnd:  # the page is whole, and what lies behind it is no page, as gzip has it
        data = reader.rest()
    except Rejected as rejected:
        return broken(entry, rejected, rules.caps, reader.rest())
    if len(data) > most:
        return broken(entry, Rejected(Reason.TOO_LARGE, f"more than {most} bytes"), rules.caps, data)
    return Page(entry.uri, data, entry.page_hints())
