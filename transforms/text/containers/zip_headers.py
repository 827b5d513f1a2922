"""A zip archive without its directory, as a broken download leaves it: members found by their own headers (APPNOTE 4.3.7)."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from schemas.inputs import Caps
from schemas.reasons import Reason, Rejected
from transforms.text.containers.compressed import Decompressed
from transforms.text.containers.entries import Entry, MemberNames, Members, broken, is_page_name
from transforms.text.containers.streams import CHUNK, Budget, ByteReader, Exactly, FileStream, Stream

START = b"PK\x03\x04"
HEADER = struct.Struct("<4s5H3I2H")
ENCRYPTED = 0x1
SIZE_FOLLOWS = 0x8
UTF8_NAME = 0x800
STORED = 0
DEFLATED = 8


@dataclass(frozen=True, slots=True)
class LocalHeader:
    """What a member's own header says."""

    name: str
    flags: int
    method: int
    start: int
    """Where its content starts in the file."""
    size: int
    """Bytes of packed content, where they don't follow after it."""


def found_members(entry: Entry, file: BinaryIO, caps: Caps, budget: Budget) -> Members:
    """The members that may be pages, in the order of the file; checksums aren't looked at, since they may be missing too."""
    names = MemberNames()
    for header in _headers(file):
        if header.name.endswith("/") or not is_page_name(header.name):
            continue
        inside = entry.inside(names.address(header.name), PurePosixPath(header.name).name)
        try:
            yield inside, _content(file, header, budget)
        except Rejected as rejected:
            yield broken(inside, rejected, caps)


def legacy_name(name: bytes) -> str:
    """A member's name without the UTF-8 flag: UTF-8 all the same, or GB18030, or what the format says, code page 437."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeError:
            continue
    return name.decode("cp437")


def _content(file: BinaryIO, header: LocalHeader, budget: Budget) -> Stream:
    if header.flags & ENCRYPTED:
        raise Rejected(Reason.BAD_ARCHIVE, "zip: encrypted")
    file.seek(header.start)
    rest = FileStream(file, _size(file))
    if header.method == DEFLATED:
        return Decompressed(rest, "raw deflate", budget)
    if header.method == STORED and not header.flags & SIZE_FOLLOWS:
        return Exactly(ByteReader(rest), header.size)
    raise Rejected(Reason.BAD_ARCHIVE, f"zip: packed by method {header.method}, and its directory is missing")


def _headers(file: BinaryIO) -> Iterator[LocalHeader]:
    """The members' own headers up to the directory; after one that tells its size the next is looked for behind its content."""
    position = 0
    while (at := _find(file, START, position)) >= 0:
        file.seek(at)
        fixed = file.read(HEADER.size)
        if len(fixed) < HEADER.size:
            return
        _, _, flags, method, _, _, _, size, _, name_length, extra_length = HEADER.unpack(fixed)
        name = file.read(name_length)
        start = at + HEADER.size + name_length + extra_length
        yield LocalHeader(legacy_name(name), flags, method, start, size)
        position = start if flags & SIZE_FOLLOWS else start + size


def _find(file: BinaryIO, mark: bytes, position: int) -> int:
    """Where a mark stands in a file from a position on, or -1."""
    file.seek(position)
    window = b""
    while chunk := file.read(CHUNK):
        window = window[-len(mark) + 1 :] + chunk
        position += len(chunk)
        if (at := window.find(mark)) >= 0:
            return position - len(window) + at
    return -1


def _size(file: BinaryIO) -> int:
    here = file.tell()
    size = file.seek(0, io.SEEK_END)
    file.seek(here)
    return size
