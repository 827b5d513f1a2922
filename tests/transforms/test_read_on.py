"""Reading that stops within a container and goes on in another process."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from pipeline.spilling import Spool
from pipeline.split import split_source
from schemas.inputs import Caps, ReadRules, Source
from schemas.stages import Page
from tests.transforms.text.containers.packing import PACKERS, response, tarred, warc_record, zipped
from transforms.read import read_source, read_steps
from transforms.text.containers.streams import FileStream

RULES = ReadRules(Caps(page_bytes=2000, archive_bytes=100_000))
LINES = [json.dumps({"text": f"第{at}页" * (at * 37 % 90), "url": f"http://a.example/{at}"}, ensure_ascii=False).encode() + b"\n" for at in range(40)]
LINES[7:7] = [b"\n", b"  \n", b"{broken\n", b'{"text": "' + b"x" * 5000 + b'"}\n']
RECORDS = [warc_record(f"http://a.example/{at}", response(f"<p>第{at}页".encode() * (at * 37 % 60 + 1))) for at in range(30)]
RECORDS[5:5] = [warc_record("i", response(b"GIF89a", "Content-Type: image/gif")), warc_record("q", b"x", "metadata"), b"lost bytes\r\n"]
RECORDS[12:12] = [b"WARC/1.1\r\nContent-Length: many\r\n\r\n", b"and more\n", b"WARC/1.1\r\nWARC-Type: odd\r\nContent-Length: 0\r\n\r\n"]
RECORDS[20:20] = [warc_record("z", response(gzip.compress(b"<p>" + b"a" * 900), "Content-Type: text/html\r\nContent-Encoding: gzip"))]
RECORDS[25:25] = [warc_record("h", response(b"b" * 3000))]


def members(records: list[bytes], pack: Callable[[bytes], bytes] = gzip.compress) -> bytes:
    """Each record a compressed member of its own, as web archives are."""
    return b"".join(map(pack, records))


def flipped(data: bytes, *places: float) -> bytes:
    """Some bytes changed, at these parts of the whole."""
    damaged = bytearray(data)
    for place in places:
        damaged[int(len(data) * place)] ^= 0x55
    return bytes(damaged)


CONTAINERS: dict[str, bytes] = {
    "lines.jsonl.gz": gzip.compress(b"".join(LINES)),
    "members.jsonl.gz": members([b"".join(LINES[at : at + 7]) for at in range(0, len(LINES), 7)]),
    "damaged.jsonl.gz": flipped(members([b"".join(LINES[at : at + 5]) for at in range(0, len(LINES), 5)]), 0.3, 0.5, 0.8),
    "cut.jsonl.gz": gzip.compress(b"".join(LINES))[:-40],
    "frames.jsonl.zst": members([b"".join(LINES[at : at + 9]) for at in range(0, len(LINES), 9)], zstandard.ZstdCompressor().compress),
    "lines.jsonl.xz": PACKERS["xz"](b"".join(LINES)),
    "twice.jsonl.gz.bz2": PACKERS["bz2"](gzip.compress(b"".join(LINES))),
    "a.warc": b"".join(RECORDS),
    "cut.warc": b"".join(RECORDS)[:-700],
    "a.warc.gz": members(RECORDS),
    "damaged.warc.gz": flipped(members(RECORDS), 0.2, 0.4, 0.6, 0.9),
    "one.warc.zst": zstandard.ZstdCompressor().compress(b"".join(RECORDS)),
    "a.tar": tarred(
        {f"d/{at}.html": f"<p>第{at}页".encode() for at in range(9)} | {"x.jsonl": b"".join(LINES[:12]), "y.warc.gz": members(RECORDS[:9])}
    ),
    "a.tgz": gzip.compress(tarred({"x.jsonl": b"".join(LINES[:12]), "y.txt": b"z"})),
    "a.zip": zipped({f"{at}.txt": f"第{at}页".encode() for at in range(12)} | {"x.jsonl": b"".join(LINES[:12])}),
    "array.json.gz": gzip.compress(json.dumps([json.loads(line) for line in LINES[:5]]).encode()),
    "lines.json.gz": gzip.compress(b"".join(LINES[:30])),
    "bomb.jsonl.gz": gzip.compress(b"".join(LINES) + b'{"text": "' + b" " * 6_000_000 + b'"}\n', 9),
}


def write(folder: Path, name: str) -> Source:
    """The container as a file."""
    path = folder / name
    path.write_bytes(CONTAINERS[name])
    return Source(name, str(path), path.stat().st_size, 0)


@pytest.mark.parametrize("name", CONTAINERS)
def test_reading_goes_on_at_every_place(name: str, tmp_path: Path) -> None:
    """From wherever reading stops, what follows is what would have followed, damage and numbers and all."""
    source = write(tmp_path, name)
    steps = list(read_steps(source, RULES))
    places = [(at, step.place) for at, step in enumerate(steps, 1) if step.place]
    assert len(places) >= len(steps) * 0.8 >= 1
    for at, place in places:
        assert list(read_steps(replace(source, begin=place), RULES)) == steps[at:]


@pytest.mark.parametrize("name", CONTAINERS)
@pytest.mark.parametrize("most", [1, 700, 1 << 20])
def test_spilled_stretches_give_the_same_pages(name: str, most: int, tmp_path: Path) -> None:
    """The pages and dead letters of all stretches are the container's, and the last stretch is the only one behind which nothing comes."""
    source = write(tmp_path, name)
    stretches = list(split_source(source, min(most, source.size - 1), Spool(tmp_path / "spool", RULES)))
    assert [item for stretch in stretches for item in read_source(stretch, RULES)] == list(read_source(source, RULES))
    assert [stretch.rest is None for stretch in stretches] == [False] * (len(stretches) - 1) + [True]
    assert [stretch.offset > 0 for stretch in stretches] == [False] + [True] * (len(stretches) - 1)
    assert len(stretches) > 5 or most > 1 or name == "array.json.gz"


