"""Staging what pages give: rows are written where they are made and never shuffled; only fragments' names travel on.

A fragment holds the rows of some hundred pages: a folder with one Arrow file a table, one record batch a day, and
`outcomes.json` with what became of each page. Its name comes from the pages, so that a bundle tried again leaves the same.
"""

import hashlib
import json
import resource
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.outcomes import PageRow, page_from_json, page_to_json, same_day
from schemas.partitions import partition_date
from schemas.slices import Fragment
from schemas.stages import ExtractedPage
from schemas.tables import DATE_COLUMN, STORY_TABLES, TABLES
from transforms.rows import record_table
from transforms.whole import folder_within, written_whole

SPEAKER = "_uri"
"""The column that a staged row has besides its table's: the page that it comes from."""

FRAGMENTS = "fragments"
"""The folder of a slice's staging folder that fragments lie in."""

OUTCOMES_FILE = "outcomes.json"

MOST_OPEN = 256
"""A file a table and fragment: a full slice of short pages has 100 fragments, and one table is merged after another."""
SHARE_OF_DESCRIPTORS = 4
"""Of the files that a process may have open, one in so many at most."""

_Rows = list[tuple[str, Sequence[Any]]]
"""Records with the source_uri of the page that gives them."""
_Days = dict[date, _Rows]


def stage_fragment(
    outcomes: Sequence[PageRow],
    pages: Sequence[ExtractedPage],
    folder: Path,
    files: Mapping[str, bytes] = MappingProxyType({}),
    name: str | None = None,
) -> Fragment:
    """Write a fragment.

    Args:
        outcomes: What became of each page, dead letters included.
        pages: The pages that give rows.
        folder: The slice's staging folder.
        files: Other files to lay beside the rows, by name.
        name: The fragment's name; None for one that comes from the pages.

    Returns:
        The fragment; written whole or, where it is there already, again with the same bytes.
    """
    name = name or _name_of(outcomes)
    home = folder_within(folder, FRAGMENTS, name)
    rows = _rows_by_day(pages)
    for table, table_days in rows.items():
        _write_batches(table, list(table_days.values()), home / f"{table}.arrow")
    for file, data in files.items():
        with written_whole(home / file) as unfinished:
            unfinished.write_bytes(data)
    fragment = Fragment(name, tuple(outcomes), {table: list(table_days) for table, table_days in rows.items()})
    write_json(home / OUTCOMES_FILE, _fragment_to_json(fragment))
    return fragment


def _name_of(outcomes: Sequence[PageRow]) -> str:
    pages = "\n".join(sorted(f"{outcome.page_id} {outcome.uri}" for outcome in outcomes))
    return f"{hashlib.sha256(pages.encode()).hexdigest()[:32]}-{len(outcomes)}"


def _rows_by_day(pages: Sequence[ExtractedPage]) -> dict[str, _Days]:
    """For each table that has rows, the days that they lie in, in their order."""
    rows: dict[str, _Days] = {table: defaultdict(list) for table in TABLES}
    for page in pages:
        for table, records in _records(page):
            rows[table][partition_date(getattr(records[0], DATE_COLUMN[table]))].append((page.source_uri, records))
    return {table: dict(sorted(days.items())) for table, days in rows.items() if days}


def _records(page: ExtractedPage) -> Iterator[tuple[str, Sequence[Any]]]:
    """The page's records by table, those together that certainly lie in one day."""
    if page.article is not None:
        yield "articles", (page.article,)
    yield from (("teasers", (row,)) for row in page.teasers)
    for table in STORY_TABLES:
        if records := getattr(page.records, table, ()):
            yield table, records
    for added in page.records.added:
        yield from ((added.table, (row,)) for row in added.rows)


def _write_batches(table: str, days: Sequence[_Rows], path: Path) -> None:
    """Write a batch a day; all days' columns are made together, since to make one costs the same for a few rows as for many."""
    schema = arrow_schema(TABLES[table]).remove_metadata().append(pa.field(SPEAKER, pa.string(), nullable=False))
    records = [record for rows in days for _, found in rows for record in found]
    uris = [uri for rows in days for uri, found in rows for _ in found]
    (batch,) = record_table(TABLES[table], records).append_column(schema.field(SPEAKER), [uris]).combine_chunks().to_batches()
    with written_whole(path) as unfinished, pa.ipc.new_file(str(unfinished), schema) as writer:
        start = 0
        for rows in days:
            size = sum(len(found) for _, found in rows)
            writer.write_batch(batch.slice(start, size))
            start += size


class OpenFragments:
    """A slice's fragments for whoever reads many batches: the files that were read last stay open.

    To open one takes as long as to read a dozen batches from it, and the days of a table that are merged one after another lie in the same.
    """

    def __init__(self, folder: Path) -> None:
        """Take the slice's staging folder; nothing is opened yet."""
        self._opened = lru_cache(most_open())(partial(_open, folder))

    def batch(self, fragment: str, table: str, batch: int) -> pa.RecordBatch:
        """One day's rows of a fragment's table, with the column SPEAKER.

        Args:
            fragment: The fragment's name.
            table: The table's name.
            batch: Which of the table's days.
        """
        return self._opened(fragment, table).get_batch(batch)


def most_open() -> int:
    """How many staged files a process has open at most: fewer where the system allows it few."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_OPEN if allowed == resource.RLIM_INFINITY else max(1, min(MOST_OPEN, allowed // SHARE_OF_DESCRIPTORS))


def _open(folder: Path, fragment: str, table: str) -> pa.ipc.RecordBatchFileReader:
    return pa.ipc.open_file(pa.OSFile(str(folder / FRAGMENTS / fragment / f"{table}.arrow")))


def read_fragment(folder: Path, name: str) -> Fragment:
    """A fragment's outcomes and days, as staged in a slice's folder."""
    found = json.loads((folder / FRAGMENTS / name / OUTCOMES_FILE).read_bytes())
    days = {table: [same_day(day) for day in days] for table, days in found["days"].items()}
    return Fragment(name, tuple(page_from_json(**row) for row in found["outcomes"]), days)


def _fragment_to_json(fragment: Fragment) -> dict[str, Any]:
    days = {table: [day.isoformat() for day in days] for table, days in fragment.days.items()}
    return {"outcomes": [page_to_json(outcome) for outcome in fragment.outcomes], "days": days}


def write_json(path: Path, value: Any) -> None:
    """Write JSON so that the file is there whole or not at all."""
    with written_whole(path) as unfinished:
        unfinished.write_text(json.dumps(value, ensure_ascii=True, sort_keys=True), encoding="utf-8")
