"""Tar archives, member after member, without going back and without holding one.

The format is POSIX.1-2017's (pax), with GNU's long names. The standard library reads the headers' blocks, but its archive reader isn't
used: it takes extended headers of any size into memory, and stops at the first header that is broken.
"""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from schemas.inputs import Caps
from schemas.reasons import Reason, Rejected
from schemas.records import DeadLetter
from transforms.text.containers.entries import Entry, MemberNames, Members, broken, is_page_name
from transforms.text.containers.streams import ByteReader, Exactly, Stream

BLOCK = tarfile.BLOCKSIZE
MOST_EXTENDED = 1 << 16
"""Bytes of an extended header that are read; a path is shorter."""

EXTENDED = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
UNREAD = {
    tarfile.LNKTYPE: "a hard link",
    tarfile.SYMTYPE: "a symbolic link",
    tarfile.CHRTYPE: "a character device",
    tarfile.BLKTYPE: "a block device",
    tarfile.FIFOTYPE: "a FIFO",
    tarfile.GNUTYPE_SPARSE: "a sparse file",
}


@dataclass(frozen=True, slots=True)
class Header:
    """What a member's headers say of it."""

    name: str
    type: bytes
    size: int
    """Bytes of content that follow, without padding."""


def tar_members(entry: Entry, reader: ByteReader, caps: Caps) -> Members:
    """The members of an archive that may be pages; links, devices, and headers that are broken, as dead letters."""
    names = MemberNames()
    try:
        for header in _headers(reader):
            if isinstance(header, Rejected):
                yield broken(entry.inside(names.address("?"), ""), header, caps)
                continue
            content = Exactly(reader, header.size)
            if member := _member(entry, header, content, names, caps):
                yield member
            reader.skip(content.left + -header.size % BLOCK)
    except Rejected as rejected:
        yield broken(entry, rejected, caps)


def _member(entry: Entry, header: Header, content: Stream, names: MemberNames, caps: Caps) -> tuple[Entry, Stream] | DeadLetter | None:
    if header.type == tarfile.DIRTYPE or not is_page_name(header.name):
        return None
    inside = entry.inside(names.address(header.name), PurePosixPath(header.name).name)
    if what := UNREAD.get(header.type):
        return broken(inside, Rejected(Reason.BAD_ARCHIVE, f"tar: {what}, which isn't followed"), caps)
    return inside, content


def _headers(reader: ByteReader) -> Iterator[Header | Rejected]:
    """The header of every member, its extended ones worked in; Rejected once for each stretch of blocks that hold none.

    The member's content has to be read or skipped before the next header is asked for.
    """
    name: str | None = None
    extended = False
    lost = 0
    while len(block := reader.read(BLOCK)) == BLOCK:
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            lost += any(block)
            continue
        if lost:
            yield Rejected(Reason.BAD_ARCHIVE, f"tar: {lost} blocks without a header that is whole")
            lost = 0
        if info.type in EXTENDED:
            name, extended = _extended_name(reader, info) or name, True
        else:
            yield Header(name or info.name, info.type, 0 if info.type in UNREAD or info.type == tarfile.DIRTYPE else max(info.size, 0))
            name, extended = None, False
    if lost or extended or block.strip(b"\x00"):
        yield Rejected(Reason.BAD_ARCHIVE, "tar: ends without a header that is whole")


def _extended_name(reader: ByteReader, info: tarfile.TarInfo) -> str | None:
    """The path that an extended header gives its member."""
    size = max(info.size, 0)
    data = reader.read(min(size, MOST_EXTENDED))
    reader.skip(size - len(data) + -size % BLOCK)
    if info.type == tarfile.GNUTYPE_LONGNAME:
        return data.split(b"\x00")[0].decode("utf-8", "surrogateescape")
    return _pax_path(data) if info.type in (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE) else None


def _pax_path(data: bytes) -> str | None:
    """The path among a pax header's records, each `<its length> <key>=<value>` and a line feed."""
    position = 0
    while (space := data.find(b" ", position, position + 12)) > 0 and data[position:space].isdigit():
        end = position + int(data[position:space])
        key, _, value = data[space + 1 : end - 1].partition(b"=")
        if key == b"path":
            return value.decode("utf-8", "surrogateescape")
        if end <= space:
            break
        position = end
    return None
