"""From a file's bytes to its pages, through whatever they are wrapped in."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from schemas.records import DeadLetter
from schemas.stages import Caps, Page, PageHints, ReadRules
from transforms.text.containers.entries import Entry
from transforms.text.containers.streams import Budget, ByteReader, FileStream
from transforms.text.containers.unpack import unpack

SMALL = ReadRules(Caps(page_bytes=1000, archive_bytes=100_000))


def items_of(data: bytes, name: str = "f", rules: ReadRules = SMALL, *, seekable: bool = False) -> list[Page | DeadLetter]:
    """All that a file of these bytes gives."""
    file = io.BytesIO(data)
    reader = ByteReader(FileStream(file, len(data)), file if seekable else None)
    return list(unpack(Entry(name, name), reader, rules, Budget(rules.caps.archive_bytes + rules.caps.unpack_ratio * len(data))))


def told(items: list[Page | DeadLetter]) -> list[tuple[str, object]]:
    """Each item's address, and a page's bytes or a dead letter's reason."""
    return [(item.source_uri, item.reason if isinstance(item, DeadLetter) else item.data) for item in items]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes], tar_format: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tar_format) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("codec", PACKERS)
def test_compressed_page_keeps_its_address(codec: str) -> None:
    """A compressed page is the page that it holds, with the media type of its inner name."""
    (page,) = items_of(PACKERS[codec](b"<p>page</p>"), f"a.html.{codec}")

    assert isinstance(page, Page)
    assert (page.source_uri, page.data, page.hints.media_type) == (f"a.html.{codec}", b"<p>page</p>", "text/html")


@pytest.mark.parametrize("codec", PACKERS)
def test_members_one_after_another_are_read_on(codec: str) -> None:
    """Streams of several members, as parallel compressors write them, are read whole."""
    assert told(items_of(PACKERS[codec](b"one ") + PACKERS[codec](b"two"))) == [("f", b"one two")]


@pytest.mark.parametrize("codec", PACKERS)
def test_cut_stream_is_told(codec: str) -> None:
    """A compressed page that ends early is a dead letter."""
    assert told(items_of(PACKERS[codec](bytes(range(200)))[:-6])) == [("f", "bad_archive")]


@pytest.mark.parametrize("codec", PACKERS)
def test_bomb_is_stopped(codec: str) -> None:
    """A page that unpacks to much more than a page is a dead letter."""
    assert told(items_of(PACKERS[codec](bytes(5_000_000)))) == [("f", "too_large")]


def test_streams_within_streams_have_a_cap() -> None:
    """Gz in gz is read up to the cap, and told beyond it."""
    data = b"page"
    for depth in range(5):
        assert told(items_of(data)) == [("f", b"page" if depth <= 3 else "too_deep")]
        data = gzip.compress(data)


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_archive_gives_its_members(pack: Callable[[dict[str, bytes]], bytes]) -> None:
    """An archive's pages are addressed by their names, however these look, and assets are left out."""
    members = {
        "a/一.txt": b"1",
        "../../etc/passwd": b"2",
        "b.png": b"3",
        ".hidden.txt": b"4",
        "c.jsonl": b'{"text":"5"}\n',
        "d.txt.gz": gzip.compress(b"6"),
    }
    expected = [("f#a/一.txt", b"1"), ("f#../../etc/passwd", b"2"), ("f#c.jsonl#1", b"5"), ("f#d.txt.gz", b"6")]

    assert told(items_of(pack(members))) == expected
    assert told(items_of(gzip.compress(pack(members)))) == expected


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves its temporary files to the collector
def test_warc_gives_its_pages() -> None:
    """A web archive written by warcio gives the pages of its good responses with what their headers say."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    for url, status, kind, body in (
        ("http://a.cn/1", "200 OK", "text/html; charset=gbk", "新闻".encode("gbk")),
        ("http://a.cn/2", "404 Not Found", "text/html", b"gone"),
        ("http://a.cn/3", "200 OK", "image/png", b"png"),
    ):
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        dated = {"WARC-Date": "2024-05-01T00:00:00Z"}
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=dated))
    (page,) = items_of(out.getvalue())

    hints = PageHints("gbk", "text/html", "http://a.cn/1", fetched="2024-05-01T00:00:00Z")
    assert page == Page("f#1", "新闻".encode("gbk"), hints)


def test_json_lines_give_pages() -> None:
    """Each line is a page with what its fields say; a broken, deep or foreign one costs itself."""
    lines = [
        json.dumps({"title": "题", "html": "<p>甲</p>", "url": "http://a.cn", "published": "2024-01-02"}),
        "{broken",
        "",
        '{"text": ' + "[" * 200_000,
        '{"other": NaN}',
        '{"text": "a\\ud800b", "text": "c\\ud800d", "date": 20240102}',
    ]
    items = items_of("\n".join(lines).encode(), rules=ReadRules())

    assert told(items) == [("f#1", "<p>甲</p>".encode()), ("f#2", "bad_json"), ("f#4", "too_deep"), ("f#5", "bad_json"), ("f#6", "c\ufffdd".encode())]
    assert isinstance(items[0], Page)
    assert (items[0].hints.title, items[0].hints.url, items[0].hints.published) == ("题", "http://a.cn", "2024-01-02")
