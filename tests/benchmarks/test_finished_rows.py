"""The step that makes a lake of the rows that another tool wrote, and the comparison of such lakes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.pipeline.corpus import Shape, corpus
from benchmarks.pipeline.counts import counts
from benchmarks.pipeline.peers.finish import MADE, finish
from benchmarks.pipeline.work import NESTED, NESTED_FILE, SCHEMAS, nested_of, tables_of
from schemas.partitions import UNKNOWN_DATE, partition_folder
from schemas.stages import Page
from transforms.text.signature import signature_of

STORY = "县图书馆昨日开放了新的阅览室，三百名读者参加了开放日活动，馆长介绍了今后的安排。" * 3
OTHER = STORY.replace("三百名读者", "五百名学生")
DAY, LATER = date(2031, 5, 2), date(2031, 5, 4)

Tables = Mapping[str, Sequence[Mapping[str, object]]]
Writer = Callable[[Path, Sequence[Page]], None]


def article(name: str, uri: str, day: date | None, **rest: object) -> dict[str, object]:
    """An article that a page tells, by the first letter of its id; what isn't told is empty."""
    known = {"article_id": name * 64, "page_id": uri, "source_uri": uri, "published_date": day, "_uri": uri}
    return {**known, "date_source": "byline" if day else "none", "duplicates": [], **rest}


def person(name: str, uri: str, day: date | None) -> dict[str, object]:
    """A person of an article."""
    return {"article_id": name * 64, "name": "王丽", "published_date": day, "_uri": uri}


def signed(text: str, uri: str) -> dict[str, object]:
    """The signature of a text."""
    signature = signature_of(text)
    assert signature
    return {"bins": signature.bins, "numbers": signature.numbers, "_uri": uri}


def finished(home: Path, tables: Tables) -> Path:
    """The lake of these rows, a file a row, so that no order is told by a file's."""
    for table, rows in tables.items():
        schema = pa.schema([field.with_nullable(nullable=True) for field in SCHEMAS[table]])
        (home / MADE / table).mkdir(parents=True)
        for number, row in enumerate(rows):
            pq.write_table(pa.Table.from_pylist([row], schema), home / MADE / table / f"{number}.parquet")
    finish(home / MADE, home, 2)
    return home


def lies(lake: Path, table: str, day: date | None) -> list[dict[str, object]]:
    """The rows of a day."""
    files = sorted((lake / partition_folder(table, day)).iterdir())
    return [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]


def test_rows_are_filed_by_day_in_the_order_of_their_key(tmp_path: Path) -> None:
    """A folder a day, an own one for rows without a date; what a file holds are the table's columns, and what the tool wrote is gone."""
    told = [article("c", "1", LATER), article("b", "2", DAY), article("d", "3", None), article("a", "4", DAY)]
    lake = finished(tmp_path, {"articles": told})
    assert not (lake / MADE).exists()
    assert {path.parts[-3] for path in lake.rglob("*.parquet")} == {"articles"}
    assert {path.name for path in (lake / "articles").iterdir()} == {"date=2031-05-02", "date=2031-05-04", f"date={UNKNOWN_DATE}"}
    assert [str(row["article_id"])[0] for row in lies(lake, "articles", DAY)] == ["a", "b"]
    (row,) = lies(lake, "articles", None)
    assert [*row, "_uri"] == SCHEMAS["articles"].names


def test_a_story_is_told_once(tmp_path: Path) -> None:
    """By the page whose date is trusted most, then by the earlier one; its rows alone come, and the other pages are listed."""
    told = [article("a", "1", None), article("a", "3", LATER), article("a", "2", DAY), article("a", "4", date(2030, 1, 1), date_source="path")]
    people = [person("a", str(row["source_uri"]), row["published_date"]) for row in told]  # type: ignore[arg-type]  # days, as given
    lake = finished(tmp_path, {"articles": told, "people": people})
    (row,) = lies(lake, "articles", DAY)
    assert (row["source_uri"], row["duplicates"]) == ("2", ["1", "3", "4"])
    assert len(lies(lake, "people", DAY)) == 1
    assert [path.name for path in (lake / "people").iterdir()] == ["date=2031-05-02"]


def test_equal_pages_show_their_teasers_once(tmp_path: Path) -> None:
    """Those of one page of several that are equal; another page's rows stay."""
    rows = [
        {"page_id": page, "position": place, "source_uri": uri, "_uri": uri} for page, uri in (("p", "2"), ("p", "1"), ("q", "3")) for place in (0, 1)
    ]
    lake = finished(tmp_path, {"teasers": rows})
    assert [(row["source_uri"], row["position"]) for row in lies(lake, "teasers", None)] == [("1", 0), ("1", 1), ("3", 0), ("3", 1)]


def test_near_duplicates_are_found_among_the_stories_that_are_told(tmp_path: Path) -> None:
    """Two stories that are nearly one are linked, each on its day; a story's other telling isn't."""
    told = [article("a", "1", DAY), article("b", "2", LATER), article("a", "3", LATER)]
    lake = finished(tmp_path, {"articles": told, "signatures": [signed(STORY, "1"), signed(OTHER, "2"), signed(STORY, "3")]})
    found = [(str(row["article_id"])[0], str(row["nearest_id"])[0]) for day in (DAY, LATER) for row in lies(lake, "near_duplicates", day)]
    assert found == [("a", "b"), ("b", "a")]


def test_nothing_made_is_an_empty_lake(tmp_path: Path) -> None:
    """No table has a row, and a file of no bytes, as a tool leaves for a table without rows, counts as none."""
    (tmp_path / MADE / "quotes").mkdir(parents=True)
    (tmp_path / MADE / "quotes" / "0.parquet").touch()
    finish(tmp_path / MADE, tmp_path, 1)
    assert set(counts(tmp_path).values()) == {(0, 0)}


def as_tables(made: Path, pages: Sequence[Page]) -> None:
    """A folder a table, as most tools write."""
    for table, rows in tables_of(pages).items():
        (made / table).mkdir(parents=True)
        pq.write_table(rows, made / table / "0.parquet")


def as_nested(made: Path, pages: Sequence[Page]) -> None:
    """One file of nested rows, as data-juicer writes."""
    made.mkdir(parents=True)
    pq.write_table(pa.Table.from_struct_array(nested_of(pages).cast(NESTED)), made / NESTED_FILE)


@pytest.mark.parametrize("write", [as_tables, as_nested])
def test_a_finished_lake_is_that_of_any_other_form(tmp_path: Path, write: Writer) -> None:
    """One page whose tables are mostly empty, and several; lakes of fewer pages are told apart."""
    pages = [Page(name, data) for name, data in corpus(30, 3, shape=Shape("text", short=True))]
    for lake, some, form in (("one", pages, as_tables), ("other", pages[::-1], write), ("less", pages[1:], write), ("page", pages[:1], write)):
        form(tmp_path / lake / MADE, some)
        finish(tmp_path / lake / MADE, tmp_path / lake, 1)
    told = counts(tmp_path / "one")
    assert told == counts(tmp_path / "other")
    assert told["articles"] != counts(tmp_path / "less")["articles"]
    assert counts(tmp_path / "page")["articles"][0] == 1
