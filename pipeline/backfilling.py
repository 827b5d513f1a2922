"""Backfilling: of what there is, the files of a range of past days go into the lake, day by day, the oldest first."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path

from pipeline.discover import Found, find_sources
from pipeline.files import Files
from pipeline.ingest import IngestOptions, run_on, source_rows
from pipeline.lake.folders import Lake, open_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.runs import RunRecord
from pipeline.made_by import Reading
from pipeline.progress import Progress
from schemas.inputs import Source
from schemas.reasons import Rejected
from schemas.records import DeadLetter
from transforms.read import read_source
from transforms.text.charset import decode_page
from transforms.text.path_dates import path_date
from transforms.text.resolve import resolve_date
from transforms.text.separate import separate_story

PATH_PATTERNS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y_%m_%d")
"""How a path may write its day where the user doesn't say; the first that is found counts."""


class By(StrEnum):
    """What a file's day is."""

    STORY = "story"
    """A day of its stories: it has to be read to be known."""
    PATH = "path"
    """The date in its path."""
    MODIFIED = "modified"
    """The day of its last modification, UTC."""


@dataclass(frozen=True, slots=True)
class Range:
    """Days, both of them with it."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """Whether it is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Backfill:
    """What is to be done, or was."""

    days: dict[date, tuple[Source, ...]]
    """The files of each day that has some, in order."""
    outside: int
    """Files of other days."""
    undated: int
    """Files of no day that can be told."""
    unchanged: int
    """Files that the lake has read already."""


def plan_backfill(inputs: Sequence[str], root: Path, days: Range, by: By, options: IngestOptions) -> Backfill:
    """Which of the inputs belong to which day; a file with stories of several days is taken on the first of them that is in the range.

    Args:
        inputs: Files, folders, globs.
        root: The lake; there may be none yet.
        days: The range.
        by: What a file's day is.
        options: What is said about the input.

    Raises:
        InputError: An input can't be read.
        LakeError: The lake can't be used.
    """
    found = find_sources(inputs, root, None, root)
    known = _unchanged(root, found.sources)
    fresh = [source for source in found.sources if source.uri not in known]
    chosen: dict[date, list[Source]] = {}
    outside = undated = 0
    for source in fresh:
        dates = sorted(DAYS_OF[by](source, options.reading))
        day = next(filter(days.has, dates), None)
        if day is not None:
            chosen.setdefault(day, []).append(source)
        outside += day is None and bool(dates)
        undated += not dates
    return Backfill({day: tuple(chosen[day]) for day in sorted(chosen)}, outside, undated, len(known))


def _unchanged(root: Path, sources: Iterable[Source]) -> set[str]:
    """What the lake has read, where there is one."""
    if not Lake(root).format_file.exists():
        return set()
    with open_ledger(open_lake(root)) as ledger:
        return set(ledger.unchanged(source_rows(sources)))


def backfill(root: Path, plan: Backfill, options: IngestOptions, progress: Progress) -> Iterator[tuple[date, RunRecord]]:
    """Take in the days of a plan, each in a run of its own; killed anywhere, the next plan holds what is left.

    Raises LakeError where the lake can't be used, or its disk refuses.
    """
    for day, sources in plan.days.items():
        yield day, run_on(root, "backfill", _all_of(sources), replace(options, day=day), progress, Files()).record


def _all_of(sources: tuple[Source, ...]) -> Callable[..., tuple[Found, set[str]]]:
    return lambda *_: (Found(sources, ()), set())


def _story_days(source: Source, reading: Reading) -> Iterator[date]:
    for page in read_source(source, reading.rules):
        if isinstance(page, DeadLetter):
            continue
        try:
            dated = resolve_date(separate_story(decode_page(page, reading.rules.caps)), assume_latest_year_before=reading.assume_latest_year_before)
        except Rejected:
            continue
        if dated.page.paragraphs and dated.date.published_date:
            yield dated.date.published_date


def _path_days(source: Source, reading: Reading) -> Iterator[date]:
    patterns = (reading.rules.path_date,) if reading.rules.path_date else PATH_PATTERNS
    found = (path_date(source.path, pattern) for pattern in patterns)
    yield from [day for day in found if day][:1]


def _modified_days(source: Source, _: Reading) -> Iterator[date]:
    yield datetime.fromtimestamp(min(source.mtime_ns, time.time_ns()) / 1e9, UTC).date()


DAYS_OF: dict[By, Callable[[Source, Reading], Iterator[date]]] = {By.STORY: _story_days, By.PATH: _path_days, By.MODIFIED: _modified_days}
