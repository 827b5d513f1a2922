"""A first look at a lake: a few real rows of its tables, and where to go next."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.lake.dead_letters import failed
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger_for_reading

ROWS = 3
WIDTH = 100
SHOWN = {
    "articles": ("published_date", "date_source", "earliest_date", "latest_date", "title", "source_name"),
    "teasers": ("teaser_date", "label", "title"),
    "people": ("name", "titles", "place", "organization"),
    "quantities": ("text", "value", "unit", "bound"),
    "quotes": ("speaker", "verb", "text"),
}
"""The columns of the tables that are shown."""


def tour(root: Path) -> str:
    """A few rows of some tables and a few dead letters, and commands to go on with."""
    lake = Lake(root)
    lines = [line for table in SHOWN for line in _table(lake, table)]
    return "\n".join([*lines, *_turned_away(lake), "", *_next(root)])


def _turned_away(lake: Lake) -> Iterator[str]:
    """The first pages that could not be taken in, with the reason; nothing where there are none."""
    with open_ledger_for_reading(lake) as ledger:
        letters = list(islice(failed(lake, ledger), ROWS))
    if letters:
        yield from ("", "turned away: reason, file, what was wrong")
    for letter in letters:
        yield f"  {letter.reason}  {letter.source_uri.rpartition('/')[2]}  {letter.detail}"[:WIDTH]


def _table(lake: Lake, table: str) -> Iterator[str]:
    yield ""
    yield f"{table}: {', '.join(SHOWN[table])}"
    for row in islice(_rows(lake, table), ROWS):
        shown = "  ".join(_cell(row[name]) for name in SHOWN[table])
        yield f"  {shown[:WIDTH]}"


def _rows(lake: Lake, table: str) -> Iterator[dict[str, Any]]:
    for day in reversed(lake.days(table)):
        for path in lake.partition_files(table, day):
            rows = pq.ParquetFile(path).read(columns=list(SHOWN[table])).to_pylist()
            yield from (row for row in rows if any(row[name] for name in SHOWN[table][:1]))


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    text = "、".join(map(str, value)) if isinstance(value, list) else str(value)
    return " ".join(text.split())


def _next(root: Path) -> list[str]:
    query = "select name, titles, place from people where place is not null"
    steps = (
        (f"./run_local.sh ingest YOUR_PAGES --lake {root}", "your own files, folders, archives"),
        ("./run_local.sh explain PAGE", "what each line of a page was taken for, and why"),
        (f"./run_local.sh failed --lake {root}", "what could not be taken in, and why"),
        (f"./run_local.sh tables --lake {root}", "what tables there are; tables people: its columns"),
        (f'./run_local.sh query "{query}" --lake {root}', "an answer in SQL"),
    )
    width = max(len(command) for command, _ in steps[:-1])
    return ["next:", *(f"  {command:<{width}}  {what}" for command, what in steps)]
