"""Files that are moved: their pages are the same pages, and the lake is what a fresh one of the present folder would be."""

import gzip
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.lake.folders import open_lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.verify import verify
from tests.helpers import ingest, page, rows, table_bytes, write_pages

LINES = "".join(json.dumps({"text": page(town, teasers=1)}, ensure_ascii=False) + "\n" for town in ("安溪", "德化"))


def folder_of(root: Path) -> Path:
    """Stories, the same bytes twice, an index, a dead page, and lines."""
    write_pages(root, one=page("清浦", teasers=2), two=page("洛川", published=None), copy=page("洛川", published=None), empty="")
    write_pages(root / "sub", index="\n".join(f"县域 第{number}届桃花节开幕 2025-04-{number + 10}" for number in range(1, 12)))
    (root / "all.jsonl.gz").write_bytes(gzip.compress(LINES.encode()))
    return root


def rename(root: Path) -> None:
    """Every file gets another name."""
    for path in [path for path in root.rglob("*") if path.is_file()]:
        path.rename(path.with_name(f"new-{path.name}"))


def move_all(root: Path) -> None:
    """Into another folder."""
    (root / "archive").mkdir()
    for path in [path for path in root.iterdir() if path.name != "archive"]:
        path.rename(root / "archive" / path.name)


def swap(root: Path) -> None:
    """Two files change names with one another."""
    (root / "one.txt").rename(root / "x")
    (root / "two.txt").rename(root / "one.txt")
    (root / "x").rename(root / "two.txt")


def move_the_copy(root: Path) -> None:
    """Of two files with the same bytes one is moved, and one stays."""
    (root / "copy.txt").rename(root / "sub" / "a-copy.txt")


MOVES: dict[str, Callable[[Path], None]] = {"renamed": rename, "moved": move_all, "swapped": swap, "one of two": move_the_copy}


@pytest.mark.parametrize("move", MOVES)
def test_a_moved_file_is_the_same_page(move: str, tmp_path: Path) -> None:
    """The bytes of every table, and what the ledger knows, are those of a fresh lake."""
    pages, lake, fresh = folder_of(tmp_path / "in"), tmp_path / "lake", tmp_path / "fresh"
    assert ingest(lake, pages) == 0
    MOVES[move](pages)
    assert ingest(lake, pages) == 0
    assert ingest(fresh, pages) == 0
    assert table_bytes(lake) == table_bytes(fresh)
    assert verify(open_lake(lake)).findings == ()
    with open_ledger_for_reading(open_lake(lake)) as moved, open_ledger_for_reading(open_lake(fresh)) as anew:
        assert list(moved.all_pages()) == list(anew.all_pages())
        assert moved.counts() == anew.counts()


def test_a_file_that_comes_back_is_read(tmp_path: Path) -> None:
    """Also one that looks as it did: a disk that was away."""
    pages, lake = folder_of(tmp_path / "in"), tmp_path / "lake"
    past = 1_700_000_000
    os.utime(pages / "one.txt", (past, past))
    ingest(lake, pages)
    shutil.copy2(pages / "one.txt", pages / "zwei.txt")
    kept = tmp_path / "away"
    (pages / "one.txt").rename(kept)
    ingest(lake, pages)
    assert [row["source_uri"] for row in rows(lake, "articles") if "清浦" in row["text"]] == [str(pages / "zwei.txt")]
    kept.rename(pages / "one.txt")
    ingest(lake, pages)
    (story,) = [row for row in rows(lake, "articles") if "清浦" in row["text"]]
    assert (story["source_uri"], story["duplicates"]) == (str(pages / "one.txt"), [str(pages / "zwei.txt")])


def test_a_file_that_is_gone_and_comes_back_nowhere_keeps_what_it_gave(tmp_path: Path) -> None:
    """A lake is an archive: only forget takes pages out of it."""
    pages, lake = folder_of(tmp_path / "in"), tmp_path / "lake"
    ingest(lake, pages)
    before = table_bytes(lake)
    (pages / "one.txt").unlink()
    (pages / "copy.txt").unlink()
    ingest(lake, pages)
    assert table_bytes(lake) == before
