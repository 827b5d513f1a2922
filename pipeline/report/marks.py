"""Records at the characters of their story: which stretch of a text lies under which of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pipeline.report.facts import Mark, Piece
from schemas.columns import columns
from schemas.tables import ADDED

ADDED_KIND = "added"
"""The kind of the marks of all record types that are added."""


def _told_columns(record: type) -> Iterator[str]:
    """The columns of an added record type but those that say which story and where in it."""
    names = (column.name for column in columns(record) if not column.fields)
    return (name for name in names if name not in ("article_id", "published_date", "text", "start", "end"))


KINDS = {"people": "person", "organizations": "organization", "places": "place", "dates": "date", "quantities": "quantity"} | {
    added.table: ADDED_KIND for added in ADDED
}
"""The kind of a table's marks; a quote's kind is its own."""
TOLD = {
    "people": ("name", "titles", "organization", "place"),
    "organizations": ("name", "kind", "place"),
    "places": ("name", "level", "code", "province", "city", "county"),
    "dates": ("earliest", "latest", "precision", "basis"),
    "quantities": ("value", "value_max", "unit", "dimension", "bound"),
    "quotes": ("speaker", "speaker_title", "verb"),
    **{added.table: tuple(_told_columns(added.row)) for added in ADDED},
}
"""The columns that are told of a record."""
MOST = 300
"""Marks over one line that are drawn; a line of news has a few, and a hostile one is not to cost their square."""
FAMILIES = frozenset({"kind", "level", "precision", "basis", "dimension", "bound"})
"""Columns whose values are words of ours, which have a translation."""
RECORD_TABLES = tuple(TOLD)


def marks_of(table: str, row: Mapping[str, Any], text: str) -> list[Mark]:
    """The marks of a record over its story's text: one for each of its spans, or the one that it is."""
    kind = KINDS.get(table) or str(row["kind"])
    told = tuple((name if name in FAMILIES else "", _told(row[name])) for name in TOLD[table] if row[name] not in (None, []))
    if kind == ADDED_KIND:
        told = (("", table), *told)
    spans = row.get("spans", [row] if {"start", "end"} <= row.keys() else [])
    return [Mark(kind, span["start"], span["end"], text[span["start"] : span["end"]], told) for span in spans]


def _told(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """By place, the longer first: as they nest."""
    return tuple(sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.kind, mark.told)))


def pieces(text: str, start: int, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """A line cut at the edges of the marks over it; together the pieces are the line.

    Args:
        text: The line.
        start: Where it begins in the story's text.
        marks: All marks of the story that may touch it, in any order; marks may cross one another.
    """
    end = start + len(text)
    over = in_order(mark for mark in marks if mark.start < end and mark.end > start and mark.start < mark.end)[:MOST]
    edges = sorted({start, end, *(edge for mark in over for edge in (mark.start, mark.end) if start < edge < end)})
    return tuple(
        Piece(text[one - start : other - start], tuple(mark for mark in over if mark.start < other and mark.end > one))
        for one, other in pairwise(edges)
    )
