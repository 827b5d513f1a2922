"""Ingesting from end to end: files in, tables out, every page accounted for."""

import gc
import json
import os
import random
import shutil
import weakref
from pathlib import Path

import pytest

from pipeline.cli import FAILED, OK, TOO_MANY_DEAD, USAGE, main
from schemas.partitions import UNKNOWN_DATE
from schemas.tables import TABLES
from tests.helpers import SAMPLE, ingest, page, rows, table_bytes, write_pages


@pytest.fixture(scope="module")
def sample_lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with the bundled sample."""
    lake = tmp_path_factory.mktemp("sample") / "lake"
    assert OK == ingest(lake, SAMPLE)
    return lake


def test_every_page_of_the_sample_is_accounted_for(sample_lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Stories, duplicates, indexes and dead letters add up to the pages read, and the tables hold the stories."""
    assert OK == main(["runs", "--lake", str(sample_lake), "--json"])
    tally = json.loads(capsys.readouterr().out.splitlines()[-1])["tally"]

    assert tally["pages"] == tally["stories"] + tally["duplicates"] + tally["indexes"] + tally["dead"]
    assert tally["stories"] == len(rows(sample_lake, "articles"))
    assert tally["duplicates"] == sum(len(row["duplicates"]) for row in rows(sample_lake, "articles"))
    assert all(tally[kind] for kind in ("stories", "duplicates", "indexes", "dead"))


def test_every_record_points_at_its_characters(sample_lake: Path) -> None:
    """A span of a record of any table is the surface form in its article's text."""
    texts = {row["article_id"]: row["text"] for row in rows(sample_lake, "articles")}
    for table in ("dates", "quantities", "quotes"):
        for row in rows(sample_lake, table):
            assert row["text"] == texts[row["article_id"]][row["start"] : row["end"]]
    for table in ("people", "organizations", "places"):
        for row in rows(sample_lake, table):
            assert row["spans"]
            assert all(0 <= span["start"] < span["end"] <= len(texts[row["article_id"]]) for span in row["spans"])


def test_every_table_has_rows_and_an_article(sample_lake: Path) -> None:
    """The sample fills all tables, but that of near-duplicates, and each row's article is there under the same date."""
    dates = {row["article_id"]: row["published_date"] for row in rows(sample_lake, "articles")}
    for table in TABLES:
        found = rows(sample_lake, table)
        assert found or table == "near_duplicates"
        if table not in ("articles", "teasers"):
            assert all(row["published_date"] == dates[row["article_id"]] for row in found)


