"""Zip archives: members in the order of their directory, each opened by itself, so that a broken one costs itself."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from schemas.inputs import Caps
from schemas.reasons import Reason, Rejected
from schemas.records import DeadLetter
from transforms.text.containers.entries import Entry, MemberNames, Members, broken, is_page_name
from transforms.text.containers.streams import Budget, Guarded, Stream
from transforms.text.containers.zip_headers import ENCRYPTED, START, UTF8_NAME, found_members, legacy_name

ERRORS = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What the standard library raises for a member that is broken, encrypted (RuntimeError) or packed in a way it doesn't know."""

LINK = 0o120000
FILE_TYPE = 0o170000
DOCUMENTS = {"[Content_Types].xml": "an Office document", "mimetype": "an OpenDocument or EPUB document", "AndroidManifest.xml": "an Android program"}
"""Members by which a zip archive turns out to be one file of another format."""

MOST_DIRECTORY = 64 << 20
"""Bytes of an archive's directory, which the standard library takes into memory as a whole: about 600,000 members."""

_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 65535
_COUNTED = 1 << 16
"""Members are counted in two bytes; all ones say that the count stands in the zip64 record (APPNOTE 4.4.1.4)."""
_ZIP64 = 0xFFFFFFFF
"""A size that stands elsewhere, in the zip64 record."""


def zip_members(entry: Entry, file: BinaryIO, caps: Caps, budget: Budget) -> Members:
    """The members of an archive that may be pages; what is encrypted, a link or broken as dead letters."""
    try:
        _check_directory(file)
        archive = zipfile.ZipFile(file)
        _check_members(archive, file)
    except Rejected as rejected:
        yield broken(entry, rejected, caps)
        return
    except ERRORS as error:
        yield broken(entry, Rejected(Reason.BAD_ARCHIVE, f"zip: {error}; its members are looked for without its directory"), caps)
        yield from found_members(entry, file, caps, budget)
        return
    with archive:
        if what := next((what for name, what in DOCUMENTS.items() if name in archive.NameToInfo), None):
            yield broken(entry, Rejected(Reason.BINARY, what), caps)
        else:
            yield from _members(entry, archive, caps, budget)


def _members(entry: Entry, archive: zipfile.ZipFile, caps: Caps, budget: Budget) -> Iterator[tuple[Entry, Stream] | DeadLetter]:
    names = MemberNames()
    for info in archive.infolist():
        name = _name(info)
        if name.endswith("/") or not is_page_name(name):
            continue
        inside = entry.inside(names.address(name), PurePosixPath(name).name)
        try:
            yield inside, _content(archive, info, budget)
        except Rejected as rejected:
            yield broken(inside, rejected, caps, size=info.file_size)


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Stream:
    if info.flag_bits & ENCRYPTED:
        raise Rejected(Reason.BAD_ARCHIVE, "zip: encrypted")
    if info.external_attr >> 16 & FILE_TYPE == LINK:
        raise Rejected(Reason.BAD_ARCHIVE, "zip: a symbolic link, which isn't followed")
    try:
        return Guarded(cast("BinaryIO", archive.open(info)), ERRORS, budget)
    except ERRORS as error:
        raise Rejected(Reason.BAD_ARCHIVE, f"zip: {error}") from error


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name; one without the UTF-8 flag is taken for code page 437 by the library."""
    if info.flag_bits & UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        return legacy_name(info.filename.encode("cp437"))
    except UnicodeError:
        return info.filename


def _check_members(archive: zipfile.ZipFile, file: BinaryIO) -> None:
    """Raise BadZipFile where the directory has other than as many members as its end says, which the library doesn't compare, or none at all."""
    tail = _tail(file)
    at = tail.rfind(_END)
    told = int.from_bytes(tail[at + 10 : at + 12], "little")
    found = len(archive.infolist())
    file.seek(0)
    if (found - told) % _COUNTED and told != _COUNTED - 1:
        raise zipfile.BadZipFile(f"its directory has {found} members and should have {told}")
    if not found and file.read(len(START)) == START:
        raise zipfile.BadZipFile("its directory is empty")


def _check_directory(file: BinaryIO) -> None:
    """Raise Rejected where the archive's end says that its directory is larger than the cap (APPNOTE 4.3.16)."""
    tail = _tail(file)
    at = tail.rfind(_END)
    if at >= 0 and MOST_DIRECTORY < int.from_bytes(tail[at + 12 : at + 16], "little") < _ZIP64:
        raise Rejected(Reason.TOO_LARGE, f"zip: a directory of more than {MOST_DIRECTORY} bytes")


def _tail(file: BinaryIO) -> bytes:
    """The end of a file, in which the end of a directory lies."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    return file.read(_END_SIZE + _LONGEST_COMMENT)
