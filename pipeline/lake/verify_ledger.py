"""The part of verification that holds the tables against the ledger, both ways, with its notes in temporary tables on disk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

from pipeline.errors import LakeError
from pipeline.lake.dead_letters import read_dead_letters
from pipeline.lake.findings import Findings, Kind
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import Ledger, chunks
from pipeline.lake.verify_rows import PartitionRows, Row, check_day
from schemas.outcomes import PageRow
from schemas.partitions import UNKNOWN_DATE, Grain, partition_name, partition_of
from schemas.parts import parse_part
from schemas.tables import DATE_COLUMN, STORY_TABLES

NOTES = """
CREATE TEMP TABLE seen_articles (article_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE seen_teasers (page_id TEXT, day TEXT, PRIMARY KEY (page_id, day)) WITHOUT ROWID;
CREATE TEMP TABLE seen_letters (uri TEXT, page_id TEXT, PRIMARY KEY (uri, page_id)) WITHOUT ROWID;
"""

MISSING_ARTICLES = """
SELECT article_id, uri, min(claim || char(0) || uri), day FROM pages
WHERE article_id IS NOT NULL AND article_id NOT IN (SELECT article_id FROM seen_articles) GROUP BY article_id
"""
MISSING_TEASERS = """
SELECT page_id, uri, days.value FROM pages, json_each(pages.teaser_days) AS days
WHERE NOT EXISTS (SELECT 1 FROM seen_teasers WHERE seen_teasers.page_id = pages.page_id AND day = days.value)
"""
MISSING_LETTERS = """
SELECT uri, reason FROM pages WHERE outcome = 'dead'
AND NOT EXISTS (SELECT 1 FROM seen_letters WHERE seen_letters.uri = pages.uri AND seen_letters.page_id = pages.page_id)
"""


def check_rows(lake: Lake, ledger: Ledger, findings: Findings) -> None:
    """Check every row of the lake, and hold articles, teasers and dead letters against the ledger's pages."""
    ledger.connection.executescript(NOTES)
    grain = lake.grain
    for day in _days(lake, STORY_TABLES):
        for articles in chunks(check_day(lake, day, partial(_known, ledger, grain), findings)):
            _check_articles(articles, _Place(lake, "articles", day, grain), ledger, findings)
    for day in lake.days("teasers"):
        for teasers in chunks(PartitionRows(lake, "teasers", day, findings)):
            _check_teasers(teasers, _Place(lake, "teasers", day, grain), ledger, findings)
    for letters in chunks(_letters(lake)):
        ledger.connection.executemany("INSERT OR IGNORE INTO seen_letters VALUES (?, ?)", letters)
    _check_missing(ledger, grain, findings)


@dataclass(frozen=True, slots=True)
class _Place:
    """A partition, and the days that the ledger may have for a row of it."""

    lake: Lake
    table: str
    partition: date
    grain: Grain

    def name_of(self, key: str) -> str:
        """The file in which a row with this key lies, relative to the lake's root."""
        paths = self.lake.partition_files(self.table, self.partition)
        found = (path for path in paths if (part := parse_part(path.name, self.grain)) and part.has(key))
        return next((path.relative_to(self.lake.root).as_posix() for path in found), partition_name(self.table, self.partition, self.grain))

    def day_of(self, row: Row) -> date:
        """The row's own day where it lies in the partition; else the partition's, so that one fault is told once."""
        day = row[DATE_COLUMN[self.table]] or UNKNOWN_DATE
        return day if partition_of(day, self.grain) == self.partition else self.partition


def _days(lake: Lake, tables: Iterable[str]) -> list[date]:
    return sorted({day for table in tables for day in lake.days(table)})


def _known(ledger: Ledger, grain: Grain, article_id: str, partition: date) -> bool:
    speaker = next(ledger.pages_of_articles([article_id]), None)
    return speaker is not None and speaker.day is not None and partition_of(speaker.day, grain) == partition


def _check_articles(articles: Sequence[Row], place: _Place, ledger: Ledger, findings: Findings) -> None:
    ids = list(dict.fromkeys(article["article_id"] for article in articles))
    pages = {key: list(group) for key, group in groupby(ledger.pages_of_articles(ids), lambda page: page.article_id)}
    for article in articles:
        for kind, fault in _faults_of_article(article, place.day_of(article), pages.get(article["article_id"], [])):
            findings.add(kind, place.name_of(article["article_id"]), fault)
    for article_id in _note_new(ledger, "seen_articles", [(article_id,) for article_id in ids]):
        findings.add(Kind.DUPLICATE, place.name_of(article_id), f"{article_id} lies in another partition too")


def _faults_of_article(article: Row, day: date, pages: Sequence[PageRow]) -> Iterator[tuple[Kind, str]]:
    """Hold an article against its pages, the one that speaks for it first."""
    article_id = article["article_id"]
    if not pages or pages[0].day != day:
        yield Kind.ORPHAN, f"{article_id}: the ledger has it {f'on {pages[0].day}' if pages else 'nowhere'}"
        return
    if (article["page_id"], article["source_uri"]) != (pages[0].page_id, pages[0].uri):
        yield Kind.SPEAKER, f"{article_id} carries the metadata of {article['source_uri']} and not of {pages[0].uri}"
    if article["duplicates"] != sorted(page.uri for page in pages[1:]):
        yield Kind.SPEAKER, f"{article_id}: its duplicates aren't the ledger's other pages"


def _check_teasers(teasers: Sequence[Row], place: _Place, ledger: Ledger, findings: Findings) -> None:
    ids = list(dict.fromkeys(teaser["page_id"] for teaser in teasers))
    pages: dict[str, PageRow] = {}
    for page in ledger.pages_by_id(ids):
        if page.page_id not in pages or page.uri < pages[page.page_id].uri:
            pages[page.page_id] = page
    for teaser in teasers:
        if fault := _fault_of_teaser(teaser, place.day_of(teaser), pages.get(teaser["page_id"])):
            findings.add(fault[0], place.name_of(teaser["page_id"]), fault[1])
    seen = {(teaser["page_id"], place.day_of(teaser).isoformat()) for teaser in teasers}
    ledger.connection.executemany("INSERT OR IGNORE INTO seen_teasers VALUES (?, ?)", sorted(seen))


def _fault_of_teaser(teaser: Row, day: date, page: PageRow | None) -> tuple[Kind, str] | None:
    told = f"{teaser['page_id']} {teaser['position']}"
    if page is None or day not in page.teaser_days:
        return Kind.ORPHAN, f"{told}: the ledger knows of no teaser of that page on that day"
    if (teaser["article_id"], teaser["source_uri"]) != (page.article_id, page.uri):
        return Kind.SPEAKER, f"{told} names {teaser['source_uri']}, the ledger {page.uri}, or another article"
    return None


def _note_new(ledger: Ledger, table: str, keys: Sequence[tuple[str]]) -> Iterator[str]:
    """Note the keys, and give those that had been noted before."""
    for key in keys:
        if ledger.connection.execute(f"INSERT OR IGNORE INTO {table} VALUES (?)", key).rowcount == 0:  # noqa: S608 - a constant
            yield key[0]


def _letters(lake: Lake) -> Iterator[tuple[str, str]]:
    """The uri and page_id of each dead letter that can be read."""
    for path in sorted(lake.dead_letters.glob("*.avro")):
        try:
            for letter in read_dead_letters(path):
                yield letter.source_uri, letter.page_id
        except LakeError:
            continue  # told by pipeline.lake.verify_files


def _check_missing(ledger: Ledger, grain: Grain, findings: Findings) -> None:
    """Find what the ledger holds and the tables and dead letters don't."""
    for article_id, uri, _, day in ledger.connection.execute(MISSING_ARTICLES):
        findings.add(Kind.MISSING, _partition("articles", day, grain), f"{article_id} of {uri}")
    for page_id, uri, day in ledger.connection.execute(MISSING_TEASERS):
        findings.add(Kind.MISSING, _partition("teasers", day, grain), f"{page_id} of {uri}")
    for uri, reason in ledger.connection.execute(MISSING_LETTERS):
        findings.add(Kind.MISSING, "_dead_letters", f"{uri}: {reason}")


def _partition(table: str, day: str, grain: Grain) -> str:
    return partition_name(table, partition_of(date.fromisoformat(day), grain), grain)
