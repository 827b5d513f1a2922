"""What a reprocess would change is told in numbers and examples, and the lake stays as it is."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import DIFFERENT, FAILED, OK, main
from pipeline.lake.folders import Lake
from tests.helpers import ingest, page, rows, write_pages

ASSUME = ("--assume-year-before", "2026-01-01")


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A lake of dated and undated stories."""
    texts = {f"p{number}": page(town, published=f"2025-05-{13 + number} 09:30") for number, town in enumerate(("清浦", "洛川", "陵水"))}
    write_pages(tmp_path / "in", **texts, undated=page("平和", published=None, teasers=1))
    assert ingest(tmp_path / "lake", tmp_path / "in") == OK
    return tmp_path / "lake"


def everything(folder: Path) -> dict[str, str]:
    """The digest of each file below a folder but the lock."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in {"lock", "ledger.sqlite-wal", "ledger.sqlite-shm"})
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def diff(lake: Path, *arguments: str) -> int:
    """Run `zhengwen diff`; the exit code."""
    return main(["diff", "--lake", str(lake), "--quiet", "--workers", "1", *arguments])


def numbers(told: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Of each table: changed, moved, added, removed."""
    return {table["table"]: tuple(table[name] for name in ("changed", "moved", "added", "removed")) for table in told["tables"]}


def test_nothing_would_change(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where this version has read all, and where it reads all again: exit code 0, nothing left beside the lake, nothing changed in it."""
    before, beside = everything(lake), set(lake.parent.iterdir())
    assert diff(lake) == OK
    assert "0 pages were read again" in capsys.readouterr().out
    assert diff(lake, "--anyway") == OK
    told = capsys.readouterr().out
    assert "4 pages were read again" in told
    assert "nothing would change" in told
    assert everything(lake) == before
    assert set(lake.parent.iterdir()) == beside


def test_the_numbers_are_those_of_the_reprocess(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The undated story gets its day: its rows move; what is told is what then happens."""
    before = everything(lake)
    capsys.readouterr()
    assert diff(lake, *ASSUME, "--json") == DIFFERENT
    told = json.loads(capsys.readouterr().out)
    assert everything(lake) == before
    moved = {table: len([row for row in rows(lake, table) if row["published_date"] is None]) for table in numbers(told) if table != "teasers"}
    assert numbers(told) == {table: (0, count, 0, 0) for table, count in (moved | {"teasers": 0}).items()}
    (example,) = next(table["examples"] for table in told["tables"] if table["table"] == "articles")
    assert (example["kind"], example["day"], example["values"]["date_source"]) == ("moved", "2025-05-12", ["none", "text"])
    was = {table["table"]: table["after"] for table in told["tables"]}
    assert main(["reprocess", "--lake", str(lake), "--quiet", *ASSUME]) == OK
    assert {table: len(rows(lake, table)) for table in was} == was
    assert [row for row in rows(lake, "articles") if row["published_date"] is None] == []


def test_rows_that_change_come_and_go(lake: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Other values of a row, rows more and less, and a page that would be none are told apart, with what they were and would be."""
    (lake.parent / "in" / "p2.txt").write_text("", encoding="utf-8")
    write_pages(lake.parent / "in", p1=page("洛川", published="2025-05-14 09:30", amount=990))
    monkeypatch.setattr("transforms.text.article.script_of", lambda _: "Zyyy")
    capsys.readouterr()
    assert diff(lake, "--anyway", "--json", "--examples", "1") == DIFFERENT
    told = json.loads(capsys.readouterr().out)
    assert told["pages"] == {"story -> dead (empty)": 1}
    assert numbers(told)["articles"] == (2, 0, 1, 2)
    examples = {example["kind"]: example["values"] for table in told["tables"] if table["table"] == "articles" for example in table["examples"]}
    assert examples["changed"] == {"script": ["Hans", "Zyyy"]}
    assert examples["removed"]["script"] == ["Hans", None]
    assert diff(lake, "--anyway", "--examples", "1") == DIFFERENT
    out = capsys.readouterr().out
    assert "  script: Hans -> Zyyy" in out
    assert "pages: 1 story -> dead (empty)" in out


def test_a_sample(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So many files and no more, the same ones each time, from all over the days."""
    capsys.readouterr()
    told = [json.loads((diff(lake, "--anyway", "--sample", "2", "--json"), capsys.readouterr().out)[1]) for _ in range(2)]
    assert [sum(run["tally"]["pages"] for run in one["done"]["runs"]) for one in told] == [2, 2]
    assert told[0]["tables"] == told[1]["tables"]


def test_another_file_system(lake: Path, fast_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where links can't be made, one line says what to do."""
    if fast_folder.stat().st_dev == lake.stat().st_dev:
        pytest.skip("no other file system here")
    assert diff(lake, "--scratch", str(fast_folder)) == FAILED
    assert "name a folder on the same one with --scratch" in capsys.readouterr().err
    assert list(fast_folder.iterdir()) == []
    assert Lake(lake).days("articles")
