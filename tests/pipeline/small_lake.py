"""A sound lake with a few rows in every table, made through the real commit."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.files import Files
from pipeline.lake.commit import publish
from pipeline.lake.commit_record import DEAD_LETTERS_FILE, Commit, Move
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.ledger_rows import LedgerChanges, SourceRow
from pipeline.lake.near_duplicates import rebuild
from schemas.outcomes import Outcome, PageRow
from schemas.partitions import UNKNOWN_DATE, partition_name
from schemas.records import Article, DateExpression, DeadLetter, Organization, Person, Place, Quantity, Quote, Span, Teaser
from schemas.tables import DATE_COLUMN, TABLES
from transforms.dead_letters import dead_letters_to_bytes
from transforms.parquet import write_table
from transforms.rows import record_table

DAY = date(2026, 11, 21)
TEXT = "陈小满说，河东乡今年种了30亩茶。\n“新茶工程”11月20日开工，县农业局参加。"
Rows = dict[str, list[Any]]


def span(word: str) -> tuple[int, int]:
    """Where the word lies in TEXT."""
    start = TEXT.index(word)
    return start, start + len(word)


def rows_of(number: int, day: date | None) -> Rows:
    """All rows of one page whose story has that date."""
    story, page, uri = f"{number:064x}", f"{number + 1000:064x}", f"in/{number}.txt"
    lines = [Span(0, TEXT.index("\n")), Span(TEXT.index("\n") + 1, len(TEXT))]
    article = Article(
        story, page, uri, None, None, TEXT, lines, day, "none", None, None, None, None, None, [], "Hans", len(TEXT), 2, [], "0"
    )  # fmt: skip
    teaser = Teaser(page, story, 0, "要闻 修路", "要闻", "修路", None, None, None, None, None, uri)
    return {
        "articles": [article],
        "teasers": [teaser, replace(teaser, position=1, teaser_date=DAY)],
        "people": [Person(story, day, "陈小满", [], None, None, None, [Span(*span("陈小满"))])],
        "organizations": [Organization(story, day, "县农业局", "government", None, None, [Span(*span("县农业局"))])],
        "places": [Place(story, day, "河东乡", "town", code, None, None, None, [Span(*span("河东乡"))]) for code in ("511111", None)],
        "dates": [DateExpression(story, day, "11月20日", *span("11月20日"), "day", "--11-20", "--11-20", "day", "text")],
        "quantities": [Quantity(story, day, "30亩", *span("30亩"), Decimal(30), None, "亩", "area", "exact")],
        "quotes": [
            Quote(story, day, "saying", "陈小满", None, "说", 3, "河东乡今年种了30亩茶", *span("河东乡今年种了30亩茶"), direct=False),
            Quote(story, day, "term", None, None, None, None, "新茶工程", *span("新茶工程"), direct=True),
        ],
    }


def page_row(number: int, day: date | None) -> PageRow:
    """The ledger's row of that page."""
    uri = f"in/{number}.txt"
    return PageRow(uri, uri, f"{number + 1000:064x}", Outcome.STORY, None, f"{number:064x}", f"c{number}", day or UNKNOWN_DATE, (UNKNOWN_DATE, DAY))


def source_row(uri: str) -> SourceRow:
    """A source of one page that rests."""
    return SourceRow(uri, 100, 1, "100:1:1", settled=True, pages=1)


def stage_rows(lake: Lake, commit: Commit, all_rows: list[Rows]) -> tuple[Move, ...]:
    """Stage the files of the commit's slice; the moves that they need."""
    folder = lake.slice_folder(commit.run_id, commit.slice_number)
    folder.mkdir(parents=True)
    moves = []
    for table in TABLES:
        rows = [row for page in all_rows for row in page.get(table, ())]
        for day in sorted({getattr(row, DATE_COLUMN[table]) or UNKNOWN_DATE for row in rows}):
            those = [row for row in rows if (getattr(row, DATE_COLUMN[table]) or UNKNOWN_DATE) == day]
            move = Move(f"{table}-{day}.staged", partition_name(table, day))
            write_table(table, record_table(TABLES[table], those), folder / move.staged)
            moves.append(move)
    return tuple(moves)


def make_lake(root: Any, stories: int = 5) -> Lake:
    """A lake of some stories, every third without a date, a duplicate of the first, and a dead letter."""
    files = Files()
    lake = open_or_create_lake(root, files)
    days = [None if number % 3 == 0 else date(2026, 11, 1 + number % 28) for number in range(stories)]
    all_rows = [rows_of(number, day) for number, day in enumerate(days)]
    all_rows[0]["articles"][0].duplicates.append("in/copy.txt")
    pages = [page_row(number, day) for number, day in enumerate(days)]
    copy = replace(pages[0], uri="in/copy.txt", source_uri="in/copy.txt", page_id="e" * 64, claim="z", teaser_days=())
    dead = PageRow("in/bad.txt", "in/bad.txt", "f" * 64, Outcome.DEAD, "empty", None, "", None)
    commit = Commit("20261122T080000.000000Z-abcdef", 1, dead_letters=True)
    commit = replace(commit, moves=stage_rows(lake, commit, all_rows))
    letters = lake.slice_folder(commit.run_id, commit.slice_number) / DEAD_LETTERS_FILE
    letters.write_bytes(dead_letters_to_bytes([DeadLetter("f" * 64, "in/bad.txt", "empty", "no bytes", 0, b"")]))
    pages += [copy, dead]
    publish(lake, commit, LedgerChanges(sources=tuple(source_row(page.uri) for page in pages), pages=tuple(pages)), files)
    rebuild(lake, files)
    return lake
