"""From what the user names to sources."""

import io
import os
from pathlib import Path

import pytest

from pipeline.discover import Found, InputError, find_sources
from schemas.records import DeadLetter
from transforms.read import read_source
from transforms.text.source_uris import file_path

FILES = ("b.html", "b.html.json", "2024/a.txt", "2024/a.json", "2024/lone.json", "x.part", ".git/c.txt", "y.png", "lake/_runs/r.json", "z#1.txt")
NOTHING = {"gone": "nothing there", "gone/*.txt": "nothing there", "crawl/empty": "no pages in", "-": "standard input"}


@pytest.fixture
def crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as a crawler leaves it, within the working folder."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "crawl"
    for name in (
        "b.html",
        "b.html.json",
        "2024/a.txt",
        "2024/a.json",
        "2024/lone.json",
        "x.part",
        ".git/c.txt",
        "y.png",
        "lake/_runs/r.json",
        "z#1.txt",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}" if name.endswith("json") else "页")
    return folder


def find(*names: str, lake: str = "crawl/lake", stdin: bytes | None = None) -> Found:
    """What is found, with the lake in the crawl's folder."""
    return find_sources(names, Path("spool"), None if stdin is None else io.BytesIO(stdin), Path(lake))


def uris(*names: str) -> list[str]:
    """The addresses of what is found."""
    return [source.uri for source in find(*names).sources]


@pytest.mark.usefixtures("crawl")
def test_folder_gives_its_pages_sorted() -> None:
    """Pages come sorted and addressed as the user named the folder; what is none is left out and counted."""
    found = find("crawl")

    assert [source.uri for source in found.sources] == ["crawl/2024/a.txt", "crawl/2024/lone.json", "crawl/b.html", "crawl/z%231.txt"]
    assert {str(skip): count for skip, count in found.skipped} == {
        "hidden": 1,
        "unfinished": 1,
        "metadata of another file": 2,
        "no page by its extension": 1,
        "the lake itself": 1,
    }


def test_metadata_is_noted(crawl: Path) -> None:
    """page.html.json and page.json are noted with their page, wherever the page was named."""
    for name in ("crawl", "crawl/b.html", "crawl/b.*"):
        assert {source.uri: source.sidecar for source in find(name).sources}["crawl/b.html"] == str(crawl / "b.html.json")
    assert next(iter(find("crawl/2024").sources)).sidecar == str(crawl / "2024/a.json")


@pytest.mark.usefixtures("crawl")
def test_named_file_is_always_read() -> None:
    """What the user names is read whatever it is called, and once however often it is named."""
    assert uris("crawl/y.png", "./crawl/y.png", "crawl/../crawl/x.part") == ["crawl/x.part", "crawl/y.png"]


@pytest.mark.usefixtures("crawl")
def test_globs_are_expanded() -> None:
    """A glob goes through folders by two stars, and leaves out what a folder would."""
    assert uris("crawl/**/*.txt") == ["crawl/2024/a.txt", "crawl/z%231.txt"]
    assert uris("crawl/b*") == ["crawl/b.html"]


def test_standard_input_is_named_by_its_content(crawl: Path) -> None:
    """The same input has the same address."""
    (source,) = find("-", stdin=b"page").sources

    assert [source] == list(find("-", stdin=b"page").sources) != list(find("-", stdin=b"other").sources)
    assert Path(source.path).read_bytes() == b"page"
    assert sorted(path.name[:6] for path in (crawl.parent / "spool").iterdir()) == ["stdin-", "stdin-"]


@pytest.mark.parametrize(("name", "words"), NOTHING.items())
def test_nothing_to_read_is_told_in_a_line(crawl: Path, name: str, words: str) -> None:
    """The message is one line that says what to do."""
    (crawl / "empty").mkdir()
    with pytest.raises(InputError, match=words) as caught:
        find(name)

    assert "\n" not in str(caught.value)
    assert ":" in str(caught.value)


def test_links_make_no_loop(crawl: Path) -> None:
    """Links to folders are left out, links to files are followed, and a link to itself becomes a dead letter."""
    (crawl / "up").symlink_to(crawl)
    (crawl / "same.txt").symlink_to(crawl / "z#1.txt")
    (crawl / "self.txt").symlink_to("self.txt")
    found = {source.uri: source for source in find("crawl").sources}

    assert "crawl/same.txt" in found
    assert not any(uri.startswith("crawl/up") for uri in found)
    (letter,) = read_source(found["crawl/self.txt"])
    assert isinstance(letter, DeadLetter)
    assert letter.reason == "unreadable"


def test_name_that_is_not_utf8_is_printable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name in GBK has an address in UTF-8, from which the path comes back, and the page is read."""
    monkeypatch.chdir(tmp_path)
    raw = "新闻 100%25#.txt".encode("gbk") + b"\n"
    with open(raw, "wb") as file:  # noqa: PTH123 - a name of bytes
        file.write(b"page")
    (source,) = find(".").sources

    assert source.uri.encode() == b"%D0%C2%CE%C5 100%2525%23.txt%0A"
    assert os.fsencode(file_path(source.uri)) == raw
    assert [type(item).__name__ for item in read_source(source)] == ["Page"]
