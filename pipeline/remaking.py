"""The records of stories whose pages' files are gone, made anew from the lake's own text: day by day, each slice one commit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.files import Files
from pipeline.ingest import IngestOptions
from pipeline.lake.commit import publish, recover
from pipeline.lake.commit_record import Commit, moves_of
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import Ledger, open_ledger_for_reading
from pipeline.lake.ledger_rows import LedgerChanges, SourceRow
from pipeline.lake.lock import writing
from pipeline.lake.runs import RunRecord, new_run_id, now, write_run
from pipeline.made_by import Reading
from pipeline.runners import new_pipeline, workers_for
from pipeline.slice_run import folders_of
from pipeline.store.fetching import bring
from schemas.outcomes import PageRow
from schemas.partitions import Grain, partition_name, partition_of
from schemas.tables import STORY_TABLES
from schemas.version import VERSION
from transforms.collect import read_staged
from transforms.fragments import FRAGMENTS
from transforms.remake import DayOfStories

SLICE_STORIES = 5000
"""A slice ends with the day that reaches this: what a kill can cost."""
STORY_BYTES = 4096
"""About as many bytes of input would give a story: by this the number of workers is chosen."""

Gone = tuple[SourceRow, Reading]
"""A source whose file is gone, and with what it was to be read."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A slice: its days, and the sources of which nothing is left to do after it."""

    days: tuple[DayOfStories, ...]
    sources: tuple[Gone, ...]


def remake(lake: Lake, gone: Sequence[Gone], options: IngestOptions, files: Files) -> int:
    """Make the records of all stories anew for which a page of these sources speaks; how many stories.

    The articles' rows, teasers and dead letters stay as they are. Killed anywhere, no row is lost, and what is left to do is what
    `pipeline.due` says.

    Raises:
        LakeError: The lake's disk refuses.
    """
    with writing(lake, options.wait_seconds):
        recover(lake, files)
        run_id, started, stories, number = new_run_id(now()), now().isoformat(), 0, -1
        for number, part in enumerate(_parts(lake, gone)):
            _remake_part(lake, Commit(run_id, number), part, options, files)
            stories += sum(len(day.uris) for day in part.days)
        tally = {"gone": len(gone), "remade": stories}
        write_run(lake, RunRecord(run_id, "reprocess", started, now().isoformat(), "done", number + 1, VERSION, tally=tally), files)
    return stories


def _parts(lake: Lake, gone: Sequence[Gone]) -> Iterator[_Part]:
    """The slices, by day; a source is done with the last of its days."""
    with open_ledger_for_reading(lake) as ledger:
        days = _days_of_speakers(ledger, [row.uri for row, _ in gone], lake.grain)
    last: dict[str, date] = {page.source_uri: day for day in sorted(days) for page in days[day]}
    sites = tuple(dict.fromkeys(site for _, reading in gone for site in reading.rules.sites))
    packed: list[DayOfStories] = []
    for day in sorted(days):
        packed.append(DayOfStories(day, tuple(sorted(page.uri for page in days[day])), sites))
        if sum(len(other.uris) for other in packed) >= SLICE_STORIES:
            begun = packed[0].day
            yield _Part(tuple(packed), tuple(each for each in gone if begun <= last.get(each[0].uri, date.max) <= day))
            packed = []
    done = packed[0].day if packed else date.max
    yield _Part(tuple(packed), tuple(each for each in gone if last.get(each[0].uri, date.max) >= done))


def _days_of_speakers(ledger: Ledger, uris: Sequence[str], grain: Grain) -> dict[date, list[PageRow]]:
    """The pages of the sources that speak for an article, by its partition."""
    articles = sorted({page.article_id for page in ledger.pages_of_sources(uris) if page.article_id})
    mine, days, seen = set(uris), dict[date, list[PageRow]](), set[str]()
    for page in ledger.pages_of_articles(articles):
        if page.article_id not in seen and page.source_uri in mine and page.day:
            days.setdefault(partition_of(page.day, grain), []).append(page)
        seen.add(page.article_id or "")
    return days


def _remake_part(lake: Lake, commit: Commit, part: _Part, options: IngestOptions, files: Files) -> None:
    staging = lake.slice_folder(commit.run_id, commit.slice_number)
    files.make_folder(staging)
    folders = folders_of(lake, staging)
    if part.days:
        bring(lake, [partition_name(table, day.day, lake.grain) for table in STORY_TABLES for day in part.days])
        engine = options.engine
        workers = workers_for(engine.workers, STORY_BYTES * sum(len(day.uris) for day in part.days))
        from pipeline.graph import build_graph_of_days  # noqa: PLC0415 - Beam is imported only where it runs

        with new_pipeline(engine.runner, workers, engine.beam_args) as pipeline:
            build_graph_of_days(pipeline, part.days, folders)
    moves, removals = moves_of(read_staged(staging), lake.grain)
    files.remove_tree(staging / FRAGMENTS)
    publish(lake, replace(commit, moves=moves, removals=removals), LedgerChanges(sources=tuple(_done(part.sources))), files)


def _done(sources: Iterable[Gone]) -> Iterator[SourceRow]:
    for row, reading in sources:
        yield replace(row, made_by=replace(reading, records_only=True).made_by)
