"""Files on disk as pages."""

import os
from pathlib import Path

import apache_beam as beam
from apache_beam.testing.util import assert_that, equal_to

from schemas.records import DeadLetter
from schemas.stages import Manifest, Page, PageHints, Source
from transforms.decode import DecodePages
from transforms.read import ReadPages, read_source


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


def test_fifo_is_not_waited_for(tmp_path: Path) -> None:
    """A FIFO without a writer is a dead letter at once."""
    os.mkfifo(tmp_path / "a.txt")
    (letter,) = read_source(source(tmp_path / "a.txt"))

    assert isinstance(letter, DeadLetter)
    assert (letter.reason, letter.detail) == ("unreadable", "not a regular file")
