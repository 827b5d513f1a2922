"""Two states of a lake held against one another: how many rows of each table differ, which, and what became of pages."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger_for_reading
from schemas.outcomes import PageRow
from schemas.partitions import UNKNOWN_DATE, partition_folder
from schemas.parts import Part, parse_part
from schemas.tables import SORT_KEY, TABLES
from transforms.parts import PartFile, count_rows, partition_files, read_part

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
    """The difference of each table, with so many examples of each kind; one file of a partition of both lakes is in memory at a time."""
    return [_compare_table(before, after, table, most_examples) for table in TABLES]


def _compare_table(before: Lake, after: Lake, table: str, most: int) -> TableDifference:
    found = TableDifference(table)
    gone: dict[Key, date] = {}
    come: dict[Key, date] = {}
    changed: list[tuple[Key, date]] = []
    for day, part in _ranges(before, after, table):
        if _same_files(before, after, table, day):
            rows = count_rows(_files(before, table, day)) if part.number == 0 else 0
            found.before, found.after = found.before + rows, found.after + rows
            continue
        was, now = _rows(before, table, day, part), _rows(after, table, day, part)
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


def _ranges(before: Lake, after: Lake, table: str) -> Iterator[tuple[date, Part]]:
    """What is compared at a time: a partition, or a range of its keys where it has several files."""
    for day in sorted({*before.days(table), *after.days(table)}):
        names = [[path.name for path in lake.partition_files(table, day)] for lake in (before, after)]
        count = max(part.count for name in (*names[0], *names[1]) if (part := parse_part(name, before.grain)))
        yield from ((day, Part(number, count)) for number in range(count))


def _files(lake: Lake, table: str, day: date) -> list[PartFile]:
    return partition_files(lake.root / partition_folder(table, day), lake.grain)


def _same_files(before: Lake, after: Lake, table: str, day: date) -> bool:
    one, other = before.partition_files(table, day), after.partition_files(table, day)
    return len(one) == len(other) and all(map(Path.samefile, one, other))


def _rows(lake: Lake, table: str, day: date, part: Part) -> dict[Key, Row]:
    rows = read_part(table, _files(lake, table, day), part).to_pylist()
    return {tuple(row[name] for name in SORT_KEY[table]): row for row in rows}


def _row(lake: Lake, table: str, day: date, key: Key) -> Row:
    parts = (parse_part(path.name, lake.grain) for path in lake.partition_files(table, day))
    part = next(part for part in parts if part and part.has(key[0]))
    return _rows(lake, table, day, part)[key]


def _values(was: Row, now: Row) -> dict[str, tuple[Any, Any]]:
    """The columns that differ, and what they were and are."""
    names = [name for name in {**was, **now} if name not in LEFT_OUT]
    return {name: (was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name)}


def _example(before: Lake, after: Lake, table: str, kind: str, key: Key, old: date | None, new: date | None) -> Example:
    """Read the row again, where it is and where it was."""
    was = _row(before, table, old, key) if old else {}
    now = _row(after, table, new, key) if new else {}
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
