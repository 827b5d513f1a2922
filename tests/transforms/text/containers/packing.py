"""Containers made for tests, and what is read from them."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import zstandard

from schemas.inputs import Caps, ReadRules
from schemas.records import DeadLetter
from schemas.stages import Page
from transforms.text.containers.entries import Entry
from transforms.text.containers.streams import Budget, ByteReader, FileStream
from transforms.text.containers.unpack import unpack

SMALL = ReadRules(Caps(page_bytes=1000, archive_bytes=100_000))


def items_of(data: bytes, name: str = "f", rules: ReadRules = SMALL, *, seekable: bool = False) -> list[Page | DeadLetter]:
    """All that a file of these bytes gives."""
    file = io.BytesIO(data)
    reader = ByteReader(FileStream(file, len(data)), file if seekable else None)
    return list(unpack(Entry(name, name), reader, rules, Budget(rules.caps.archive_bytes + rules.caps.unpack_ratio * len(data))))


def told(items: list[Page | DeadLetter]) -> list[tuple[str, object]]:
    """Each item's address, and a page's bytes or a dead letter's reason."""
    return [(item.source_uri, item.reason if isinstance(item, DeadLetter) else item.data) for item in items]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], tar_format: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tar_format) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


def warc_record(url: str, block: bytes, kind: str = "response") -> bytes:
    """A record of a web archive."""
    headers = f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-01T00:00:00Z\r\n"
    return f"{headers}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def response(body: bytes, headers: str = "Content-Type: text/html", status: str = "200 OK") -> bytes:
    """An HTTP response."""
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body
