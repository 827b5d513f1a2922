"""Two states of a lake held against one another: how many rows of each table differ, which, and what became of pages."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from itertools import groupby, islice
from typing import Any

import pyarrow.parquet as pq

from pipeline.lake import Lake
from pipeline.ledger import open_ledger_for_reading
from schemas.outcomes import PageRow
from schemas.partitions import UNKNOWN_DATE
from schemas.tables import SORT_KEY, TABLES

LEFT_OUT = frozenset({"pipeline_version"})
"""Columns that say who made a row, and not what it says."""

Key = tuple[Any, ...]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """A row that isn't what it was."""

    kind: str
    """changed, moved, added or removed."""
    day: date | None
    """Its partition, the new one of a row that moved; None where its date is unknown."""
    key: dict[str, Any]
    """What identifies it."""
    values: dict[str, tuple[Any, Any]]
    """The columns that differ: what they were, what they are. For a row that comes or goes those with a value."""


@dataclass(slots=True)
class TableDifference:
    """How a table's rows differ: before - removed + added = after; changed and moved ones are in both."""

    table: str
    before: int = 0
    after: int = 0
    changed: int = 0
    """The same key and partition, other values."""
    moved: int = 0
    """The same key in another partition, whatever their values."""
    added: int = 0
    removed: int = 0
    examples: list[Example] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether there is any difference."""
        return bool(self.changed or self.moved or self.added or self.removed)


def compare_tables(before: Lake, after: Lake, most_examples: int) -> list[TableDifference]:
    """The difference of each table, with so many examples of each kind; one partition of both lakes is in memory at a time."""
    return [_compare_table(before, after, table, most_examples) for table in TABLES]


def _compare_table(before: Lake, after: Lake, table: str, most: int) -> TableDifference:
    found = TableDifference(table)
    gone: dict[Key, date] = {}
    come: dict[Key, date] = {}
    changed: list[tuple[Key, date]] = []
    for day in sorted({*before.days(table), *after.days(table)}):
        if _same_file(before, after, table, day):
            rows = pq.read_metadata(before.partition_path(table, day)).num_rows
            found.before, found.after = found.before + rows, found.after + rows
            continue
        was, now = _rows(before, table, day), _rows(after, table, day)
        found.before, found.after = found.before + len(was), found.after + len(now)
        differ = sorted((key for key in was.keys() & now.keys() if _values(was[key], now[key])), key=str)
        found.changed += len(differ)
        changed += [(key, day) for key in differ[: most - len(changed)]] if len(changed) < most else []
        gone |= dict.fromkeys(sorted(was.keys() - now.keys(), key=str), day)
        come |= dict.fromkeys(sorted(now.keys() - was.keys(), key=str), day)
    moved = [key for key in gone if key in come]
    found.moved, found.added, found.removed = len(moved), len(come) - len(moved), len(gone) - len(moved)
    chosen: list[tuple[str, Key, date | None, date | None]] = [("changed", key, day, day) for key, day in changed]
    chosen += [("moved", key, gone[key], come[key]) for key in moved[:most]]
    chosen += [("removed", key, gone[key], None) for key in islice((key for key in gone if key not in come), most)]
    chosen += [("added", key, None, come[key]) for key in islice((key for key in come if key not in gone), most)]
    found.examples += [_example(before, after, table, *each) for each in chosen]
    return found


def _same_file(before: Lake, after: Lake, table: str, day: date) -> bool:
    one, other = before.partition_path(table, day), after.partition_path(table, day)
    return one.exists() and other.exists() and one.samefile(other)


def _rows(lake: Lake, table: str, day: date) -> dict[Key, Row]:
    path = lake.partition_path(table, day)
    rows = pq.ParquetFile(path).read().to_pylist() if path.exists() else []
    return {tuple(row[name] for name in SORT_KEY[table]): row for row in rows}


def _values(was: Row, now: Row) -> dict[str, tuple[Any, Any]]:
    """The columns that differ, and what they were and are."""
    names = [name for name in {**was, **now} if name not in LEFT_OUT]
    return {name: (was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name)}


def _example(before: Lake, after: Lake, table: str, kind: str, key: Key, old: date | None, new: date | None) -> Example:
    """Read the row again, where it is and where it was."""
    was = _rows(before, table, old)[key] if old else {}
    now = _rows(after, table, new)[key] if new else {}
    day = new or old
    names = SORT_KEY[table]
    values = {name: pair for name, pair in _values(was, now).items() if name not in names}
    return Example(kind, None if day == UNKNOWN_DATE else day, dict(zip(names, key, strict=True)), values)


def compare_pages(before: Lake, after: Lake) -> dict[str, int]:
    """How many pages became something else: by what they were and are, such as `story -> dead (no_story)`."""
    counts: Counter[str] = Counter()
    with open_ledger_for_reading(before) as one, open_ledger_for_reading(after) as other:
        both = merge(((page, False) for page in one.all_pages()), ((page, True) for page in other.all_pages()), key=_uri)
        for _, group in groupby(both, _uri):
            told = {is_after: _told(page) for page, is_after in group}
            if told.get(False) != told.get(True):
                counts[f"{told.get(False, 'nothing')} -> {told.get(True, 'nothing')}"] += 1
    return dict(sorted(counts.items()))


def _uri(entry: tuple[PageRow, bool]) -> str:
    return entry[0].uri


def _told(page: PageRow) -> str:
    return f"{page.outcome} ({page.reason})" if page.reason else str(page.outcome)
