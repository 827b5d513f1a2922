"""From a file's bytes to its pages, through whatever they are wrapped in."""

import gzip
import io
import json
import tarfile
import zlib
from collections.abc import Callable

import pytest

from schemas.inputs import ReadRules
from schemas.records import DeadLetter
from schemas.stages import Page, PageHints
from tests.transforms.text.containers.packing import PACKERS, SMALL, items_of, response, tarred, told, warc_record, zipped


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


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_warc_gives_its_pages(pack: Callable[[bytes], bytes]) -> None:
    """A web archive gives the pages of its good responses with what their headers say."""
    records = [
        warc_record("http://a.cn/1", response("新闻".encode("gbk"), "Content-Type: text/html; charset=gbk")),
        warc_record("http://a.cn/2", response(b"gone", status="404 Not Found")),
        warc_record("http://a.cn/3", response(b"png", "Content-Type: image/png")),
    ]
    (page,) = items_of(b"".join(map(pack, records)))

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


@pytest.mark.parametrize("tar_format", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_long_and_foreign_names_in_tar(tar_format: int) -> None:
    """Long names and names beyond ASCII come from the extended headers, which give no member of their own."""
    names = ["长/" * 30 + "b.txt"] if tar_format == tarfile.USTAR_FORMAT else ["长" * 60 + ".txt", "a/" * 200 + "b.txt", "c.txt"]
    members = {name: str(at).encode() for at, name in enumerate(names)}

    assert told(items_of(tarred(members, tar_format))) == [(f"f#{name}", data) for name, data in members.items()]


def test_pax_header_without_a_path_keeps_the_name() -> None:
    """An extended header that tells something else leaves the member its name."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT, pax_headers={"comment": "x"}) as archive:
        info = tarfile.TarInfo("a.txt")
        info.size, info.mtime = 1, 1.5  # type: ignore[assignment] # a fraction of a second makes the header
        archive.addfile(info, io.BytesIO(b"1"))

    assert told(items_of(out.getvalue())) == [("f#a.txt", b"1")]


def test_json_document_is_its_pages() -> None:
    """A .json file that is one object, however it is laid out, is one page; an array gives its items; lines are lines."""
    first, second = {"text": "1", "tags": ["x"]}, {"text": "2"}

    assert told(items_of(json.dumps(first, indent=2).encode(), "f.json")) == [("f.json", b"1")]
    array = items_of(json.dumps([first, second, 3], indent=2).encode(), "f.json")
    assert told(array) == [("f.json#1", b"1"), ("f.json#2", b"2"), ("f.json#3", "bad_json")]
    for before, between, after in (("", "\n", ""), ("[\n", ",\n", "\n]\n")):
        lines = before + json.dumps(first) + between + json.dumps(second) + after
        assert [data for _, data in told(items_of(lines.encode(), "f.jl"))] == [b"1", b"2"]


def test_endless_line_costs_itself() -> None:
    """A line over the cap is a dead letter with its start and its size; the lines around it are read."""
    items = items_of(b'{"text":"1"}\n{"text":"' + b"x" * 200_000 + b'"}\n{"text":"3"}\n')

    assert told(items) == [("f#1", b"1"), ("f#2", "too_large"), ("f#3", b"3")]
    assert isinstance(items[1], DeadLetter)
    assert (items[1].size, len(items[1].data)) == (200_012, 2 * SMALL.caps.page_bytes + 1)


@pytest.mark.parametrize("coding", ["identity", "gzip", "deflate", "zstd"])
@pytest.mark.parametrize("framing", ["plain", "chunked", "chunked already undone"])
def test_http_content_is_unpacked(coding: str, framing: str) -> None:
    """Chunks are put together and compression is undone, unless the crawler has done so and left the headers."""
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "zstd": PACKERS["zst"]}.get(coding, bytes)
    body = pack(b"<p>body</p>")
    headers = f"Content-Type: text/html\r\nContent-Encoding: {coding}\r\n"
    if framing != "plain":
        headers += "Transfer-Encoding: chunked\r\n"
    if framing == "chunked":
        body = b"5;x=y\r\n" + body[:5] + b"\r\n" + f"{len(body) - 5:X}\r\n".encode() + body[5:] + b"\r\n0\r\n\r\n"

    assert told(items_of(warc_record("u", response(body, headers.rstrip())))) == [("f#1", b"<p>body</p>")]


def test_records_of_other_types() -> None:
    """Text that was made of a page, and a resource, are pages; requests and revisits are none."""
    records = [warc_record("u", b"text", kind) for kind in ("warcinfo", "request", "conversion", "resource", "revisit", "metadata")]

    assert told(items_of(b"".join(records))) == [("f#3", b"text"), ("f#4", b"text")]


def test_zip_that_is_a_document_is_told() -> None:
    """An Office document is no archive of pages."""
    assert told(items_of(zipped({"[Content_Types].xml": b"x", "word/document.xml": b"<p>1</p>"}))) == [("f", "binary")]


def test_names_in_gbk_are_read() -> None:
    """Names that an old Chinese archiver wrote come out as Chinese."""
    data = zipped({"XXXX.txt": b"1"}).replace(b"XXXX", "新闻".encode("gbk"))

    assert told(items_of(data)) == [("f#新闻.txt", b"1")]


def test_names_that_come_twice_are_told_apart() -> None:
    """Two members of one name have two addresses."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for _ in range(3):
            archive.addfile(tarfile.TarInfo("a.txt"))

    assert [address for address, _ in told(items_of(out.getvalue()))] == ["f#a.txt", "f#a.txt~2", "f#a.txt~3"]
