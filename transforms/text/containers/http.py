"""A page from an HTTP message as a web archive keeps it: its headers, its chunks, its compression (RFC 9110 and 9112)."""

import io
from dataclasses import replace

from schemas.inputs import Caps
from schemas.reasons import Reason, Rejected
from schemas.stages import Page, PageHints
from transforms.text.containers.compressed import STARTS, Decompressed
from transforms.text.containers.streams import Budget, ByteReader, FileStream

Headers = dict[str, str]
"""Values by names in lower case; of a name that comes twice the first counts."""

PAGE_MEDIA = frozenset({"", "text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml"})
CODECS = {"gzip": ("gz",), "x-gzip": ("gz",), "zstd": ("zst",), "deflate": ("deflate", "raw deflate")}
SUCCESS = "2"
STATUS_DIGITS = 3
LONGEST_CHUNK_SIZE = 16


def parse_headers(data: bytes) -> Headers:
    """The header lines of a message; lines without a colon, and lines that go on, are left out."""
    headers: Headers = {}
    for line in data.splitlines():
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if colon and name and not name[0].isspace():
            headers.setdefault(name.strip().lower(), value.strip())
    return headers


def response_page(uri: str, block: bytes, hints: PageHints, caps: Caps, budget: Budget) -> Page | None:
    """The page of an HTTP response; None where it is none by its status or its media type. Raises Rejected."""
    head, body = _split(block)
    status = head.split(b" ", 2)[1:2]
    if not head.startswith(b"HTTP/"):
        raise Rejected(Reason.BAD_ARCHIVE, "warc: a response without a status line")
    if status and not (len(status[0]) == STATUS_DIGITS and status[0].isdigit()):
        raise Rejected(Reason.BAD_ARCHIVE, f"warc: a response of the status {status[0][:10]!r}")
    if status and not status[0].startswith(SUCCESS.encode()):
        return None
    headers = parse_headers(head)
    if not (page := content_page(uri, body, headers.get("content-type", ""), hints)):
        return None
    data = _unchunked(body) if "chunked" in headers.get("transfer-encoding", "").lower() else body
    return replace(page, data=_inflated(data, headers.get("content-encoding", "").strip().lower(), caps, budget))


def content_page(uri: str, data: bytes, content_type: str, hints: PageHints) -> Page | None:
    """The page of content with a media type; None where that is no page's."""
    media_type, _, parameters = content_type.partition(";")
    media_type = media_type.strip().lower()
    if media_type not in PAGE_MEDIA:
        return None
    charset = next((part.partition("=")[2].strip() for part in parameters.split(";") if part.strip().lower().startswith("charset=")), None)
    return Page(uri, data, replace(hints, charset=charset or hints.charset, media_type=media_type or hints.media_type))


def _split(block: bytes) -> tuple[bytes, bytes]:
    """The head and the body of a message, at its first empty line."""
    ends = [(at, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (at := block.find(mark)) >= 0]
    at, length = min(ends, default=(len(block), 0))
    return block[:at], block[at + length :]


def _unchunked(body: bytes) -> bytes:
    """The content of chunks; bytes that aren't chunks, as crawlers leave that have put them together already, are the content."""
    parts: list[bytes] = []
    position = 0
    while (end := body.find(b"\r\n", position, position + LONGEST_CHUNK_SIZE * 4)) >= 0:
        size = _chunk_size(body[position:end])
        if size is None:
            return body if not parts else b"".join(parts)
        if size == 0:
            break
        parts.append(body[end + 2 : end + 2 + size])
        position = end + 2 + size + 2
    return b"".join(parts) if parts else body


def _chunk_size(line: bytes) -> int | None:
    digits = line.split(b";")[0].strip()
    return int(digits, 16) if 0 < len(digits) <= LONGEST_CHUNK_SIZE and not digits.strip(b"0123456789abcdefABCDEF") else None


def _inflated(data: bytes, coding: str, caps: Caps, budget: Budget) -> bytes:
    """The content without its compression; content that isn't compressed, as crawlers leave that have unpacked it already, is as it is."""
    codecs = CODECS.get(coding, ())
    for codec in codecs:
        if codec not in STARTS or STARTS[codec].match(data):
            try:
                return ByteReader(Decompressed(FileStream(io.BytesIO(data), len(data)), codec, budget)).read(caps.page_bytes + 1)
            except Rejected as rejected:
                if rejected.reason is Reason.TOO_LARGE or codec == codecs[-1]:
                    raise
    if coding == "br":
        raise Rejected(Reason.BAD_ARCHIVE, "warc: packed with brotli, which isn't read")
    return data
