"""What a report reads of a lake: the same figures however the lake is partitioned, and the stories that deserve a look."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.cli import OK, main
from pipeline.lake.folders import open_lake
from pipeline.report.doubts import Doubt
from pipeline.report.facts import LakeFacts
from pipeline.report.gather import gather
from schemas.partitions import parse_partition
from schemas.records import Person
from tests.helpers import ingest, page, write_pages
from tests.pipeline.small_lake import make_lake, rows_of
from transforms.parquet import write_table
from transforms.rows import record_table

STORY = page().split("\n")


def facts(lake: Path) -> LakeFacts:
    """All that a report tells of the lake."""
    return gather(open_lake(lake))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages with something to doubt about most of them."""
    folder = tmp_path_factory.mktemp("lakes")
    reposted = page(name="麦小禾", published="2025-05-20 08:00")
    write_pages(
        folder / "in",
        plain=page(),
        other=page(town="云和", name="石满仓", amount=990, published="2025-04-02 09:30"),
        first=page(name="麦小禾"),
        second=reposted,
        later=page(town="松阳", name="易南星", published="2099-01-01 08:00"),
        undated=page(town="白河", name="柏云舟", published=None),
        short="关于停水的通知\n2025-05-13 09:30 来源:清浦县融媒体中心\n因管网检修,5月14日清浦县城东片区停水八小时,请居民提前储水。",
        empty="",
    )
    return folder / "in"


@pytest.fixture(scope="module")
def lake(pages: Path) -> Path:
    """A lake of them, by day."""
    assert OK == ingest(pages.parent / "lake", pages)
    return pages.parent / "lake"


def doubts_by_file(found: LakeFacts) -> dict[str, set[Doubt]]:
    """The doubts of the pages to look at, by the names of their files."""
    return {Path(view.source_uri).stem: set(view.doubts) for view in found.views.dubious}


def test_stories_are_doubted_for_what_is_wrong_with_them(lake: Path) -> None:
    """Two days for one story, a day after the run, no day at all, a notice of a line; a plain page isn't among them."""
    found = doubts_by_file(facts(lake))
    conflicting = found.get("first") or found["second"]

    assert Doubt.CONFLICT in conflicting
    assert Doubt.FUTURE in found["later"]
    assert {Doubt.NO_DATE, Doubt.BOUNDED} & found["undated"]
    assert Doubt.VERY_SHORT in found["short"]
    assert not {"plain", "other"} & found.keys()


def test_the_most_dubious_come_first_and_the_counts_are_of_the_whole_lake(lake: Path) -> None:
    """The weightiest doubts stand first; every doubt's count and the number of doubted stories are exact."""
    found = facts(lake)

    assert {"first", "second", "later"} >= {Path(found.views.dubious[0].source_uri).stem}
    assert (1, 1, 4, 6) == (found.stories.doubts[Doubt.CONFLICT], found.stories.doubts[Doubt.FUTURE], found.views.doubted, found.views.stories)


def test_every_line_and_record_of_a_page_is_there(lake: Path) -> None:
    """The page's lines are its file's, and each mark's words are those of the story."""
    view = next(view for view in facts(lake).views.dubious if view.source_uri.endswith("undated.txt"))
    lines = ["".join(piece.text for piece in line.pieces) for line in view.lines]

    assert view.whole
    assert lines == (lake.parent / "in" / "undated.txt").read_text(encoding="utf-8").splitlines()
    assert {"柏云舟", "860万元", "5月12日"} <= {mark.text for mark in view.marks}
    assert all(piece.text in mark.text for line in view.lines for piece in line.pieces for mark in piece.marks)


def test_a_page_whose_file_has_changed_shows_its_story_alone(pages: Path, tmp_path: Path) -> None:
    """What the file says now is not what was read: it isn't shown."""
    copy = write_pages(tmp_path / "in", undated=(pages / "undated.txt").read_text(encoding="utf-8"))
    assert OK == ingest(tmp_path / "lake", copy)
    (copy / "undated.txt").write_text("别的内容", encoding="utf-8")
    found = facts(tmp_path / "lake")

    assert [False] == [view.whole for view in found.views.dubious]
    assert {"story"} == {line.role for line in found.views.dubious[0].lines}
    assert found.views.share is None


def test_a_page_inside_a_file_of_many_is_found(tmp_path: Path) -> None:
    """A line of a JSON file is read again by its number."""
    lines = [json.dumps({"text": page(name=name, published=None)}, ensure_ascii=False) for name in ("柳青川", "麦小禾", "石满仓")]
    (tmp_path / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert OK == ingest(tmp_path / "lake", tmp_path / "in.jsonl")

    assert [True] * 3 == [view.whole for view in facts(tmp_path / "lake").views.dubious]


def test_a_page_in_a_field_that_the_user_named_is_found_again(tmp_path: Path) -> None:
    """It is read with the options about the input that it was read with for the lake."""
    (tmp_path / "some.jsonl").write_text(json.dumps({"payload": {"main": page(published=None)}}), encoding="utf-8")
    assert ingest(tmp_path / "lake", tmp_path / "some.jsonl", json_field="text=payload.main") == 0

    assert [True] == [view.whole for view in facts(tmp_path / "lake").views.dubious]


def test_a_lake_by_month_tells_the_same(pages: Path, lake: Path) -> None:
    """Partitions are how a lake lies on disk, and no figure follows from them but their own number."""
    monthly = pages.parent / "monthly"
    assert OK == ingest(monthly, pages, partition_by="month")
    by_day, by_month = facts(lake), facts(monthly)

    assert (by_day.stories, by_day.names, by_day.amounts, by_day.dead) == (by_month.stories, by_month.names, by_month.amounts, by_month.dead)
    assert replace(by_day.views, share=None) == replace(by_month.views, share=None)
    assert (date(2025, 4, 2), "byline") in by_month.stories.days


def test_pages_drawn_by_lot_are_no_dubious_ones_and_the_share_is_of_all(lake: Path) -> None:
    """What is shown twice would be read twice; how much was story is measured on all that were drawn."""
    views = facts(lake).views

    assert not {view.article_id for view in views.drawn} & {view.article_id for view in views.dubious}
    assert views.share
    assert (6, True) == (views.share.pages, dict(views.share.roles)["story"] > 500)


def test_a_run_that_changed_nothing_is_not_the_last_change(lake: Path, pages: Path) -> None:
    """The newest run that read a page is told; runs without anything new are listed."""
    assert OK == main(["ingest", str(pages / "plain.txt"), "--lake", str(lake), "--quiet"])
    runs = facts(lake).runs

    assert runs.last_change
    assert len(runs.newest) >= 2
    assert runs.last_change.tally["pages"]


def test_a_name_that_is_a_person_here_and_a_place_there_is_told(tmp_path: Path) -> None:
    """Of the two one is probably wrong, and the list of people says so."""
    lake = make_lake(tmp_path / "lake")
    for path in lake.table("places").rglob("*.parquet"):
        day = parse_partition(path)
        rows = [replace(row, name="河东乡") for row in rows_of(1, day)["people"]]
        write_table("people", record_table(Person, rows), lake.partition_path("people", day))
    named = {row.name: row.as_place for row in gather(lake).names.people}

    assert {"河东乡": 10} == named
