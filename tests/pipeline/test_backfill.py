"""A range of past days goes into the lake day by day; the rest is counted and left; killed, it goes on."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pipeline import backfilling
from pipeline.cli import OK, TOO_MANY_DEAD, USAGE, main
from pipeline.lake.folders import Lake, open_lake
from pipeline.lake.runs import list_runs
from pipeline.lake.verify import verify
from tests.helpers import ingest, page, rows, table_bytes, write_pages


@pytest.fixture
def crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A crawl whose folders are the days of the crawl, the day after the stories', with some that tell no date."""
    for day in (3, 4, 5, 6):
        texts = {f"{town}{day}": page(town, amount=100 * day, published=f"2026-01-0{day - 1} 09:30") for town in ("清浦", "洛川")}
        write_pages(tmp_path / "crawl" / "2026" / "01" / f"0{day}", **texts)
    write_pages(tmp_path / "crawl" / "other", undated=page("平和", published=None), empty="")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pipeline.stamps.RESTED_NS", 0)
    return tmp_path / "crawl"


def backfill(lake: Path, first: int, last: int, *arguments: str) -> int:
    """Run `zhengwen backfill` on days of January 2026."""
    days = ["--from", f"2026-01-{first:02}", "--to", f"2026-01-{last:02}"]
    return main(["backfill", "crawl", *days, "--lake", str(lake), "--quiet", "--workers", "1", *arguments])


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the last command printed as JSON."""
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def dates(lake: Path) -> list[str]:
    """The days of the lake's stories."""
    return sorted({str(row["published_date"]) for row in rows(lake, "articles")})


@pytest.mark.usefixtures("crawl")
def test_days_of_stories(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the stories' own dates, a run a day, the oldest first; what is left is taken later, to the bytes of one ingest."""
    lake = tmp_path / "lake"
    assert backfill(lake, 3, 4, "--dry-run", "--json") == OK
    assert told(capsys)["days"] == [{"day": "2026-01-03", "files": 2}, {"day": "2026-01-04", "files": 2}]
    assert not lake.exists()
    assert backfill(lake, 3, 4, "--json") == OK
    found = told(capsys)
    assert [(day["day"], day["run"]["tally"]["stories"]) for day in found["days"]] == [("2026-01-03", 2), ("2026-01-04", 2)]
    assert (found["outside"], found["undated"], found["unchanged"]) == (4, 2, 0)
    assert dates(lake) == ["2026-01-03", "2026-01-04"]
    assert [run.options["day"] for run in reversed(list(list_runs(Lake(lake))))] == ["2026-01-03", "2026-01-04"]
    assert backfill(lake, 1, 31) == OK
    assert "2 days; left: 0 files of other days, 2 of none, 4 read before" in capsys.readouterr().out
    assert backfill(lake, 1, 31) == OK
    assert "0 days; " in capsys.readouterr().out
    assert ingest(lake, "crawl") == OK
    assert ingest(tmp_path / "fresh", "crawl") == OK
    assert table_bytes(lake) == table_bytes(tmp_path / "fresh")
    assert verify(open_lake(lake)).findings == ()


def test_days_of_paths_and_of_changes(crawl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """By the date in the path, or of the last modification, without reading a file that is left."""
    monkeypatch.setattr(backfilling, "read_source", None)
    assert backfill(tmp_path / "path", 3, 4, "--by", "path") == OK
    assert "left: 4 files of other days, 2 of none" in capsys.readouterr().out
    assert dates(tmp_path / "path") == ["2026-01-02", "2026-01-03"]
    for path in crawl.rglob("*.txt"):
        stamp = 1_767_225_600 + 86_400 * (3 if path.name == "empty.txt" else 10)  # 2026-01-01T00:00:00Z and days
        os.utime(path, (stamp, stamp))
    assert backfill(tmp_path / "modified", 4, 4, "--by", "modified", "--max-dead-letters", "0", "--json") == TOO_MANY_DEAD
    assert told(capsys)["outside"] == 9


def test_a_file_with_stories_of_several_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It is taken wholly, once, on the first of its days in the range."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("pipeline.stamps.RESTED_NS", 0)
    lines = [json.dumps({"text": page("清浦", amount=day, published=f"2026-01-{day:02} 09:30")}, ensure_ascii=False) for day in (9, 4, 5, 20)]
    (tmp_path / "crawl").mkdir()
    (tmp_path / "crawl" / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert backfill(tmp_path / "lake", 5, 9, "--json") == OK
    (day,) = told(capsys)["days"]
    assert (day["day"], day["run"]["tally"]["stories"]) == ("2026-01-05", 4)
    assert backfill(tmp_path / "lake", 1, 31, "--json") == OK
    assert told(capsys) == {"days": [], "outside": 0, "undated": 0, "unchanged": 1}


@pytest.mark.usefixtures("crawl")
def test_killed_between_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What was taken in stays, and the same command goes on with the rest."""
    lake, run_on, runs = tmp_path / "lake", backfilling.run_on, []

    def dying(*arguments: Any) -> Any:
        if len(runs) == 2:
            raise KeyboardInterrupt
        runs.append(arguments)
        return run_on(*arguments)

    monkeypatch.setattr(backfilling, "run_on", dying)
    assert backfill(lake, 1, 31) == 130
    capsys.readouterr()
    assert dates(lake) == ["2026-01-02", "2026-01-03"]
    monkeypatch.setattr(backfilling, "run_on", run_on)
    assert backfill(lake, 1, 31, "--json") == OK
    assert [day["day"] for day in told(capsys)["days"]] == ["2026-01-04", "2026-01-05"]
    assert dates(lake) == ["2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"]
    assert verify(open_lake(lake)).findings == ()


@pytest.mark.usefixtures("crawl")
def test_ranges(tmp_path: Path) -> None:
    """A range that ends before it begins is wrong usage; one without files is none."""
    assert backfill(tmp_path / "lake", 4, 3) == USAGE
    assert backfill(tmp_path / "lake", 30, 31) == OK
    assert not (tmp_path / "lake").exists()