def test_a_second_run_reads_nothing_and_changes_nothing(sample_lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run over the same files says that nothing is new and leaves every byte of the tables."""
    lake, pages = tmp_path / "lake", tmp_path / "pages"
    shutil.copytree(sample_lake, lake)
    shutil.copytree(SAMPLE, pages)
    for path in pages.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    before = table_bytes(lake)

    ingest(lake, SAMPLE)
    again = capsys.readouterr().out

    assert before == table_bytes(lake)
    assert "nothing new" in again


@pytest.mark.parametrize("flags", [{"slice_bytes": "4k"}, {"slice_bytes": "20k", "runner": "FnApiRunner"}])
def test_slices_do_not_show(flags: dict[str, str], sample_lake: Path, tmp_path: Path) -> None:
    """However a run is cut into slices, the tables' bytes are the same."""
    ingest(tmp_path / "lake", SAMPLE, **flags)

    assert table_bytes(sample_lake) == table_bytes(tmp_path / "lake")


def test_workers_do_not_show(sample_lake: Path, tmp_path: Path) -> None:
    """Two worker processes write the same bytes as one."""
    ingest(tmp_path / "lake", SAMPLE, workers=2)

    assert table_bytes(sample_lake) == table_bytes(tmp_path / "lake")


def test_order_and_split_into_runs_do_not_show(sample_lake: Path, tmp_path: Path) -> None:
    """The same pages in another order, a few at a time, make the same tables."""
    files = sorted(path for path in SAMPLE.rglob("*") if path.is_file())
    random.Random(7).shuffle(files)
    for start in range(0, len(files), 9):
        ingest(tmp_path / "lake", *files[start : start + 9])

    assert table_bytes(sample_lake) == table_bytes(tmp_path / "lake")


def test_a_changed_page_replaces_what_it_gave(tmp_path: Path) -> None:
    """A page that is written anew gives its new story, in its new day, and nothing of the old one is left."""
    pages, lake = tmp_path / "pages", tmp_path / "lake"
    ingest(lake, write_pages(pages, one=page(teasers=2), two=page(town="远山", name="蓝一舟")))
    ingest(lake, write_pages(pages, one=page(town="新河", name="方以南", published="2025-06-02 10:00", teasers=1)))

    articles = {row["source_uri"].rpartition("/")[2]: row for row in rows(lake, "articles")}
    assert {"one.txt", "two.txt"} == set(articles)
    assert "新河县委书记方以南" in articles["one.txt"]["text"]
    assert "2025-06-02" == str(articles["one.txt"]["published_date"])
    ids = {row["article_id"] for row in articles.values()}
    assert all(row["article_id"] in ids for table in TABLES for row in rows(lake, table))
    assert 1 == len(rows(lake, "teasers"))


def test_changing_and_changing_back_leaves_the_same_bytes(tmp_path: Path) -> None:
    """What a page gave in between leaves no trace in the tables."""
    pages, lake = tmp_path / "pages", tmp_path / "lake"
    ingest(lake, write_pages(pages, one=page(), two=page(teasers=3)))
    before = table_bytes(lake)
    ingest(lake, write_pages(pages, one=page(town="新河", published=None)))
    assert before != table_bytes(lake)
    ingest(lake, write_pages(pages, one=page()))

    assert before == table_bytes(lake)


def test_the_same_story_on_two_pages_is_one_article(tmp_path: Path) -> None:
    """Pages that differ only around the story give one article that lists both, and each page's teasers."""
    lake = tmp_path / "lake"
    ingest(lake, write_pages(tmp_path / "pages", dated=page(teasers=2), undated=page(published=None, teasers=3)))

    (article,) = rows(lake, "articles")
    assert article["source_uri"].endswith("dated.txt")
    assert ["undated.txt"] == [uri.rpartition("/")[2] for uri in article["duplicates"]]
    assert 5 == len(rows(lake, "teasers"))


def test_when_the_speaking_page_changes_the_other_one_speaks(tmp_path: Path) -> None:
    """The page that was only a duplicate gives the article its metadata once the first gives another story."""
    pages, lake = tmp_path / "pages", tmp_path / "lake"
    ingest(lake, write_pages(pages, dated=page(), undated=page(published=None)))
    ingest(lake, write_pages(pages, dated=page(town="新河")))

    left = next(row for row in rows(lake, "articles") if "新河" not in row["text"])
    assert left["source_uri"].endswith("undated.txt")
    assert left["published_date"] is None
    assert [] == left["duplicates"]


def test_unknown_dates_lie_in_the_sentinel_partition(tmp_path: Path) -> None:
    """A story without a date of its own is NULL in the file and 0001-01-01 in the path."""
    lake = tmp_path / "lake"
    ingest(lake, write_pages(tmp_path / "pages", one=page(published=None)))

    assert [f"date={UNKNOWN_DATE.isoformat()}"] == [path.name for path in (lake / "articles").iterdir()]
    assert [None] == [row["published_date"] for row in rows(lake, "articles")]


def test_bad_pages_become_dead_letters_and_the_rest_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty, a binary and a storyless page are told with their reasons; the good one is in the lake."""
    pages, lake = write_pages(tmp_path / "pages", good=page(), empty="", bare="首页 新闻 登录"), tmp_path / "lake"
    (pages / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)

    assert TOO_MANY_DEAD == ingest(lake, pages, max_dead_letters=2)
    capsys.readouterr()
    assert OK == main(["failed", "--lake", str(lake), "--json"])
    letters = {Path(letter["source_uri"]).name: letter for letter in map(json.loads, capsys.readouterr().out.splitlines())}
    assert {"empty.txt": "empty", "bare.txt": "no_story", "picture.txt": "binary"} == {name: letter["reason"] for name, letter in letters.items()}
    assert bytes.fromhex(letters["picture.txt"]["data"]).startswith(b"\x89PNG")
    assert 1 == len(rows(lake, "articles"))


def test_a_mended_page_is_taken_in_by_retry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Once its file is good, retry reads a failed page, and it is failed no longer."""
    pages, lake = write_pages(tmp_path / "pages", one=page(), two=""), tmp_path / "lake"
    ingest(lake, pages)
    write_pages(pages, two=page(town="远山"))

    assert OK == main(["retry", "--lake", str(lake), "--quiet"])
    capsys.readouterr()
    assert OK == main(["failed", "--lake", str(lake)])
    assert "" == capsys.readouterr().out
    assert 2 == len(rows(lake, "articles"))


def test_json_account_is_one_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--json prints the run, what was left out and the tables as one object, and nothing else on standard output."""
    main(["ingest", str(write_pages(tmp_path / "pages", one=page())), "--lake", str(tmp_path / "lake"), "--json", "--quiet"])

    account = json.loads(capsys.readouterr().out)
    assert 1 == account["run"]["tally"]["stories"]
    assert list(TABLES) == [table["table"] for table in account["tables"]]


@pytest.mark.parametrize(
    ("make", "code", "says"),
    [
        (lambda folder: (folder / "nothing", folder / "lake"), USAGE, "nothing there"),
        (lambda folder: (_made(folder / "bare"), folder / "lake"), USAGE, "no pages"),
        (lambda folder: (write_pages(folder / "pages", one=page()), _file(folder / "lake")), FAILED, "is a file"),
        (lambda folder: (write_pages(folder / "pages", one=page()), _strange(folder / "lake")), FAILED, "other things"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(make: object, code: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong input or lake ends with its exit code and one line that says what to do."""
    inputs, lake = make(tmp_path)  # type: ignore[operator]

    assert code == ingest(lake, inputs)
    told = capsys.readouterr().err.strip().splitlines()
    assert 1 == len(told)
    assert says in told[0]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _file(path: Path) -> Path:
    path.write_text("not a lake", encoding="utf-8")
    return path


def _strange(folder: Path) -> Path:
    _file(_made(folder) / "notes.txt")
    return folder


def test_a_big_file_of_lines_is_cut_without_a_trace(tmp_path: Path) -> None:
    """A file of JSON lines that is read in several slices gives what it gives in one, and counts as read when its end is."""
    towns = [f"{first}{second}" for first in "清远新河" for second in "浦山溪桥岭川"]
    lines = [json.dumps({"text": page(town=town, teasers=1), "url": f"https://news.example/{town}"}, ensure_ascii=False) for town in towns]
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    os.utime(folder / "all.jsonl", (1_700_000_000, 1_700_000_000))

    assert OK == ingest(tmp_path / "whole", folder)
    assert OK == ingest(tmp_path / "cut", folder, slice_bytes="2k")
    assert len(towns) == len(rows(tmp_path / "cut", "articles"))
    assert table_bytes(tmp_path / "whole") == table_bytes(tmp_path / "cut")
    assert OK == main(["verify", "--lake", str(tmp_path / "cut")])


class _Cycle:
    """An object that only a search for cycles finds no longer used."""

    def __init__(self) -> None:
        self.itself = self


def test_cycles_are_looked_for_at_each_slice(tmp_path: Path) -> None:
    """What a slice leaves in cycles goes with the next one, though Python looks for such things among old objects hardly ever by itself."""
    gc.disable()
    try:
        left = weakref.ref(_Cycle())
        assert OK == ingest(tmp_path / "lake", write_pages(tmp_path / "pages", one=page()))
        assert left() is None
    finally:
        gc.enable()
