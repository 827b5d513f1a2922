"""The ledger: which sources and pages the lake holds, and what became of each. SQLite, so that a commit's changes are one step.

WAL, so that readers never wait for the writer; `synchronous=FULL`, so that what is applied survives a loss of power.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar

from pipeline.errors import REBUILD_ADVICE, LakeError, told_as_lake_error
from pipeline.lake.folders import Lake
from pipeline.lake.ledger_rows import Counts, LedgerChanges, SourceRow
from pipeline.lake.ledger_schema import bring_up_to_date, set_up
from schemas.outcomes import Outcome, PageRow, page_from_json

T = TypeVar("T")

BUSY_SECONDS = 30.0
CACHE_KIBIBYTES = 64 * 1024
"""Pages come in the order of their hashes, all over the indices: with SQLite's usual 2 MB each would be read and written again."""
CHUNK = 500
"""Values of an IN list; SQLite takes at least 999."""
KEPT_COMMITS = 1000
"""Ids of applied commits that are remembered; recovery asks for the last one only."""

SOURCE_COLUMNS = "uri, size, mtime_ns, stamp, settled, pages, made_by, rest"
PUT_SOURCE = f"INSERT OR REPLACE INTO sources ({SOURCE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - a constant of this file
PAGE_COLUMNS = "uri, source_uri, page_id, outcome, reason, article_id, claim, day, teaser_days"
PUT_PAGE = f"INSERT OR REPLACE INTO pages ({PAGE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - a constant of this file


class Ledger:
    """An open ledger; close it, or use it in a `with` statement. One thread uses it at a time.

    Every method raises sqlite3.Error for what the disk does; `pipeline.errors.told_as_lake_error` puts that into words.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> Self:
        """The ledger itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it, whatever happened."""
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def unchanged(self, sources: Iterable[SourceRow]) -> Iterator[str]:
        """The uris of those sources that the ledger holds as read, settled and with the same stamp: no need to read them again."""
        for chunk in self._asked("sources", sources):
            stamps = {row.uri: row.stamp for row in chunk}
            query = f"SELECT uri, stamp FROM sources WHERE settled AND uri IN ({marks(stamps)})"  # noqa: S608 - question marks only
            for uri, stamp in self._connection.execute(query, list(stamps)).fetchall():
                if stamps[uri] == stamp:
                    yield uri

    def sources(self, uris: Iterable[str]) -> Iterator[SourceRow]:
        """What the ledger holds of these sources."""
        for chunk in self._asked("sources", uris):
            query = f"SELECT {SOURCE_COLUMNS} FROM sources WHERE uri IN ({marks(chunk)})"  # noqa: S608 - a constant and marks
            yield from map(_source_row, self._connection.execute(query, chunk).fetchall())

    def all_sources(self) -> Iterator[SourceRow]:
        """Every source, in the order of uris, as the ledger is when the iteration starts."""
        yield from map(_source_row, self._connection.execute(f"SELECT {SOURCE_COLUMNS} FROM sources ORDER BY uri"))  # noqa: S608 - a constant

    def pages_of_sources(self, source_uris: Iterable[str]) -> Iterator[PageRow]:
        """The pages that were read from these sources, by source and uri."""
        return self._pages("source_uri", source_uris, "source_uri, uri")

    def pages_of_articles(self, article_ids: Iterable[str]) -> Iterator[PageRow]:
        """The pages that give these articles; those of one article follow one another, the one whose metadata it carries first."""
        return self._pages("article_id", article_ids, "article_id, claim, uri")

    def pages_by_id(self, page_ids: Iterable[str]) -> Iterator[PageRow]:
        """The pages with these bytes; the same bytes may have been read in several places."""
        return self._pages("page_id", page_ids, "page_id, claim, uri")

    def pages(self, uris: Iterable[str]) -> Iterator[PageRow]:
        """The pages with these uris."""
        return self._pages("uri", uris, "uri")

    def _pages(self, column: str, values: Iterable[str], order: str) -> Iterator[PageRow]:
        for chunk in self._asked("pages", values):
            query = f"SELECT {PAGE_COLUMNS} FROM pages WHERE {column} IN ({marks(chunk)}) ORDER BY {order}"  # noqa: S608 - constants and marks
            yield from map(_page_row, self._connection.execute(query, chunk))

    def _asked(self, table: str, values: Iterable[T]) -> Iterator[list[T]]:
        """The values that a table is asked for, as many as a query takes; none where it holds nothing, as that of a new lake."""
        if self._connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():  # noqa: S608 - a constant
            yield from chunks(values)

    def all_pages(self) -> Iterator[PageRow]:
        """Every page, in the order of uris, as the ledger is when the iteration starts."""
        yield from map(_page_row, self._connection.execute(f"SELECT {PAGE_COLUMNS} FROM pages ORDER BY uri"))  # noqa: S608 - a constant

    def counts(self) -> Counts:
        """How many of each the ledger holds."""
        (sources,) = self._connection.execute("SELECT count(*) FROM sources").fetchone()
        (stories,) = self._connection.execute("SELECT count(DISTINCT article_id) FROM pages WHERE article_id IS NOT NULL").fetchone()
        groups = self._connection.execute("SELECT outcome, reason, count(*) FROM pages GROUP BY outcome, reason").fetchall()
        of = {outcome: sum(count for name, _, count in groups if name == outcome) for outcome in Outcome}
        return Counts(
            sources=sources,
            pages=sum(of.values()) - of[Outcome.FORGOTTEN],
            stories=stories,
            duplicates=of[Outcome.STORY] - stories,
            indexes=of[Outcome.INDEX],
            dead=of[Outcome.DEAD],
            reasons={reason: count for outcome, reason, count in groups if outcome == Outcome.DEAD},
        )

    def applied(self, commit_id: str) -> bool:
        """Whether this commit's changes are in the ledger."""
        return self._connection.execute("SELECT 1 FROM commits WHERE commit_id = ?", (commit_id,)).fetchone() is not None

    def apply(self, commit_id: str, changes: LedgerChanges) -> bool:
        """Make the changes in one step; False, and nothing done, where they have been made before."""
        with closing(self._connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            try:
                fresh = not self.applied(commit_id)
                if fresh:
                    _change(cursor, changes)
                    cursor.execute("INSERT INTO commits (commit_id) VALUES (?)", (commit_id,))
                    cursor.execute("DELETE FROM commits WHERE number <= (SELECT max(number) FROM commits) - ?", (KEPT_COMMITS,))
                cursor.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    cursor.execute("ROLLBACK")
                raise
        return fresh

    def read_again(self, pages: str, values: tuple[object, ...]) -> int:
        """Have the sources of some pages read again by the next run, however they look; how many.

        Args:
            pages: An SQL condition on the columns of `pages`.
            values: What its question marks stand for.
        """
        chosen = f"uri IN (SELECT source_uri FROM pages WHERE {pages})"  # noqa: S608 - conditions come from the program
        return self._connection.execute(f"UPDATE sources SET settled = 0, rest = '' WHERE (settled OR rest != '') AND {chosen}", values).rowcount  # noqa: S608 - likewise

    @property
    def connection(self) -> sqlite3.Connection:
        """For queries of a kind that one caller has, and for notes in temporary tables, which end with the connection."""
        return self._connection


def _change(cursor: sqlite3.Cursor, changes: LedgerChanges) -> None:
    cursor.executemany("DELETE FROM sources WHERE uri = ?", ((uri,) for uri in changes.removed_sources))
    cursor.executemany("DELETE FROM pages WHERE uri = ?", ((uri,) for uri in changes.removed_pages))
    cursor.executemany(PUT_SOURCE, map(_source_values, changes.sources))
    cursor.executemany(PUT_PAGE, map(_page_values, changes.pages))


def open_ledger(lake: Lake, *, migrate: bool = False) -> Ledger:
    """The lake's ledger for writing, made where the lake is new; one of an older version only to `migrate` it. Raises LakeError."""
    with told_as_lake_error(f"cannot open the lake {lake.root}"):
        if not lake.ledger_file.is_file() and any(lake.root.glob("*/date=*/*.parquet")):
            raise LakeError(f"{lake.ledger_file} is missing: {REBUILD_ADVICE}")
        return open_ledger_at(lake.ledger_file, lake, migrate=migrate)


def open_ledger_at(path: Path, lake: Lake, *, migrate: bool = False) -> Ledger:
    """A ledger in a file, made where it is missing. Raises LakeError for one of another version, sqlite3.Error for what the disk does."""
    connection = _connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = {-CACHE_KIBIBYTES}")
        (bring_up_to_date if migrate else set_up)(connection, lake)
    except BaseException:
        connection.close()
        raise
    return Ledger(connection)


def open_ledger_for_reading(lake: Lake) -> Ledger:
    """The lake's ledger for those who only look; works on a lake that this user may not write to. Raises LakeError."""
    with told_as_lake_error(f"cannot read the lake {lake.root}"):
        if not lake.ledger_file.is_file():
            raise LakeError(f"{lake.ledger_file} is missing: {REBUILD_ADVICE}")
        return Ledger(connect_for_reading(lake.ledger_file))


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)


