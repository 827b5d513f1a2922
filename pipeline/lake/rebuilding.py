"""A ledger that is lost or damaged, built anew from what the tables and the dead letters say of their pages.

What they don't say is which files were read: the next ingest reads all of its inputs again, finds each page known, and leaves every
file of the tables that would get the same bytes alone. Nor do they hold the list of what is to be forgotten.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake.dead_letters import read_dead_letters
from pipeline.lake.findings import Findings
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import Ledger, chunks, open_ledger_at
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.verify_rows import PartitionRows, Row
from schemas.outcomes import Outcome, PageRow
from schemas.partitions import partition_date
from transforms.text.outcomes import claim_of, dead_outcome, source_of

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
LAST_CLAIM = "~"
"""Of a page that gives a story which another one speaks for: its own claim is unknown until it is read, and behind every other."""


def ledger_fault(lake: Lake) -> str | None:
    """What is wrong with the ledger itself; None where nothing is. Raises sqlite3.Error for what the disk does."""
    if not lake.ledger_file.is_file():
        return "it is missing" if has_partitions(lake) else None
    connection = sqlite3.connect(lake.ledger_file)
    try:
        (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in DAMAGED:
            raise
        return str(error)
    finally:
        connection.close()
    return None if answer == "ok" else str(answer)


def has_partitions(lake: Lake) -> bool:
    """Whether any table has rows."""
    return any(lake.root.glob("*/date=*/*.parquet"))


def rebuild_ledger(lake: Lake, files: Files) -> int:
    """Make a ledger in the place of one that is gone; of how many pages. Killed before its end it leaves none, and can be called again."""
    path = lake.ledger_file.with_name(f"{lake.ledger_file.name}.tmp")
    for left in path.parent.glob(f"{path.name}*"):
        files.remove(left)
    with open_ledger_at(path, lake) as ledger:
        for number, rows in enumerate(_pages(lake, ledger)):
            ledger.apply(f"rebuilt-{number}", LedgerChanges(pages=tuple(rows)))
        pages = ledger.counts().pages
        ledger.connection.execute("PRAGMA journal_mode = DELETE")
    files.sync_file(path)
    files.replace(path, lake.ledger_file)
    return pages


def _pages(lake: Lake, ledger: Ledger) -> Iterator[list[PageRow]]:
    """Every page that the lake tells of, some at a time, each lot to be noted before the next; of a page that comes twice the later row counts."""
    for path in sorted(lake.dead_letters.glob("*.avro")):
        yield _dead(path)
    for day in lake.days("articles"):
        for articles in chunks(PartitionRows(lake, "articles", day, Findings())):
            yield [page for article in articles for page in _story_pages(article)]
    for day in lake.days("teasers"):
        by_page = groupby(PartitionRows(lake, "teasers", day, Findings()), key=lambda row: row["page_id"])
        yield from chunks(_with_teasers(list(teasers), ledger) for _, teasers in by_page)


def _dead(path: Path) -> list[PageRow]:
    try:
        return [dead_outcome(letter) for letter in read_dead_letters(path)]
    except LakeError:  # verification tells of it
        return []


def _story_pages(article: Row) -> Iterator[PageRow]:
    """The page that speaks for an article, and those that give it too."""
    published, uri = article["published_date"], article["source_uri"]
    claim = claim_of(article["date_source"], published, article["title"], article["page_id"])
    day = partition_date(published)
    yield PageRow(uri, source_of(uri), article["page_id"], Outcome.STORY, None, article["article_id"], claim, day)
    for other in article["duplicates"]:
        yield PageRow(other, source_of(other), f"unknown:{other}", Outcome.STORY, None, article["article_id"], LAST_CLAIM, day)


def _with_teasers(teasers: Sequence[Row], ledger: Ledger) -> PageRow:
    """The page of some teasers of one partition, with their days besides those of which it is known already."""
    uri, page_id = teasers[0]["source_uri"], teasers[0]["page_id"]
    known = next(ledger.pages([uri]), None)
    if known is None or known.outcome == Outcome.DEAD:
        known = PageRow(uri, source_of(uri), page_id, Outcome.INDEX, None, None, "", None)
    days = {partition_date(teaser["teaser_date"]) for teaser in teasers}
    return replace(known, page_id=page_id, teaser_days=tuple(sorted({*known.teaser_days, *days})))
