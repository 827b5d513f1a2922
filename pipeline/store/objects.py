"""What is asked of an object store, and nothing more: whole objects, put under a condition, and copied within the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.errors import LakeError

ABSENT = ""
"""As the expected ETag: there must be no such object."""


class StoreError(LakeError):
    """The store refuses or can't be reached; the message is one line that says what to do. Whether the request was done isn't known."""


class MissingError(Exception):
    """There is no such object."""


class ChangedError(Exception):
    """The object isn't as a conditional put expects it; nothing was written."""


class OutdatedError(Exception):
    """An object isn't the one that the lake's head named when it was read: a newer commit has replaced it."""


@dataclass(frozen=True, slots=True)
class Found:
    """An object as it was read."""

    data: bytes
    etag: str
    age_seconds: float
    """How long ago it was written, by the store's own clock."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a listing names it."""

    name: str
    size: int
    etag: str
    mtime_ns: int


class Objects(Protocol):
    """The objects below a prefix, by their names there.

    Every method raises StoreError where the store refuses or can't be reached.
    """

    def read(self, name: str) -> Found:
        """An object's bytes. Raises MissingError."""
        ...

    def read_to(self, name: str, path: Path, span: tuple[int, int] | None = None) -> None:
        """Write an object's bytes into a file, or those from one to before another, at their place in it. Raises MissingError."""
        ...

    def stat(self, name: str) -> Listed:
        """What an object is like, without its bytes. Raises MissingError."""
        ...

    def write(self, name: str, data: bytes, expected: str | None = None) -> str:
        """Put an object in one step, under a condition where `expected` is an ETag or ABSENT; its ETag. Raises ChangedError."""
        ...

    def write_file(self, name: str, path: Path) -> None:
        """Put a file's bytes as an object, in one step."""
        ...

    def copy(self, source: str, target: str) -> None:
        """Put a copy of an object in one step, within the store. Raises MissingError."""
        ...

    def remove(self, names: Sequence[str]) -> None:
        """Remove objects; one that is gone already is no error."""
        ...

    def list(self, prefix: str = "", after: str = "", most: int | None = None) -> Iterator[Listed]:
        """The objects whose names begin with `prefix`, in order, those after `after`, at most so many."""
        ...
