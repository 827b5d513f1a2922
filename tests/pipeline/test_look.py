"""A look at a watched folder gives the files that rest and are new, each once, and learns which folders need no second look."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from pipeline.discover import find_sources
from pipeline.lake.ledger_rows import SourceRow
from pipeline.look import Look, Quiet
from pipeline.stamps import RESTED_NS, source_row

LATER = 2 * RESTED_NS


class Ledger:
    """What has been read, as the lake's ledger would tell it."""

    def __init__(self) -> None:
        self.rows: dict[str, SourceRow] = {}

    def known(self, uris: Iterable[str]) -> dict[str, SourceRow]:
        """What is known of them."""
        return {uri: self.rows[uri] for uri in uris if uri in self.rows}


class Watched:
    """A folder that is looked at again and again, at a time that the test sets ahead."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = Ledger()
        self.quiet: Quiet = {}
        self.ahead = LATER
        self.last = self._look()

    def _look(self) -> Look:
        return Look(str(self.folder), self.folder / "lake", self.ledger.known, self.now, self.quiet)

    def now(self) -> int:
        """The time of a look."""
        return time.time_ns() + self.ahead

    def take(self) -> list[str]:
        """Look, and note as read what is found; the names."""
        self.last = self._look()
        found = list(self.last.sources())
        self.ledger.rows |= {source.uri: source_row(source, self.now()) for source in found}
        return sorted(str(Path(source.path).relative_to(self.folder)) for source in found)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """A folder with a page in it and one below it."""
    (tmp_path / "in" / "sub").mkdir(parents=True)
    for name in ("a.txt", "sub/b.html"):
        (tmp_path / "in" / name).write_text("x")
    return Watched(tmp_path / "in")


def test_what_is_new_is_given_once(watched: Watched) -> None:
    """All at first, nothing when it is known, then what came."""
    assert watched.take() == ["a.txt", "sub/b.html"]
    assert watched.take() == []
    (watched.folder / "sub" / "c.txt").write_text("x")
    assert watched.take() == ["sub/c.txt"]


def test_a_file_is_given_when_it_rests(watched: Watched) -> None:
    """What was just written is waited for, and the look says how long."""
    watched.ahead = 0
    assert watched.take() == []
    assert watched.last.waiting == 2
    assert watched.last.rests_in_ns is not None
    assert 0 < watched.last.rests_in_ns <= RESTED_NS
    watched.ahead = LATER
    assert watched.take() == ["a.txt", "sub/b.html"]
    assert watched.last.rests_in_ns is None


def test_it_finds_what_ingest_would_read(watched: Watched, tmp_path: Path) -> None:
    """Hidden and unfinished files, images, metadata, links to folders and the lake are left out by both, and URIs are the same."""
    for name in ("lake/_runs/r.txt", ".hidden", "z.part", "i.png", "m.html", "m.html.json", "n.txt", "n.json", "alone.json", "odd#%41.txt"):
        (watched.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (watched.folder / name).write_text("{}")
    (watched.folder / "link").symlink_to(tmp_path)
    (watched.folder / "broken").symlink_to(tmp_path / "nothing")
    ingested = {
        source for source in find_sources([str(watched.folder)], tmp_path, None, watched.folder / "lake").sources if "broken" not in source.uri
    }
    assert set(watched._look().sources()) == ingested


def test_a_file_written_to_again_is_seen_by_a_look_at_every_file(watched: Watched) -> None:
    """A folder that nothing was added to is passed by until then."""
    watched.take()
    watched.take()
    assert str(watched.folder / "sub") in watched.quiet
    (watched.folder / "sub" / "b.html").write_text("longer")
    assert watched.take() == []
    assert watched.last.files == 0
    watched.quiet.clear()
    assert watched.take() == ["sub/b.html"]


def test_a_folder_is_not_passed_by_too_early(watched: Watched) -> None:
    """One that changed within the last two seconds may change again without its time telling, and one with a file that doesn't rest is looked at."""
    watched.take()
    watched.ahead = 0
    watched.take()
    assert watched.quiet == {}


def test_metadata_that_come_later_or_change_count(watched: Watched) -> None:
    """The page is read again with them."""
    sidecar = watched.folder / "sub" / "b.json"
    watched.take()
    for text in ("{}", '{"title": "x"}'):
        time.sleep(0.01)
        sidecar.write_text(text)
        watched.quiet.clear()
        assert set(watched.take()) == {"sub/b.html"}
    assert watched.take() == []
    sidecar.unlink()
    assert watched.take() == ["sub/b.html"]


def test_a_folder_that_can_not_be_listed_is_told(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are looked at all the same; where the watched folder itself is gone there is nothing to look at."""
    listed = os.scandir

    def refusing(path: str) -> object:
        if path.endswith("sub"):
            raise PermissionError(13, "Permission denied", path)
        return listed(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert watched.take() == ["a.txt"]
    assert "sub: permission is denied" in watched.last.unreadable[0]
    monkeypatch.undo()
    assert watched.take() == ["sub/b.html"]
    watched.folder.rename(watched.folder.with_name("away"))
    with pytest.raises(FileNotFoundError):
        watched.take()
