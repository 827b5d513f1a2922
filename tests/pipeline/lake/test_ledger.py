"""The ledger against a model of it in plain dictionaries, and its promises one by one."""

import os
import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.ledger import KEPT_COMMITS, open_ledger, open_ledger_for_reading
from pipeline.lake.ledger_rows import LedgerChanges, SourceRow, changes_from_bytes, lines_of_changes
from schemas.outcomes import Outcome, PageRow

URIS = st.sampled_from([f"in/{number}.txt" for number in range(4)] + ["in/a.zip#页.html", "in/%FF'\"?;"])
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 4)) | st.just(date(1, 1, 1))
TEXTS = st.sampled_from(["a1", "a2", "a3"])


@st.composite
def page_rows(draw: st.DrawFn) -> PageRow:
    """Any page's row."""
    outcome = draw(st.sampled_from(Outcome))
    story = outcome == Outcome.STORY
    return PageRow(
        draw(URIS),
        draw(URIS),
        draw(TEXTS),
        outcome,
        draw(st.sampled_from(["empty", "binary"])) if outcome == Outcome.DEAD else None,
        draw(TEXTS) if story else None,
        draw(st.sampled_from(["", "1", "2"])),
        draw(DAYS) if story else None,
        tuple(sorted(set(draw(st.lists(DAYS, max_size=3))))),
    )


SOURCE_ROWS = st.builds(SourceRow, URIS, st.integers(0, 9), st.integers(0, 9), st.sampled_from(["s1", "s2"]), st.booleans(), st.integers(0, 9))
CHANGES = st.builds(
    LedgerChanges,
    removed_sources=st.lists(URIS, max_size=2).map(tuple),
    removed_pages=st.lists(URIS, max_size=2).map(tuple),
    sources=st.lists(SOURCE_ROWS, max_size=3).map(tuple),
    pages=st.lists(page_rows(), max_size=4).map(tuple),
)


class LedgerModel(RuleBasedStateMachine):
    """Commits are applied, applied again, broken off and forgotten by a crash; the ledger stays what the model says."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)  # noqa: S108 - for speed
        self.lake = open_or_create_lake(Path(self.folder.name, "lake"), Files())
        self.ledger = open_ledger(self.lake)
        self.sources: dict[str, SourceRow] = {}
        self.page_rows: dict[str, PageRow] = {}
        self.commits: list[tuple[str, LedgerChanges]] = []

    @rule(changes=CHANGES)
    def apply(self, changes: LedgerChanges) -> None:
        """A new commit."""
        commit_id = f"run-{len(self.commits):06d}"
        assert self.ledger.apply(commit_id, changes_from_bytes(b"".join(lines_of_changes(changes))))
        self.commits.append((commit_id, changes))
        for uri in changes.removed_sources:
            self.sources.pop(uri, None)
        for uri in changes.removed_pages:
            self.page_rows.pop(uri, None)
        self.sources |= {row.uri: row for row in changes.sources}
        self.page_rows |= {row.uri: row for row in changes.pages}

    @rule(data=st.data())
    def apply_again(self, data: st.DataObject) -> None:
        """A commit that was made before changes nothing, whatever came after it."""
        if self.commits:
            assert not self.ledger.apply(*data.draw(st.sampled_from(self.commits)))

    @rule(changes=CHANGES)
    def break_off(self, changes: LedgerChanges) -> None:
        """A commit that fails half way changes nothing."""
        broken = LedgerChanges(changes.removed_sources, changes.removed_pages, changes.sources, (*changes.pages, "no row"))  # type: ignore[arg-type]
        with pytest.raises(AttributeError):
            self.ledger.apply("broken", broken)
        assert not self.ledger.applied("broken")

    @rule()
    def open_again(self) -> None:
        """Another process goes on."""
        self.ledger.close()
        self.ledger = open_ledger(self.lake)

    @invariant()
    def holds_what_the_model_holds(self) -> None:
        """All pages, all sources, and the counts."""
        pages = list(self.page_rows.values())
        assert list(self.ledger.all_pages()) == sorted(pages, key=lambda page: page.uri.encode())
        assert {row.uri: row for row in self.ledger.sources(self.sources)} == self.sources
        counts = self.ledger.counts()
        stories = {page.article_id for page in pages if page.article_id}
        read = [page for page in pages if page.outcome != Outcome.FORGOTTEN]
        assert (counts.sources, counts.pages, counts.stories) == (len(self.sources), len(read), len(stories))
        assert counts.pages == counts.stories + counts.duplicates + counts.indexes + counts.dead
        assert sum(counts.reasons.values()) == counts.dead

    @invariant()
    def finds_by_every_key(self) -> None:
        """By source, article and page_id, those of one article with the smallest claim first."""
        pages = list(self.page_rows.values())
        for article in ("a1", "a2"):
            of_article = sorted((page for page in pages if page.article_id == article), key=lambda page: (page.claim, page.uri.encode()))
            assert list(self.ledger.pages_of_articles([article, "none"])) == of_article
            assert {page.uri for page in self.ledger.pages_by_id([article])} == {page.uri for page in pages if page.page_id == article}
        for uri in ("in/0.txt", "in/%FF'\"?;"):
            assert {page.uri for page in self.ledger.pages_of_sources([uri])} == {page.uri for page in pages if page.source_uri == uri}
        for row in self.sources.values():
            assert list(self.ledger.unchanged([row])) == ([row.uri] if row.settled else [])

    def teardown(self) -> None:
        """Close and remove it."""
        self.ledger.close()
        self.folder.cleanup()


LedgerModel.TestCase.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
TestLedger = LedgerModel.TestCase


@pytest.fixture
def lake(fast_folder: Path) -> Lake:
    """A new lake."""
    return open_or_create_lake(Path(tempfile.mkdtemp(dir=fast_folder)), Files())


def page(number: int) -> PageRow:
    """A story of its own."""
    return PageRow(f"in/{number:07d}", f"in/{number:07d}", f"p{number}", Outcome.STORY, None, f"a{number}", "c", date(2026, 1, 1))


def test_more_keys_than_a_query_takes(lake: Lake) -> None:
    """Lists of keys longer than SQLite's limit are asked in pieces."""
    pages = tuple(page(number) for number in range(2500))
    with open_ledger(lake) as ledger:
        ledger.apply("1", LedgerChanges(pages=pages))
        assert tuple(ledger.pages_of_sources(row.source_uri for row in pages)) == pages
        assert len(list(ledger.pages_of_articles(row.article_id or "" for row in pages))) == len(pages)
        assert tuple(ledger.pages(row.uri for row in pages)) == pages


