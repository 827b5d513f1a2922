"""Bytes that come in pieces, and a reader over them that never holds more than it is asked for."""

import os
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from schemas.reasons import Reason, Rejected

CHUNK = 1 << 16


class Stream(Protocol):
    """Bytes in pieces of their own length."""

    def chunk(self) -> bytes:
        """The next bytes, none at the end. Raises Rejected for what is broken; what can still be had follows after that."""
        ...


@dataclass(slots=True)
class Budget:
    """How many more bytes may be unpacked from a file, all its layers together."""

    left: int

    def spend(self, count: int) -> None:
        """Take bytes from the budget; raises Rejected TOO_LARGE when it is used up."""
        self.left -= count
        if self.left < 0:
            raise Rejected(Reason.TOO_LARGE, "unpacks to more than its size allows: a bomb, or many times the same")


class FileStream:
    """The bytes of a binary file object from where it stands, up to a limit."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self.file = file
        self.left = limit

    def chunk(self) -> bytes:
        """The next bytes. Raises Rejected UNREADABLE where the operating system fails."""
        try:
            data = self.file.read(min(CHUNK, self.left))
        except OSError as error:
            self.left = 0
            raise Rejected(Reason.UNREADABLE, error.strerror or str(error)) from error
        self.left -= len(data)
        return data

    def skip(self, count: int) -> int:
        """Leave out the next bytes without reading them; how many there were. Raises Rejected UNREADABLE likewise."""
        count = min(count, self.left)
        try:
            self.file.seek(count, os.SEEK_CUR)
        except OSError as error:
            self.left = 0
            raise Rejected(Reason.UNREADABLE, error.strerror or str(error)) from error
        self.left -= count
        return count


class ByteReader:
    """Reads a stream by counts and by lines. All methods raise what the stream raises; the bytes before that stay.

    `file` is the stream's own file where all of it is read and it can be sought in; `breaks` is how often the stream has raised so far.
    """

    def __init__(self, stream: Stream, file: BinaryIO | None = None) -> None:
        self.stream = stream
        self.file = file
        self.breaks = 0
        self._taken = 0
        self._buffer = b""
        self._position = 0
        self._raised: Rejected | None = None

    @property
    def position(self) -> int:
        """How many of the stream's bytes have been read or left out."""
        return self._taken - (len(self._buffer) - self._position)

    def chunk(self) -> bytes:
        """What is at hand, or else the stream's next bytes; none at the end."""
        return self.rest() or self._next()

    def _next(self) -> bytes:
        """The stream's next bytes, or what it raised when they were asked for before."""
        try:
            if self._raised is not None:
                raised, self._raised = self._raised, None
                raise raised
            data = self.stream.chunk()
        except Rejected:
            self.breaks += 1
            raise
        self._taken += len(data)
        return data

    def peek(self, count: int) -> bytes:
        """The next bytes, which stay; fewer than `count` only at the end, or where the stream breaks, which is raised once they are read."""
        parts = [self.rest()]
        size = len(parts[0])
        try:
            while size < count and self._raised is None and (more := self.stream.chunk()):
                parts.append(more)
                size += len(more)
                self._taken += len(more)
        except Rejected as rejected:
            self._raised = rejected
        self._buffer = b"".join(parts)
        return self._buffer[:count]

    def rest(self) -> bytes:
        """What is at hand, and no more; it is left out of what follows."""
        ready, self._buffer, self._position = self._buffer[self._position :], b"", 0
        return ready

    def read(self, count: int) -> bytes:
        """The next bytes; fewer than `count` only at the end."""
        parts: list[bytes] = []
        left = count
        try:
            while left > 0 and (part := self.chunk()):
                parts.append(part[:left])
                self._buffer, self._position = part[left:], 0
                left -= len(parts[-1])
        except Rejected:
            self._buffer, self._position = b"".join(parts), 0
            raise
        return b"".join(parts)

    def skip(self, count: int) -> int:
        """Leave out the next bytes; how many there were, up to `count`."""
        left = count
        while left > 0:
            if isinstance(self.stream, FileStream) and self._position == len(self._buffer):
                passed = self.stream.skip(left)
                self._taken += passed
                return count - left + passed
            if not (part := self.chunk()):
                break
            self._buffer, self._position = part, min(left, len(part))
            left -= self._position
        return count - left

    def line(self, most: int) -> bytes:
        """The next line with its line feed, or the next `most` bytes of a longer one; none at the end."""
        found = self._buffer.find(b"\n", self._position)
        if found < 0:
            found = self._gather_line(most)
        end = min(self._position + most, len(self._buffer) if found < 0 else found + 1)
        taken, self._position = self._buffer[self._position : end], end
        return taken

    def _gather_line(self, most: int) -> int:
        """Make the buffer hold the next line, or `most` bytes of it, and say where its line feed is, or -1."""
        parts = [self.rest()]
        size = len(parts[0])
        found = -1
        try:
            while found < 0 and size < most and (more := self._next()):
                at = more.find(b"\n")
                found = size + at if at >= 0 else -1
                parts.append(more)
                size += len(more)
        finally:
            self._buffer = b"".join(parts)
        return found


class Exactly:
    """So many of a reader's bytes as a stream, which ends with Rejected BAD_ARCHIVE where the reader ends before them."""

    def __init__(self, reader: ByteReader, size: int) -> None:
        self._reader = reader
        self.left = size

    def chunk(self) -> bytes:
        """The next bytes."""
        data = self._reader.read(min(self.left, CHUNK))
        missing = self.left > 0 and not data
        self.left = 0 if missing else self.left - len(data)
        if missing:
            raise Rejected(Reason.BAD_ARCHIVE, "ends within a member")
        return data


class Guarded:
    """A binary file object as a stream whose own errors are told as BAD_ARCHIVE."""

    def __init__(self, file: BinaryIO, errors: tuple[type[Exception], ...], budget: Budget) -> None:
        self.file = file
        self.errors = errors
        self.budget = budget
        self.over = False

    def chunk(self) -> bytes:
        """The next bytes; nothing follows after an error."""
        if self.over:
            return b""
        try:
            data = self.file.read(CHUNK)
            self.budget.spend(len(data))
        except self.errors as error:
            self.over = True
            raise Rejected(Reason.BAD_ARCHIVE, str(error) or type(error).__name__) from error
        except Rejected:
            self.over = True
            raise
        return data
