"""Staging what pages give: rows are written where they are made and never shuffled; only fragments' names travel on.

A fragment holds the rows of some hundred pages: a folder with one Arrow file a table, one record batch a day, and
`outcomes.jsonl` with what became of each page. Its name comes from the pages, so that a bundle tried again leaves the same.
"""

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.records import DATE_COLUMN, TABLES
from schemas.slices import UNKNOWN_DAY, Fragment, PageOutcome
from schemas.stages import ExtractedPage
from transforms.rows import record_table

SPEAKER = "_uri"
"""The column that a staged row has besides its table's: the page that it comes from."""

_Rows = dict[tuple[str, str], list[tuple[str, Any]]]


def partition_day(value: date | None) -> str:
    """The partition that a date's rows lie in."""
    return UNKNOWN_DAY if value is None else value.isoformat()


def stage_fragment(outcomes: Sequence[PageOutcome], pages: Sequence[ExtractedPage], folder: Path) -> Fragment:
    """Write a fragment.

    Args:
        outcomes: What became of each page, dead letters included.
        pages: The pages that give rows.
        folder: The slice's staging folder.

    Returns:
        The fragment; written whole or, where it is there already, again with the same bytes.
    """
    name = hashlib.sha256("\n".join(sorted(f"{outcome.page_id} {outcome.uri}" for outcome in outcomes)).encode()).hexdigest()[:32]
    home = folder / "fragments" / name
    home.mkdir(parents=True, exist_ok=True)
    rows = _rows_by_day(pages)
    days = {table: sorted(day for other, day in rows if other == table) for table in TABLES}
    for table, table_days in days.items():
        if table_days:
            _write_batches(table, [rows[table, day] for day in table_days], home / f"{table}.arrow")
    fragment = Fragment(name, tuple(outcomes), {table: table_days for table, table_days in days.items() if table_days})
    write_json(home / "outcomes.json", asdict(fragment))
    return fragment


def _rows_by_day(pages: Sequence[ExtractedPage]) -> _Rows:
    rows: _Rows = defaultdict(list)
    for page in pages:
        for table, record in _records(page):
            rows[table, partition_day(getattr(record, DATE_COLUMN[table]))].append((page.source_uri, record))
    return rows


def _records(page: ExtractedPage) -> Iterator[tuple[str, Any]]:
    if page.article is not None:
        yield "articles", page.article
    for table in TABLES:
        records = page.teasers if table == "teasers" else getattr(page.records, table, ())
        yield from ((table, record) for record in records)


def _write_batches(table: str, days: list[list[tuple[str, Any]]], path: Path) -> None:
    schema = arrow_schema(TABLES[table]).remove_metadata().append(pa.field(SPEAKER, pa.string(), nullable=False))
    unfinished = path.with_suffix(".unfinished")
    with pa.ipc.new_file(str(unfinished), schema) as writer:
        for rows in days:
            batch = record_table(TABLES[table], [record for _, record in rows]).append_column(schema.field(SPEAKER), [[uri for uri, _ in rows]])
            writer.write_batch(batch.combine_chunks().to_batches()[0])
    unfinished.replace(path)


def read_batch(folder: Path, fragment: str, table: str, batch: int) -> pa.RecordBatch:
    """One day's rows of a fragment's table, with the column SPEAKER.

    Args:
        folder: The slice's staging folder.
        fragment: The fragment's name.
        table: The table's name.
        batch: Which of the table's days.
    """
    with pa.memory_map(str(folder / "fragments" / fragment / f"{table}.arrow")) as source:
        return pa.ipc.open_file(source).get_batch(batch)


def read_fragment(folder: Path, name: str) -> Fragment:
    """A fragment's outcomes and days, as staged in a slice's folder."""
    found = json.loads((folder / "fragments" / name / "outcomes.json").read_bytes())
    outcomes = tuple(PageOutcome(**{**row, "teaser_days": tuple(row["teaser_days"])}) for row in found["outcomes"])
    return Fragment(found["name"], outcomes, found["days"])


def write_json(path: Path, value: Any) -> None:
    """Write JSON so that the file is there whole or not at all."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    unfinished.write_text(json.dumps(value, ensure_ascii=True, sort_keys=True), encoding="utf-8")
    unfinished.replace(path)
