"""The report of a lake: written on any lake, the same each time, and no part of the lake."""

import html
import json
import re
from pathlib import Path

import pytest

from pipeline.cli import FAILED, OK, main
from pipeline.files import Files
from pipeline.lake.folders import open_lake, open_or_create_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.verify import verify
from tests.helpers import SAMPLE, ingest, page, write_pages
from tests.pipeline.small_lake import make_lake


def report(lake: Path, *arguments: str) -> str:
    """What `zhengwen report` writes."""
    assert OK == main(["report", "--lake", str(lake), *arguments])
    return (lake / "_report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of the bundled sample."""
    lake = tmp_path_factory.mktemp("sample") / "lake"
    assert OK == ingest(lake, SAMPLE)
    return lake


def test_it_says_what_the_lake_holds(sample: Path) -> None:
    """The account, the dead letters' reasons, people with their offices, and the pages' lines stand in it."""
    told = report(sample)

    assert "25 pages were read. 19 of them gave a story of their own" in told
    assert all(word in told for word in ("石敢当", "云和县水利局", "12.5亿元", "photo.txt", "delegation-xx.txt"))
    assert all(f'class="line {role}"' in told for role in ("story", "title", "teaser", "meta", "footer"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_the_same_each_time(sample: Path, language: str) -> None:
    """No clock, no order of a set, nothing by chance shows in it."""
    assert report(sample, "--lang", language) == report(sample, "--lang", language)


def test_it_is_in_the_language_that_was_asked_for(sample: Path) -> None:
    """Chinese words stand in for English ones, and the page says which language it is in."""
    told = report(sample, "--lang", "zh")

    assert '<html lang="zh-Hans">' in told
    assert "值得细看的页面" in told
    assert "Pages to look at" not in told


def test_it_asks_for_nothing(sample: Path) -> None:
    """No address, script, frame, form, picture or font is in it, and its policy forbids them."""
    told = html.unescape(report(sample))

    assert not re.search(r"<(?:script|iframe|img|link|form|object|embed|base)\b|@import|url\(|\bon[a-z]+=", told)
    assert [] == re.findall(r'(?:href|src)="(?!#)[^"]*', told)
    assert "default-src 'none'; style-src 'sha256-" in told


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_lake_has_a_report(tmp_path: Path, language: str) -> None:
    """A lake that nothing has been read into says so, and how to go on."""
    lake = open_or_create_lake(tmp_path / "lake", Files())
    open_ledger(lake).close()

    assert "zhengwen ingest" in report(lake.root, "--lang", language)


def test_a_lake_into_which_nothing_was_found_has_a_report(tmp_path: Path) -> None:
    """Inputs that turn out to be none leave an empty lake, and no broken one."""
    (tmp_path / "none").mkdir()
    assert 2 == ingest(tmp_path / "lake", tmp_path / "none")

    assert "holds no story yet" in report(tmp_path / "lake")


def test_a_lake_without_runs_has_a_report(tmp_path: Path) -> None:
    """Where the records of runs have been removed, and the pages' files are gone, the rest is shown."""
    lake = make_lake(tmp_path / "lake")
    told = report(lake.root)

    assert "No run has been recorded yet" in told
    assert "only the story is shown" in told
    assert 'title="person: 陈小满"' in told


def test_no_lake_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no lake nothing is written, and the message says what to do."""
    assert FAILED == main(["report", "--lake", str(tmp_path / "lake")])
    assert "there is no lake" in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())


def test_a_damaged_table_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that can't be read is named, with what to do about it."""
    lake = make_lake(tmp_path / "lake")
    damaged = next(lake.table("people").rglob("*.parquet"))
    damaged.write_bytes(b"PAR1 no more")

    assert FAILED == main(["report", "--lake", str(lake.root)])
    told = capsys.readouterr().err
    assert str(damaged) in told
    assert "zhengwen verify" in told
    assert not lake.report_file.exists()


def test_it_can_be_written_elsewhere(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--out names the file, and --json tells programs where it is and how large."""
    out = tmp_path / "r.html"

    assert OK == main(["report", "--lake", str(sample), "--out", str(out), "--json"])
    assert {"report": str(out), "bytes": out.stat().st_size} == json.loads(capsys.readouterr().out)


def test_a_folder_that_is_not_there_is_one_clear_line(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the report can't be written the message names the file."""
    assert FAILED == main(["report", "--lake", str(sample), "--out", str(tmp_path / "no" / "r.html")])
    assert "cannot write the report" in capsys.readouterr().err


def test_a_lake_with_a_report_is_sound(tmp_path: Path) -> None:
    """Verification knows the report, and what a killed writing of it leaves."""
    lake = make_lake(tmp_path / "lake")
    report(lake.root)
    assert verify(open_lake(lake.root)).findings == ()

    (lake.root / "_report.html.17.tmp").write_bytes(b"half")
    assert ["_report.html.17.tmp"] == [finding.where for finding in verify(open_lake(lake.root)).findings]


def test_what_is_forgotten_is_not_in_a_report_of_the_lake(tmp_path: Path) -> None:
    """Forgetting removes the report; the next one doesn't know the page."""
    pages = write_pages(tmp_path / "in", one=page(name="柳青川"), two=page(town="云和", name="麦小禾"))
    lake = tmp_path / "lake"
    ingest(lake, pages)
    assert "麦小禾" in report(lake)

    assert OK == main(["forget", "--lake", str(lake), "--source", str(pages / "two.txt"), "--quiet"])
    assert not (lake / "_report.html").exists()
    assert "麦小禾" not in report(lake)
