"""A lake read again by a newer version, or with other options, has the bytes of a fresh one; killed anywhere, it loses no row."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline import made_by, reprocessing
from pipeline.cli import FAILED, OK, USAGE, main
from pipeline.discover import source_at
from pipeline.due import Chosen
from pipeline.engine import Engine
from pipeline.files import Files
from pipeline.ingest import IngestOptions
from pipeline.lake.commit import recover
from pipeline.lake.folders import Lake, open_lake
from pipeline.lake.runs import list_runs
from pipeline.lake.verify import verify
from pipeline.progress import Progress
from pipeline.reprocessing import reprocess
from schemas.inputs import Source
from tests.helpers import ingest, page, rows, table_bytes, write_pages
from tests.pipeline.faults import DyingFiles, Killed
from tests.pipeline.lake.test_migrate import unpack
from transforms.text import article

ROOT = Path(__file__).resolve().parents[2]
OPTIONS = IngestOptions(Engine(workers="1"), slice_bytes=1500)
ASSUME = "2026-01-01"
"""A day of the crawl: with it, undated pages get the date that their text names."""


def again(lake: Path, *arguments: str) -> int:
    """Run `zhengwen reprocess`; the exit code."""
    return main(["reprocess", "--lake", str(lake), "--quiet", "--workers", "1", *arguments])


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Pages of some days, two of no date of which one gives another's story, an index of lines, one that is dead."""
    texts = {
        f"p{number}": page(town, published=f"2025-05-{13 + number} 09:30", teasers=number) for number, town in enumerate(("清浦", "洛川", "陵水"))
    }
    write_pages(tmp_path / "in", **texts, undated=page("平和", published=None, teasers=1), again=page("清浦", published=None), empty="")
    lines = [json.dumps({"text": page(town, published=None)}, ensure_ascii=False) for town in ("文昌", "安溪", "德化")]
    (tmp_path / "in" / "lines.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "in"


def newer(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    """Be another version, as far as rows and the ledger tell."""
    monkeypatch.setattr(made_by, "VERSION", version)
    monkeypatch.setattr(article, "VERSION", version)


def read_files(lake: Path) -> int:
    """How many pages the last run read."""
    return next(list_runs(Lake(lake))).tally["pages"]


def test_other_options(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes of a fresh ingest with them; a second call has nothing to do; --no-options leads back."""
    monkeypatch.setattr("pipeline.stamps.RESTED_NS", 0)
    lake, fresh = tmp_path / "lake", tmp_path / "fresh"
    assert ingest(lake, pages) == OK
    plain = table_bytes(lake)
    assert ingest(fresh, pages, assume_year_before=ASSUME) == OK
    assert again(lake, "--assume-year-before", ASSUME) == OK
    assert table_bytes(lake) == table_bytes(fresh) != plain
    assert verify(open_lake(lake)).findings == ()
    capsys.readouterr()
    assert again(lake) == OK
    assert "nothing to do" in capsys.readouterr().out
    assert ingest(lake, pages) == OK
    assert "nothing new" in capsys.readouterr().out
    assert again(lake, "--no-options", "--json") == OK
    assert [run["tally"]["pages"] for run in json.loads(capsys.readouterr().out)["runs"]] == [9]
    assert table_bytes(lake) == plain


def test_a_newer_version(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is read with the options that it was read with before, and the tables have a fresh lake's bytes."""
    lake, fresh = tmp_path / "lake", tmp_path / "fresh"
    dated = write_pages(tmp_path / "2024" / "03" / "07", x=page("永定", published=None))
    for root in (lake, fresh):
        if root == fresh:
            newer(monkeypatch, "9.9.9")
        assert ingest(root, pages) == OK
        assert ingest(root, dated, path_date="%Y/%m/%d") == OK
    assert {row["pipeline_version"] for row in rows(fresh, "articles")} == {"9.9.9"}
    assert again(lake) == OK
    assert table_bytes(lake) == table_bytes(fresh)
    assert len([run for run in list_runs(Lake(lake)) if run.command == "reprocess"]) == 2
    assert read_files(lake) + read_files(fresh)
    before = len(list(list_runs(Lake(lake))))
    assert again(lake) == OK
    assert len(list(list_runs(Lake(lake)))) == before


def test_a_range_of_days_and_names(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only files that hold a story of these days, or that are named, are read; the others are still to do."""
    lake = tmp_path / "lake"
    assert ingest(lake, pages) == OK
    newer(monkeypatch, "9.9.9")
    assert again(lake, "--from", "2025-05-14", "--to", "2025-05-14") == OK
    assert sorted(Path(row["source_uri"]).name for row in rows(lake, "articles") if row["pipeline_version"] == "9.9.9") == ["p1.txt"]
    assert again(lake, str(pages / "lines.jsonl")) == OK
    assert read_files(lake) == 3
    assert again(lake) == OK
    assert read_files(lake) == 5
    assert again(lake, str(pages / "p1.txt"), "--anyway") == OK
    assert read_files(lake) == 1
    assert again(lake, "elsewhere") == USAGE
    assert again(lake, "--from", "2025-05-14", "--to", "2025-05-13") == USAGE
    assert again(lake, "--no-options", "--path-date", "%Y/%m/%d") == USAGE


def test_files_that_are_gone(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Articles, teasers and dead letters stay; records are made anew from the text; a file that comes back is read."""
    lake, fresh = tmp_path / "lake", tmp_path / "fresh"
    assert ingest(lake, pages) == OK
    before = table_bytes(lake)
    newer(monkeypatch, "9.9.9")
    monkeypatch.setattr(reprocessing, "source_at", lambda uri: None if not uri.endswith("p2.txt") else source_at(uri))
    capsys.readouterr()
    assert again(lake, "--json") == OK
    told = json.loads(capsys.readouterr().out)
    assert (told["gone"], told["remade"]) == (6, 6)
    assert {name: digest for name, digest in table_bytes(lake).items() if "articles/date=2025-05-15" not in name} == {
        name: digest for name, digest in before.items() if "articles/date=2025-05-15" not in name
    }, "the same extraction of the same text gives the same rows"
    assert verify(open_lake(lake)).findings == ()
    runs = len(list(list_runs(Lake(lake))))
    assert again(lake) == OK
    assert len(list(list_runs(Lake(lake)))) == runs
    monkeypatch.undo()
    newer(monkeypatch, "9.9.9")
    assert again(lake) == OK
    assert ingest(fresh, pages) == OK
    assert table_bytes(lake) == table_bytes(fresh)


def test_records_are_really_made_anew(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records that an older version missed come from the lake's own text, for stories whose files are gone, and for no others."""
    lake = tmp_path / "lake"
    with monkeypatch.context() as older:
        older.setattr("transforms.text.extract.find_quantities", lambda *_: ())
        assert ingest(lake, pages, workers=1) == OK
    assert rows(lake, "quantities") == []
    newer(monkeypatch, "9.9.9")
    shutil.rmtree(pages)
    assert again(lake) == OK
    fresh_texts = {row["article_id"] for row in rows(lake, "articles")}
    assert {row["article_id"] for row in rows(lake, "quantities")} == fresh_texts
    assert verify(open_lake(lake)).findings == ()
    assert {row["pipeline_version"] for row in rows(lake, "articles")} != {"9.9.9"}


def test_a_file_that_vanishes_meanwhile(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of its slice is changed, and one line says what to do."""
    lake = tmp_path / "lake"
    assert ingest(lake, pages) == OK
    before = table_bytes(lake)
    newer(monkeypatch, "9.9.9")

    def vanishing(uri: str) -> Source | None:
        source = source_at(uri)
        if source is not None and uri.endswith("p1.txt"):
            Path(source.path).rename(tmp_path / "elsewhere")
            return replace(source, path=str(tmp_path))  # may be read, as far as the permissions go
        return source

    monkeypatch.setattr(reprocessing, "source_at", vanishing)
    assert again(lake) == FAILED
    assert "p1.txt could not be read: the lake keeps what it holds of it" in capsys.readouterr().err
    assert table_bytes(lake) == before
    (tmp_path / "elsewhere").rename(pages / "p1.txt")
    monkeypatch.undo()
    newer(monkeypatch, "9.9.9")
    assert again(lake) == OK
    assert {row["pipeline_version"] for row in rows(lake, "articles")} == {"9.9.9"}


def test_a_file_is_replaced_in_one_commit(tmp_path: Path) -> None:
    """However many slices it would fill, so that no reader ever sees a part of its pages gone."""
    lines, lake = tmp_path / "lines.jsonl", tmp_path / "lake"
    texts = [json.dumps({"text": page("清浦", amount=number)}, ensure_ascii=False) for number in range(100, 130)]
    lines.write_text("\n".join(texts), encoding="utf-8")
    assert ingest(lake, lines, slice_bytes="4k", workers=1) == OK
    assert next(list_runs(Lake(lake))).slices > 1
    assert again(lake, "--slice-bytes", "4k", "--assume-year-before", ASSUME) == OK
    assert next(list_runs(Lake(lake))).slices == 1
    assert read_files(lake) == 30
    assert len(rows(lake, "articles")) == 30


def test_after_a_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migrated lake read again has the bytes of a fresh one."""
    lake = unpack(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["migrate", "--lake", "lake"]) == OK
    assert again(lake) == OK
    assert read_files(lake) == 5
    assert ingest(tmp_path / "fresh", "crawl") == OK
    assert table_bytes(lake) == table_bytes(tmp_path / "fresh")


def stories(lake: Path) -> set[str]:
    """The ids of all articles."""
    return {row["article_id"] for row in rows(lake, "articles")}


def die_and_go_on(base: Path, lake: Path, at: int, wanted: dict[str, str], everything: set[str]) -> bool:
    """Reprocess dying at an operation; recovered, no story is missing; a second call leads to the wanted bytes. False where it didn't die."""
    shutil.rmtree(lake, ignore_errors=True)
    shutil.copytree(base, lake)
    chosen = Chosen(reading=made_by.Reading(assume_latest_year_before=made_by.date.fromisoformat(ASSUME)))
    try:
        reprocess(lake, chosen, OPTIONS, Progress(quiet=True), DyingFiles(at))
    except Killed:
        recover(open_lake(lake), Files())
        assert stories(lake) == everything
        reprocess(lake, chosen, OPTIONS, Progress(quiet=True), Files())
        assert table_bytes(lake) == wanted
        assert [finding for finding in verify(open_lake(lake)).findings if not finding.where.startswith("_runs/")] == []
        return True
    return False


def killed_at(points: range, pages: Path, tmp_path: Path) -> int:
    """Kill at these operations, with half of the files gone where the number is odd; how many kills."""
    base, fresh = tmp_path / "base", tmp_path / "fresh"
    assert ingest(base, pages) == OK
    assert ingest(fresh, pages, assume_year_before=ASSUME) == OK
    return sum(die_and_go_on(base, tmp_path / "lake", at, table_bytes(fresh), stories(base)) for at in points)


def test_killed_at_some_operations(pages: Path, tmp_path: Path) -> None:
    """No story is ever missing, and a second call goes on to the bytes of a fresh lake."""
    assert killed_at(range(5, 300, 59), pages, tmp_path) >= 4


@pytest.mark.slow
def test_killed_at_every_operation(pages: Path, tmp_path: Path) -> None:
    """The same at all of them."""
    assert killed_at(range(1, 400), pages, tmp_path) >= 100


def test_killed_while_records_are_made_anew(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the operation, the tables stay as they are where the extraction is the same, and a second call ends it."""
    base = tmp_path / "base"
    assert ingest(base, pages) == OK
    before = table_bytes(base)
    newer(monkeypatch, "9.9.9")
    shutil.rmtree(pages)
    for at in range(2, 40, 6):
        lake = tmp_path / "lake"
        shutil.rmtree(lake, ignore_errors=True)
        shutil.copytree(base, lake)
        with pytest.raises(Killed):
            reprocess(lake, Chosen(), OPTIONS, Progress(quiet=True), DyingFiles(at))
        reprocess(lake, Chosen(), OPTIONS, Progress(quiet=True), Files())
        assert table_bytes(lake) == before
        assert verify(open_lake(lake)).findings == ()


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 20))])
def test_sigkill_at_a_random_moment(seed: int, pages: Path, tmp_path: Path) -> None:
    """A real process killed: the next call leads to the bytes of a fresh lake."""
    lake, fresh, chance = tmp_path / "lake", tmp_path / "fresh", random.Random(seed)
    assert ingest(lake, pages) == OK
    assert ingest(fresh, pages, assume_year_before=ASSUME) == OK
    flags = ["--lake", str(lake), "--assume-year-before", ASSUME, "--slice-bytes", "1000", "--workers", "1", "--quiet"]
    command = [sys.executable, "-m", "pipeline.cli", "reprocess", *flags]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:  # noqa: S603 - our own module
        time.sleep(2 + chance.random() * 4)
        process.kill()
    assert again(lake, "--assume-year-before", ASSUME) == OK
    assert table_bytes(lake) == table_bytes(fresh)
    assert verify(open_lake(lake)).findings == ()
