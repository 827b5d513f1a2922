"""gz, bz2, zst and xz, unpacked a piece at a time: the output is capped, and a broken member costs that member where another follows."""

import bz2
import lzma
import re
import zlib
from collections.abc import Callable
from typing import Protocol

import zstandard

from schemas.reasons import Reason, Rejected
from transforms.text.containers.streams import CHUNK, Budget, Stream

MEMORY = 1 << 27
"""Bytes that xz and zstd may hold to look back: what both tools' highest usual levels need."""

ZSTD_PIECE = 512
"""zstd unpacks whatever it is given, at most 1:32,750, so it is given little at a time."""

STARTS = {
    "gz": re.compile(rb"\x1f\x8b\x08"),
    "bz2": re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"),
    "zst": re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),
    "xz": re.compile(rb"\xfd7zXZ\x00"),
}
"""The first bytes of a member of each format, as in its specification; bz2's with those of a block, or of its end."""

LONGEST_START = 10
PADDING = b"\0\r\n"
ERRORS = (zlib.error, OSError, lzma.LZMAError, zstandard.ZstdError, EOFError, ValueError)
"""What the libraries raise for bytes that are broken."""


class Member(Protocol):
    """One compressed member, being unpacked."""

    @property
    def eof(self) -> bool:
        """Whether the member is whole."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What follows after the member's end."""
        ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """More of the member's content for more of its bytes."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether nothing more comes without more bytes."""
        ...


class _Inflate:
    """zlib's decompressor with the interface of bz2's and lzma's."""

    def __init__(self, window_bits: int) -> None:
        self._inner = zlib.decompressobj(window_bits)
        self._full = False

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        out = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._full = len(out) == max_length
        return out

    @property
    def needs_input(self) -> bool:
        return not self._full and not self._inner.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data


class _Zstd:
    """zstandard's decompressor, fed by small pieces."""

    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor(max_window_size=MEMORY).decompressobj()
        self._waiting = b""

    def decompress(self, data: bytes, max_length: int, /) -> bytes:  # noqa: ARG002 - the piece's size is the cap
        waiting = self._waiting + data
        self._waiting = waiting[ZSTD_PIECE:]
        return self._inner.decompress(waiting[:ZSTD_PIECE])

    @property
    def needs_input(self) -> bool:
        return not self._waiting

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data + self._waiting


MEMBERS: dict[str, Callable[[], Member]] = {
    "gz": lambda: _Inflate(zlib.MAX_WBITS | 16),
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=MEMORY),
    "zst": _Zstd,
    "deflate": lambda: _Inflate(zlib.MAX_WBITS),
    "raw deflate": lambda: _Inflate(-zlib.MAX_WBITS),
}


class AfterEnd(Rejected):
    """Raised for bytes behind the last compressed member that are none: all that came before is whole."""


class Decompressed:
    """The content of a compressed stream, member after member.

    A member that is broken or cut raises Rejected BAD_ARCHIVE once, and the next one found by its first bytes goes on; a budget
    used up raises TOO_LARGE and ends the stream. Bytes behind a member that are neither another one nor padding are told too.
    """

    def __init__(self, source: Stream, codec: str, budget: Budget) -> None:
        self._source = source
        self._codec = codec
        self._budget = budget
        self._member: Member | None = None
        self._waiting = b""
        self._members = 0

    def chunk(self) -> bytes:
        """The next bytes of the content, none at its end."""
        while self._member is not None or self._next_member():
            if out := self._unpack():
                self._spend(len(out))
                return out
        return b""

    def _next_member(self) -> bool:
        """Start the member that follows; zeros and ends of lines after the last one are padding."""
        if self._members and not self._continues():
            return False
        self._waiting = self._waiting or self._source.chunk()
        self._members += 1
        if not self._waiting:
            raise Rejected(Reason.BAD_ARCHIVE, f"{self._codec}: ends before it starts")
        self._member = MEMBERS[self._codec]()
        return True

    def _continues(self) -> bool:
        """Whether another member follows. Raises Rejected for bytes that are none: AfterEnd where no member is found behind them."""
        start = STARTS.get(self._codec)
        self._waiting = self._waiting.lstrip(PADDING)
        while len(self._waiting) < LONGEST_START and (more := self._source.chunk()):
            self._waiting = (self._waiting + more).lstrip(PADDING)
        if not start or not self._waiting or start.match(self._waiting):
            return bool(start and self._waiting)
        self._find_next(b"\0" + self._waiting)
        kind = Rejected if self._waiting else AfterEnd
        raise kind(Reason.BAD_ARCHIVE, f"{self._codec}: bytes behind a member that are none")

    def _unpack(self) -> bytes:
        """The next piece of the member, which may be empty before its end."""
        assert self._member is not None  # noqa: S101 - chunk() made sure
        fed = self._waiting or (self._source.chunk() if self._member.needs_input else b"")
        self._waiting = b""
        if not fed and self._member.needs_input:
            self._member = None
            raise Rejected(Reason.BAD_ARCHIVE, f"{self._codec}: ends before its content does")
        try:
            out = self._member.decompress(fed, CHUNK)
        except ERRORS as error:
            self._member = None
            self._find_next(fed)
            raise Rejected(Reason.BAD_ARCHIVE, f"{self._codec}: {error}") from error
        if self._member.eof:
            self._waiting, self._member = self._member.unused_data, None
        return out

    def _find_next(self, fed: bytes) -> None:
        """Go on to where another member seems to start, after the first byte of what broke."""
        start = STARTS.get(self._codec)
        self._waiting, window = b"", fed[1:]
        while start and window:
            if found := start.search(window):
                self._waiting = window[found.start() :]
                return
            more = self._source.chunk()
            window = window[-LONGEST_START:] + more if more else b""

    def _spend(self, count: int) -> None:
        try:
            self._budget.spend(count)
        except Rejected:
            self._member, self._waiting, self._members = None, b"", 1
            self._source = _Nothing()
            raise


class _Nothing:
    """A stream that is at its end."""

    def chunk(self) -> bytes:
        return b""
