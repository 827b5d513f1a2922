"""Commands that change what a lake in a store holds of old: the same tables as of a local lake, and the same words."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import DIFFERENT, FAILED, OK, main
from tests.helpers import page, rows, write_pages
from tests.pipeline.store.lakes import ADDRESS, Stores, stored_tables
from tests.pipeline.store.memory import MemoryObjects

Both = Callable[..., str]


@pytest.fixture
def both(whole: MemoryObjects, stores: Stores, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Both:
    """Runs a command on a local lake and on one in the bucket, each time on a machine of its own; what it says, the same of both."""
    machines = iter(range(100))
    monkeypatch.setattr("pipeline.stamps.RESTED_NS", -(10**10))  # files rest at once

    def run(*words: str, code: int = OK) -> str:
        said = []
        capsys.readouterr()
        for lake in (tmp_path / "lake", ADDRESS):
            assert code == main([*words, "--lake", str(lake), "--work", str(stores.work / f"machine{next(machines)}")])
            said.append(capsys.readouterr().out.replace(str(lake), "LAKE"))
        stored = stored_tables(whole)
        assert {str(path.relative_to(tmp_path / "lake")) for path in (tmp_path / "lake").glob("[a-z]*/*/*")} == {*stored}
        assert all((tmp_path / "lake" / name).read_bytes() == data for name, data in stored.items()), words
        assert said[0].partition("run ")[0] == said[1].partition("run ")[0]
        return said[1]

    return run


@pytest.fixture
def pages(both: Both, tmp_path: Path) -> Path:
    """Pages that both lakes hold: dated ones, one without a date, the same story twice, and one that can't be read."""
    texts = {f"p{number}": page(town, published=f"2025-0{number + 4}-13 09:30") for number, town in enumerate(("清浦", "洛川", "陵水"))}
    folder = write_pages(tmp_path / "in", **texts, again=texts["p0"] + "\n另有一行", undated=page("平和", published=None, teasers=1))
    (folder / "bad.json").write_text("{")
    both("ingest", str(folder), "--quiet")
    return folder


def test_pages_are_read_again(both: Both, pages: Path) -> None:
    """What a reprocess would change, that it does, also where a page's file is gone; then nothing is left to do."""
    options = ("--quiet", "--workers", "1", "--assume-year-before", "2026-01-01")
    assert "something would change" in both("diff", *options, code=DIFFERENT)
    assert "nothing would change" in both("diff", "--quiet")
    both("reprocess", *options)
    (pages / "p1.txt").unlink()
    both("reprocess", "--quiet", "--workers", "1", "--anyway")
    assert "nothing to do" in both("reprocess", "--quiet", "--workers", "1")
    assert "sound" in both("verify")


def test_pages_are_forgotten(both: Both, pages: Path, whole: MemoryObjects, tmp_path: Path) -> None:
    """A page and a bad file are gone from tables, dead letters and what the head leads to; remembered, they come again."""
    (wanted,) = (row["page_id"] for row in rows(tmp_path / "lake", "articles") if row["source_uri"].endswith("p1.txt"))
    both("forget", "--page", wanted, "--source", str(pages / "bad.json"), "--quiet")
    assert wanted in both("forget", "--list")
    assert [] == [name for name in whole.bucket.objects if "/_state/log/" in name]
    assert all(b"bad.json" not in data for name, (data, _) in whole.bucket.objects.items() if "/_dead_letters/" in name)
    both("ingest", str(pages), "--quiet")
    both("forget", "--remember", "--page", wanted)
    both("ingest", str(pages), "--quiet")
    assert any(row["page_id"] == wanted for row in rows(tmp_path / "lake", "articles"))
    assert "sound" in both("verify")


def test_partitions_are_made_anew(both: Both, pages: Path, stores: Stores) -> None:
    """By month and by day again; machines that never saw the lake go on with it, and one that knew it before finds it sound."""
    earlier = ("verify", "--lake", str(ADDRESS), "--work", str(stores.work / "earlier"))
    assert OK == main([*earlier])
    assert "partitioned by month" in both("compact", "--partition-by", "month")
    assert OK == main([*earlier])
    write_pages(pages, later=page("石泉", published="2025-04-20 09:30"))
    both("ingest", str(pages), "--quiet")
    assert "sound" in both("verify")
    both("compact", "--partition-by", "day")
    both("compact")
    assert "sound" in both("verify")


def test_pages_of_a_store_are_read_again(both: Both, whole: MemoryObjects) -> None:
    """What failed is retried when its object is mended, and all is reprocessed; the records of a page whose object is gone come from its text."""
    for number, town in enumerate(("清浦", "洛川")):
        whole.write(f"crawl/p{number}.txt", page(town, published=f"2025-0{number + 4}-13 09:30").encode())
    whole.write("crawl/bad.json", b"{")
    both("ingest", "s3://bucket/crawl", "--quiet")
    whole.write("crawl/bad.json", json.dumps({"text": page("石泉")}).encode())
    assert "1 stories" in both("retry", "--reason", "bad_json", "--quiet")
    both("reprocess", "--quiet", "--anyway", "--workers", "1")
    whole.remove(["crawl/p1.txt"])
    assert "1 files are gone: the records of 1 stories" in both("reprocess", "--quiet", "--anyway", "--workers", "1")
    assert "sound" in both("verify")


def test_snapshots_stay_as_they_were(both: Both, pages: Path, whole: MemoryObjects, tmp_path: Path) -> None:
    """Taken once under a name, not changed by a later run, found sound, and gone when they are dropped."""
    both("snapshot", "before")
    kept = {str(path.relative_to(tmp_path / "lake")): path.read_bytes() for path in (tmp_path / "lake" / "_snapshots").rglob("*.parquet")}
    write_pages(pages, later=page("石泉", published="2025-04-20 09:30"))
    both("ingest", str(pages), "--quiet")
    assert kept == {name.removeprefix(ADDRESS.key("")): data for name, (data, _) in whole.bucket.objects.items() if "/_snapshots/" in name}
    assert "before" in both("snapshot")
    both("snapshot", "before", code=FAILED)
    assert "sound" in both("verify")
    both("snapshot", "before", "--drop")
    assert "no snapshots" in both("snapshot")
    both("snapshot", "before", "--drop", code=FAILED)
    assert [] == [name for name in whole.bucket.objects if "/_snapshots/" in name]
