"""Files on disk as pages."""

import io
import os
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

from schemas.inputs import Caps, Manifest, ReadRules, Source
from schemas.records import DeadLetter
from schemas.stages import Page, PageHints
from transforms.beam.decode import DecodePages
from transforms.beam.read import ReadPages
from transforms.read import read_source


def source(path: Path) -> Source:
    """The source of a file that is there."""
    return Source(path.name, str(path), 0, 0)


def test_graph_reads_and_decodes_a_manifest(tmp_path: Path) -> None:
    """A manifest of a page, an empty file and one that is gone gives one text and two dead letters."""
    (tmp_path / "甲.txt").write_bytes("南溪县举行插秧比赛。\r\n".encode("gb18030"))
    (tmp_path / "空.txt").touch()
    manifest = Manifest(tuple(source(tmp_path / name) for name in ("甲.txt", "空.txt", "无.txt")))
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        read = pipeline | beam.Create([manifest]) | ReadPages()
        decoded = read.pages | DecodePages()
        assert_that(decoded.decoded | beam.Map(lambda page: (page.source_uri, page.text)), equal_to([("甲.txt", "南溪县举行插秧比赛。\n")]))
        dead = (read.dead, decoded.dead) | beam.Flatten() | beam.Map(lambda letter: (letter.source_uri, letter.reason))
        assert_that(dead, equal_to([("空.txt", "empty"), ("无.txt", "unreadable")]), label="dead")


def test_file_is_a_page_untouched(tmp_path: Path) -> None:
    """A page's bytes are the file's, and its extension is a hint."""
    (tmp_path / "a.HTML").write_bytes(b"\xff\x00\r\n")

    assert list(read_source(source(tmp_path / "a.HTML"))) == [Page("a.HTML", b"\xff\x00\r\n", PageHints(media_type="text/html"))]


def test_metadata_beside_a_page_is_its_hints(tmp_path: Path) -> None:
    """A sidecar's fields and the date in the path are hints; a sidecar that is broken costs nothing but itself."""
    page, sidecar = tmp_path / "20240501.html", tmp_path / "20240501.json"
    page.write_text("<p>1</p>")
    sidecar.write_text('{"title": "题", "url": "http://a.cn", "published": "2024-05-02", "source": "县报", "charset": "gbk"}')
    noted = replace(source(page), sidecar=str(sidecar))
    rules = ReadRules(path_date="%Y%m%d")
    hints = PageHints("gbk", "text/html", "http://a.cn", "题", "2024-05-02", "县报", date(2024, 5, 1))

    assert [item.hints for item in read_source(noted, rules) if isinstance(item, Page)] == [hints]
    sidecar.write_text("{")
    assert [item.hints for item in read_source(noted) if isinstance(item, Page)] == [PageHints(media_type="text/html")]


class GrowingFile(io.FileIO):
    """A file that somebody appends to whenever it is read, so many times."""

    times = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, and then append."""
        data = super().read(-1 if size is None else size)
        if data and GrowingFile.times:
            GrowingFile.times -= 1
            with Path(os.fsdecode(self.name)).open("ab") as file:
                file.write(b"{}\n")
        return data


@pytest.fixture
def growing(monkeypatch: pytest.MonkeyPatch) -> type[GrowingFile]:
    """Files grow while they are read."""
    monkeypatch.setattr("transforms.read._opened", lambda path: GrowingFile(path))  # noqa: PLW0108 - patched by name
    return GrowingFile


def test_file_that_grows_is_read_again(tmp_path: Path, growing: type[GrowingFile]) -> None:
    """A page that was whole at the next look is taken in whole."""
    (tmp_path / "a.txt").write_text("one")
    growing.times = 2

    assert list(read_source(source(tmp_path / "a.txt"))) == [Page("a.txt", b"one{}\n{}\n", PageHints(media_type="text/plain"))]


def test_file_that_goes_on_growing_is_told(tmp_path: Path, growing: type[GrowingFile]) -> None:
    """A page that never rests is a dead letter and no page; of lines, those that were there are given."""
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "a.jsonl").write_text('{"text": "1"}\n')
    growing.times = 100

    (letter,) = read_source(source(tmp_path / "a.txt"))
    assert isinstance(letter, DeadLetter)
    assert letter.reason == "unstable"
    page, told = read_source(source(tmp_path / "a.jsonl"))
    assert isinstance(page, Page)
    assert isinstance(told, DeadLetter)
    assert (page.source_uri, told.source_uri, told.reason) == ("a.jsonl#1", "a.jsonl", "unstable")


@pytest.mark.parametrize("name", ["folder.txt", "gone.txt", "nul\0.txt", "loop.txt", "x" * 300])
def test_what_is_no_file_is_told(tmp_path: Path, name: str) -> None:
    """A folder, a file that is gone, a name that can't be, a loop of links: dead letters."""
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (letter,) = read_source(Source("a", f"{tmp_path}/{name}", 0, 0))

    assert isinstance(letter, DeadLetter)
    assert letter.reason == "unreadable"


def test_zip_on_disk_is_not_held_in_memory(tmp_path: Path) -> None:
    """An archive larger than what may be held of one within another is read where it can be sought in."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", bytes(100))
        archive.writestr("b.txt", b"1")
    rules = ReadRules(Caps(archive_bytes=50, page_bytes=1000))

    assert [item.source_uri for item in read_source(source(tmp_path / "a.zip"), rules) if isinstance(item, Page)] == ["a.zip#a.txt", "a.zip#b.txt"]


def test_fifo_is_not_waited_for(tmp_path: Path) -> None:
    """A FIFO without a writer is a dead letter at once."""
    os.mkfifo(tmp_path / "a.txt")
    (letter,) = read_source(source(tmp_path / "a.txt"))

    assert isinstance(letter, DeadLetter)
    assert (letter.reason, letter.detail) == ("unreadable", "not a regular file")
