"""What is forgotten is gone from everything that the lake holds, in one commit, and stays out until it is remembered."""

import json
from pathlib import Path

import pytest

from pipeline.cli import OK, USAGE, main
from pipeline.lake.dead_letters import read_dead_letters
from pipeline.lake.folders import open_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.verify import verify
from schemas.tables import TABLES
from tests.helpers import ingest, page, rows, table_bytes, write_pages

EARLY, LATE = "2025-05-01 08:00", "2025-05-02 08:00"


def forget(lake: Path, *arguments: str) -> int:
    """Run `zhengwen forget`; the exit code."""
    return main(["forget", "--lake", str(lake), "--quiet", *arguments])


def page_id(lake: Path, name: str) -> str:
    """The id of the page of that file, from the ledger."""
    with open_ledger(open_lake(lake)) as ledger:
        return next(row.page_id for row in ledger.all_pages() if row.uri.endswith(name))


def same_as_never_read(lake: Path, *inputs: Path | str) -> bool:
    """Whether the lake is sound and its tables are those of a lake that read only these inputs."""
    assert verify(open_lake(lake)).findings == ()
    other = lake.with_name(f"{lake.name}-other")
    assert OK == ingest(other, *inputs)
    return table_bytes(lake) == table_bytes(other)


def test_a_source_is_gone_and_stays_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """From tables, ledger and dead letters; the next ingest leaves it out, and says so, until it is remembered."""
    monkeypatch.chdir(tmp_path)
    lake = tmp_path / "lake"
    write_pages(Path("in/a"), x=page("清浦", teasers=2), empty="")
    write_pages(Path("in/b"), y=page("洛川", teasers=1), nothing="")
    assert OK == ingest(lake, "in")
    full = table_bytes(lake)

    assert OK == forget(lake, "--source", "in/a")
    assert same_as_never_read(lake, "in/b")
    with open_ledger(open_lake(lake)) as ledger:
        assert {row.uri for row in ledger.all_pages() if row.outcome != "forgotten"} == {"in/b/y.txt", "in/b/nothing.txt"}
        assert ledger.counts().pages == 2
    assert {letter.source_uri for path in (lake / "_dead_letters").iterdir() for letter in read_dead_letters(path)} == {"in/b/nothing.txt"}

    kept = table_bytes(lake)
    capsys.readouterr()
    assert OK == main(["ingest", "in", "--lake", str(lake)])
    assert "2 pages are to be forgotten: left out" in capsys.readouterr().out
    Path("in/a/x.txt").write_text(page("陵水"), encoding="utf-8")
    assert OK == ingest(lake, "in")
    assert table_bytes(lake) == kept

    write_pages(Path("in/a"), x=page("清浦", teasers=2))
    assert OK == forget(lake, "--source", "in/a", "--remember")
    assert OK == ingest(lake, "in")
    assert table_bytes(lake) == full
    assert verify(open_lake(lake)).findings == ()


def test_a_page_is_gone_under_every_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its bytes are forgotten: in a copy that the lake holds, in one that comes later, and not what takes its file's name."""
    folder, lake = tmp_path / "in", tmp_path / "lake"
    write_pages(folder, a=page("清浦", teasers=1), copy=page("清浦", teasers=1), b=page("洛川"))
    assert OK == ingest(lake, folder)
    gone = page_id(lake, "a.txt")
    capsys.readouterr()
    assert OK == forget(lake, "--page", gone, "--json")
    assert json.loads(capsys.readouterr().out)["pages"] == 2
    assert same_as_never_read(lake, folder / "b.txt")

    write_pages(folder, later=page("清浦", teasers=1), a=page("文昌"))
    assert OK == ingest(lake, folder)
    assert sorted(Path(row["source_uri"]).name for row in rows(lake, "articles")) == ["a.txt", "b.txt"]
    main(["forget", "--lake", str(lake), "--list"])
    assert f"page {gone}" in capsys.readouterr().out


def test_the_next_page_in_line_speaks(tmp_path: Path) -> None:
    """An article that another page gives too stays, with that page's own date, title and teasers."""
    folder, lake = tmp_path / "in", tmp_path / "lake"
    write_pages(folder, first=page("清浦", published=EARLY, teasers=1), second=page("清浦", published=LATE, teasers=2))
    assert OK == ingest(lake, folder)
    (article,) = rows(lake, "articles")
    assert article["source_uri"].endswith("first.txt")

    assert OK == forget(lake, "--source", article["source_uri"])
    assert same_as_never_read(lake, folder / "second.txt")


def test_the_next_page_in_line_may_be_out_of_reach(tmp_path: Path) -> None:
    """Where its file is gone, the article stays under its name."""
    folder, lake = tmp_path / "in", tmp_path / "lake"
    write_pages(folder, first=page("清浦", published=EARLY), second=page("清浦", published=LATE))
    assert OK == ingest(lake, folder)
    (folder / "second.txt").unlink()
    assert OK == forget(lake, "--source", str(folder / "first.txt"))
    (article,) = rows(lake, "articles")
    assert article["source_uri"].endswith("second.txt")
    assert article["duplicates"] == []
    assert verify(open_lake(lake)).findings == ()


def test_a_page_within_a_file(tmp_path: Path) -> None:
    """A line is forgotten, the others stay; also when the file that held them is gone, or changes."""
    lake, lines = tmp_path / "lake", tmp_path / "pages.jsonl"
    texts = {town: json.dumps({"text": page(town, teasers=1)}, ensure_ascii=False) + "\n" for town in ("清浦", "洛川", "陵水")}
    lines.write_text("".join(texts.values()), encoding="utf-8")
    assert OK == ingest(lake, lines)
    (gone,) = (row for row in rows(lake, "articles") if "洛川" in row["text"])
    data = lines.read_bytes()
    lines.unlink()
    assert OK == forget(lake, "--page", gone["page_id"])
    assert verify(open_lake(lake)).findings == ()
    assert all("洛川" not in str(row) for table in TABLES for row in rows(lake, table))

    lines.write_bytes(data + json.dumps({"text": page("文昌")}, ensure_ascii=False).encode())
    assert OK == ingest(lake, lines)
    assert sorted(row["text"][:2] for row in rows(lake, "articles")) == sorted(["清浦", "陵水", "文昌"])
    assert verify(open_lake(lake)).findings == ()


def test_everything_may_be_forgotten(tmp_path: Path) -> None:
    """Nothing is left, and the lake is sound."""
    folder, lake = write_pages(tmp_path / "in", a=page("清浦", teasers=1), empty=""), tmp_path / "lake"
    assert OK == ingest(lake, folder)
    assert OK == forget(lake, "--source", f"{folder}/")
    assert table_bytes(lake) == {}
    assert verify(open_lake(lake)).findings == ()


def test_what_the_lake_does_not_know_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A typing error must not pass for something forgotten."""
    lake = tmp_path / "lake"
    assert OK == ingest(lake, write_pages(tmp_path / "in", a=page("清浦")))
    before = table_bytes(lake)
    for arguments in ([], ["--page", "0" * 64], ["--source", "in/other"], ["--source", ""], ["--source", "x", "--remember"]):
        capsys.readouterr()
        assert USAGE == forget(lake, *arguments)
        assert capsys.readouterr().err.count("\n") == 1
    assert table_bytes(lake) == before