def test_queries_use_an_index(lake: Lake) -> None:
    """No look-up reads the whole table, so that a million pages are as quick as a hundred."""
    with open_ledger(lake) as ledger:
        ledger.apply("1", LedgerChanges(sources=(SourceRow("y", 1, 1, "s", settled=True, pages=1),), pages=(page(1),)))
        statements: list[str] = []
        ledger.connection.set_trace_callback(lambda statement: None if statement.endswith("LIMIT 1") else statements.append(statement))
        list(ledger.pages_of_sources(["x"]))
        list(ledger.pages_of_articles(["x"]))
        list(ledger.pages_by_id(["x"]))
        list(ledger.pages(["x"]))
        list(ledger.sources(["x"]))
        list(ledger.unchanged([SourceRow("x", 1, 1, "s", settled=True, pages=1)]))
        ledger.applied("x")
        ledger.connection.set_trace_callback(None)
        plans = [row[3] for statement in statements for row in ledger.connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    assert len(statements) == 7
    assert all("SEARCH" in plan or "TEMP B-TREE" in plan for plan in plans), plans


def test_an_empty_ledger_is_not_asked_for_each_key(lake: Lake) -> None:
    """The first run of a lake looks at no file, and makes no key, to learn that the ledger doesn't hold it."""
    rows, uris = iter([SourceRow("x", 1, 1, "s", settled=True, pages=1)]), iter(["x"])
    with open_ledger(lake) as ledger:
        assert not list(ledger.unchanged(rows))
        assert not list(ledger.sources(uris))
        assert not list(ledger.pages(uris))
    assert next(rows).uri == next(uris) == "x"


def test_only_the_last_commits_are_remembered(lake: Lake) -> None:
    """The list of commits doesn't grow for ever."""
    with open_ledger(lake) as ledger:
        for number in range(KEPT_COMMITS + 5):
            ledger.apply(str(number), LedgerChanges())
        (count,) = ledger.connection.execute("SELECT count(*) FROM commits").fetchone()
        assert count == KEPT_COMMITS
        assert ledger.applied(str(KEPT_COMMITS + 4))


def test_a_reader_neither_waits_nor_is_waited_for(lake: Lake) -> None:
    """Reading goes on while a writer is in its transaction, and the writer commits while a reader is half way."""
    with open_ledger(lake) as writer, open_ledger_for_reading(lake) as reader:
        writer.apply("1", LedgerChanges(pages=tuple(page(number) for number in range(1000))))
        half_way = reader.all_pages()
        next(half_way)
        writer.apply("2", LedgerChanges(pages=(page(5000),)))
        assert len(list(half_way)) == 999
        writer.connection.execute("BEGIN IMMEDIATE")
        assert reader.counts().pages == 1001
        writer.connection.execute("ROLLBACK")


def test_a_ledger_that_may_not_be_written_can_be_read(lake: Lake) -> None:
    """A reader on a read-only file system: the file at rest is opened as it is."""
    with open_ledger(lake) as ledger:
        ledger.apply("1", LedgerChanges(pages=(page(1),)))
    assert sorted(path.name for path in lake.state.iterdir()) == ["format.json", "ledger.sqlite"]
    with closing(sqlite3.connect(f"{lake.ledger_file.as_uri()}?immutable=1", uri=True)) as connection:
        assert connection.execute("SELECT count(*) FROM pages").fetchone() == (1,)


def test_a_ledger_of_another_version_or_no_ledger_is_refused(lake: Lake) -> None:
    """Newer, and bytes that are no database."""
    with open_ledger(lake) as ledger:
        ledger.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LakeError, match=r"version 99.*install"):
        open_ledger(lake)
    lake.ledger_file.write_bytes(b"no database at all" * 100)
    with pytest.raises(LakeError, match="verify --repair"):
        open_ledger(lake)
    with pytest.raises(LakeError, match="verify --repair"):
        open_ledger_for_reading(lake)