def test_lines_that_are_cut_where_they_lie_go_on(tmp_path: Path) -> None:
    """So do JSON lines that aren't compressed, which need no copy."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"".join(LINES))
    source = Source("a.jsonl", str(path), path.stat().st_size, 0)
    stretches = list(split_source(source, 500))
    whole = list(read_source(source, RULES))
    for at, stretch in enumerate(stretches[:-1], 1):
        assert stretch.rest is not None
        after = list(split_source(replace(source, begin=stretch.rest), 500))
        assert after == stretches[at:]
        assert [item for part in after for item in read_source(part, RULES)] == whole[-sum(1 for part in after for _ in read_source(part, RULES)) :]


def test_a_container_without_pages_is_read_to_its_end(tmp_path: Path) -> None:
    """It is one stretch, which is empty."""
    path = tmp_path / "a.warc"
    path.write_bytes(warc_record("i", response(b"GIF89a" * 900, "Content-Type: image/gif")) * 5)
    (stretch,) = split_source(Source("a.warc", str(path), path.stat().st_size, 0), 100, Spool(tmp_path / "spool", RULES))
    assert (list(read_source(stretch, RULES)), stretch.rest, stretch.offset) == ([], None, 0)


def test_a_spilled_page_keeps_all_that_its_container_says(tmp_path: Path) -> None:
    """Hints of every kind, lone surrogates and bytes of any value come back as they were."""
    line = json.dumps({"text": "\ud800\x00文", "url": "u\udfff", "title": "t", "published": "p", "source": "s", "charset": "c", "fetched": "f"})
    path = tmp_path / "2025" / "03" / "04" / "a.tgz"
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(tarred({"x.jsonl": f"{line}\n".encode("ascii") * 30, "y.html": bytes(range(256))}), 0))
    rules = replace(RULES, path_date="%Y/%m/%d")
    source = Source("a", str(path), path.stat().st_size, 0)
    stretches = list(split_source(source, 100, Spool(tmp_path / "spool", rules)))
    items = [item for stretch in stretches for item in read_source(stretch, rules)]
    assert items == list(read_source(source, rules))
    assert len(stretches) > 10
    assert isinstance(items[-1], Page)
    assert items[-1].hints.path_date is not None


def test_a_web_archive_is_gone_on_with_by_seeking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies before the place in a file that isn't compressed is not read again."""
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(RECORDS) * 200)
    source = Source("a.warc", str(path), path.stat().st_size, 0)
    place = [step.place for step in read_steps(source, RULES)][-3]
    pieces: list[int] = []
    chunk = FileStream.chunk

    def counted(stream: FileStream) -> bytes:
        pieces.append(len(data := chunk(stream)))
        return data

    monkeypatch.setattr(FileStream, "chunk", counted)
    assert place is not None
    assert len(list(read_steps(replace(source, begin=place), RULES))) == 2
    assert sum(pieces) < 200_000 < source.size
