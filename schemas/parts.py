"""Into how many files a partition is cut, where, and how they are named: by its rows alone, so that every way there ends the same.

A partition's rows lie in one file, until they are more than one file is to hold. Then they are cut by the first column of their key into
2, 4, 8, ... files of equal ranges: keys are digests in hexadecimal, so that the files are of about one size. How many they are follows
from the number of rows, and from nothing that happened before.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.partitions import PARTITION_FILES, Grain
from schemas.tables import SORT_KEY

MOST_ROWS = {"articles": 65_536}
"""Rows of the tables whose rows are large up to which a partition has one file: it is what a merge holds in memory. Part of the lake's format."""

MOST_RECORDS = 1 << 20
"""Likewise of any other table, whose rows take a twentieth of an article's room or less."""

MOST_PARTS = 4096
DIGEST_CHARACTERS = 16
KEY_DIGITS = 8
"""Digits of a key by which it is told in which range it lies."""

_NAME = re.compile(rf"(?P<stem>[a-z]+)-(?P<number>\d{{4}})-of-(?P<count>\d{{4}})-(?P<digest>[0-9a-f]{{{DIGEST_CHARACTERS}}})\.parquet")


def parts_for(table: str, rows: int) -> int:
    """How many files a partition of so many rows has: 1, or a power of two."""
    most = MOST_ROWS.get(table, MOST_RECORDS)
    count = 1
    while count < MOST_PARTS and rows > count * most:
        count *= 2
    return count


def part_key(table: str) -> str:
    """The column by which a table's partition is cut."""
    return SORT_KEY[table][0]


@dataclass(frozen=True, slots=True)
class Part:
    """A range of keys: one of `count` equal ones, counted from 0."""

    number: int = 0
    count: int = 1

    @property
    def low(self) -> str:
        """The first key that may lie in it."""
        return self._bound(self.number) if self.number else ""

    @property
    def high(self) -> str | None:
        """The first key behind it; None for the last range."""
        return self._bound(self.number + 1) if self.number + 1 < self.count else None

    def has(self, key: str) -> bool:
        """Whether a key lies in it."""
        return self.low <= key and (self.high is None or key < self.high)

    def _bound(self, number: int) -> str:
        return f"{(number << 4 * KEY_DIGITS) // self.count:0{KEY_DIGITS}x}"


def part_name(part: Part, digest: str, grain: Grain) -> str:
    """The name of a part's file, as `part-0003-of-0008-0123456789abcdef.parquet`; that of a partition's one file is `part.parquet`.

    `digest` is the SHA-256 of the file's bytes in hexadecimal: a file of another content has another name, so that nobody who has listed
    a folder takes files of two versions for those of one.
    """
    one = PARTITION_FILES[grain]
    if part.count == 1:
        return one
    return f"{one.removesuffix('.parquet')}-{part.number:04}-of-{part.count:04}-{digest[:DIGEST_CHARACTERS]}.parquet"


def parse_part(name: str, grain: Grain) -> Part | None:
    """Which part of a partition a file holds by its name; None where the name is not one that `part_name` gives."""
    one = PARTITION_FILES[grain]
    if name == one:
        return Part()
    found = _NAME.fullmatch(name)
    if found is None or f"{found['stem']}.parquet" != one:
        return None
    number, count = int(found["number"]), int(found["count"])
    good = number < count <= MOST_PARTS and count > 1 and not count & (count - 1)
    return Part(number, count) if good else None


def digest_in(name: str) -> str | None:
    """The digest that a file's name tells; None for a partition's one file."""
    found = _NAME.fullmatch(name)
    return found["digest"] if found else None


def part_names(names: Iterable[str], grain: Grain) -> list[str]:
    """Those of a folder's names that are a partition's files, in the order of their keys."""
    return sorted(name for name in names if parse_part(name, grain))


def are_whole(names: Iterable[str], grain: Grain) -> bool:
    """Whether files are all those of one partition, each once."""
    parts = [parse_part(name, grain) for name in sorted(names)]
    count = len(parts)
    return count > 0 and parts == [Part(number, count) for number in range(count)]


def are_hot(names: Iterable[str]) -> bool:
    """Whether any of these files is one of a partition that is cut: such a partition's folder is exchanged as a whole."""
    return any(digest_in(name) for name in names)
