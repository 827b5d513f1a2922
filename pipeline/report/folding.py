"""A page's lines gathered for reading: long stretches of menus are folded, and records that are told alike are one row."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.report.facts import Mark, ViewLine

LONG = 6
"""Lines of menus and footers that are folded when they follow one another."""
FOLDED = frozenset({"nav", "other", "footer"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines that follow one another."""

    fold: bool
    lines: tuple[ViewLine, ...]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record in a table: what was read, and how often it stands so."""

    mark: Mark
    times: int


def folded(lines: Sequence[ViewLine]) -> Iterator[Stretch]:
    """The lines in stretches, in their order."""
    for dull, group in groupby(lines, key=lambda line: line.role in FOLDED):
        stretch = tuple(group)
        yield Stretch(dull and len(stretch) >= LONG, stretch)


def record_rows(marks: Sequence[Mark]) -> tuple[RecordRow, ...]:
    """The records in the order of their first mention."""
    first: dict[tuple[object, ...], Mark] = {}
    times: Counter[tuple[object, ...]] = Counter((mark.kind, mark.text, mark.told) for mark in marks)
    for mark in marks:
        first.setdefault((mark.kind, mark.text, mark.told), mark)
    return tuple(RecordRow(mark, times[key]) for key, mark in first.items())