def connect_for_reading(path: Path) -> sqlite3.Connection:
    """A reader of a WAL file has to make its index beside it; where it may not, the file at rest is read as it is."""
    uri = path.absolute().as_uri()
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(path.name + "-wal").exists():
            raise
        connection = sqlite3.connect(f"{uri}?immutable=1", uri=True, isolation_level=None)
    return connection


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The values, so many at once: unless told, as many as a query takes."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def marks(values: Iterable[object]) -> str:
    """As many question marks, for an IN list."""
    return ",".join("?" for _ in values)


def _source_values(row: SourceRow) -> tuple[object, ...]:
    return (row.uri, row.size, row.mtime_ns, row.stamp, row.settled, row.pages, row.made_by, row.rest)


def _source_row(values: tuple[Any, ...]) -> SourceRow:
    uri, size, mtime_ns, stamp, settled, pages, made_by, rest = values
    return SourceRow(uri, size, mtime_ns, stamp, bool(settled), pages, made_by, rest)


def _page_values(row: PageRow) -> tuple[object, ...]:
    days = json.dumps([day.isoformat() for day in row.teaser_days])
    day = row.day and row.day.isoformat()
    return (row.uri, row.source_uri, row.page_id, row.outcome.value, row.reason, row.article_id, row.claim, day, days)


def _page_row(values: tuple[str, ...]) -> PageRow:
    uri, source_uri, page_id, outcome, reason, article_id, claim, day, days = values
    kept = {"page_id": page_id, "reason": reason, "article_id": article_id, "claim": claim}
    return page_from_json(uri=uri, source_uri=source_uri, outcome=outcome, day=day, teaser_days=json.loads(days), **kept)
