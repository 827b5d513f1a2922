"""A story's records as `zhengwen extract` prints them: JSON-ready, with the columns of the tables."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from schemas.records import Span
from schemas.stages import StoryContext, StoryRecords
from transforms.text.extract import Extractor

TABLES = ("people", "organizations", "places", "dates", "quantities", "quotes")
KINDS = {"people": "person", "organizations": "organization", "places": "place", "dates": "date", "quantities": "quantity"}


def printed_records(name: str, text: str, reference: date | None, extractor: Extractor) -> dict[str, Any]:
    """The records of a story.

    Args:
        name: The story's id, given back.
        text: Its text; lone surrogates, which no UTF-8 can hold, are read as U+FFFD.
        reference: The day of publication.
        extractor: The loaded finders.

    Returns:
        `id`, `spans` and a list for each table, without article_id and published_date; spans are pairs [start, end].
    """
    safe = text.encode("utf-8", "replace").decode("utf-8") if any("\ud800" <= char <= "\udfff" for char in text) else text
    records = extractor.extract(safe, StoryContext(published_date=reference))
    tables = {table: getattr(records, table) for table in TABLES} | {added.table: added.rows for added in records.added}
    return {"id": name, "spans": _spans(records)} | {table: [_row(record) for record in rows] for table, rows in tables.items()}


def _spans(records: StoryRecords) -> list[list[Any]]:
    spans = {(span.start, span.end, "title") for span in records.title_spans}
    for table, kind in KINDS.items():
        spans.update((start, end, kind) for record in getattr(records, table) for start, end in _ends(record))
    return [list(span) for span in sorted(spans)]


def _ends(record: Any) -> Iterable[tuple[int, int]]:
    return [(span.start, span.end) for span in record.spans] if hasattr(record, "spans") else [(record.start, record.end)]


def _row(record: Any) -> dict[str, Any]:
    return {field.name: _value(getattr(record, field.name)) for field in fields(record) if field.name not in ("article_id", "published_date")}


def _value(value: Any) -> Any:
    """A value as JSON holds it: spans as pairs, decimals as their digits."""
    if isinstance(value, list):
        return [[item.start, item.end] if isinstance(item, Span) else item for item in value]
    return f"{value:f}" if isinstance(value, Decimal) else value
