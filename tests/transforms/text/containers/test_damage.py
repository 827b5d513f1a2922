"""Containers that were cut or hit: nothing crashes, nothing is told twice, and what wasn't hit is still read."""

import gzip
import io
import tarfile
import zipfile
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.inputs import Caps, ReadRules
from schemas.records import DeadLetter
from schemas.stages import Page
from tests.transforms.text.containers.packing import PACKERS, items_of, response, tarred, told, warc_record, zipped

RULES = ReadRules(Caps(page_bytes=4000, archive_bytes=100_000))
BODIES = {f"{name}.txt": (name * 40).encode() for name in ("first", "second", "third")}
WARC = [warc_record(f"http://a.cn/{name}", response(body)) for name, body in BODIES.items()]
LINES = b"".join(b'{"text": "%s"}\n' % body for body in BODIES.values())
CONTAINERS = {
    "zip": zipped(BODIES),
    "zip stored": zipped(BODIES, zipfile.ZIP_STORED),
    "tar": tarred(BODIES),
    "tar gnu": tarred({"long/" * 30 + name: body for name, body in BODIES.items()}, tarfile.GNU_FORMAT),
    "jsonl": LINES,
    "warc": b"".join(WARC),
    "warc.gz": b"".join(map(gzip.compress, WARC)),
    **{f"jsonl.{codec}": pack(LINES) for codec, pack in PACKERS.items()},
    "tar.gz of zip": gzip.compress(tarred({"a.zip": zipped(BODIES)})),
}


def check(data: bytes) -> list[Page | DeadLetter]:
    """Read what is damaged; every address is told once, and something is told."""
    items = items_of(data, rules=RULES)
    assert max(Counter(item.source_uri for item in items).values(), default=1) == 1
    assert items
    return items


@pytest.mark.parametrize("name", CONTAINERS)
def test_whole_container_gives_every_page(name: str) -> None:
    """Before any damage every page is there."""
    assert [item.data for item in check(CONTAINERS[name]) if isinstance(item, Page)] == list(BODIES.values())


@pytest.mark.parametrize("name", CONTAINERS)
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_cut_container_loses_no_page_silently(name: str, draw: st.DataObject) -> None:
    """A container cut anywhere gives pages that were in it, or says what is wrong."""
    whole = CONTAINERS[name]
    items = check(whole[: draw.draw(st.integers(1, len(whole) - 1))])
    pages = [item.data for item in items if isinstance(item, Page)]

    assert set(pages) <= set(BODIES.values()) or len(items) == 1


@pytest.mark.parametrize("name", CONTAINERS)
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_hit_container_is_read_on(name: str, draw: st.DataObject) -> None:
    """Bits flipped anywhere crash nothing."""
    data = bytearray(CONTAINERS[name])
    for _ in range(draw.draw(st.integers(1, 5))):
        data[draw.draw(st.integers(0, len(data) - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    check(bytes(data))


@given(st.binary(max_size=600), st.sampled_from(["f", "f.zip", "f.tar", "f.jsonl", "f.warc.gz", "f.html"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read(data: bytes, name: str) -> None:
    """Whatever bytes, under whatever name, are told once each."""
    items = items_of(data, name, RULES)

    assert max(Counter(item.source_uri for item in items).values(), default=1) == 1


def test_member_of_a_zip_that_is_hit_costs_itself() -> None:
    """The other members are read."""
    data = bytearray(zipped(BODIES, zipfile.ZIP_STORED))
    data[data.index(b"secondsecond")] ^= 1

    assert told(items_of(bytes(data), rules=RULES)) == [
        ("f#first.txt", BODIES["first.txt"]),
        ("f#second.txt", "bad_archive"),
        ("f#third.txt", BODIES["third.txt"]),
    ]


def test_header_of_a_tar_that_is_hit_costs_its_member() -> None:
    """The next header that is whole is found."""
    data = bytearray(tarred(BODIES))
    data[data.index(b"second.txt")] ^= 1

    assert told(items_of(bytes(data), rules=RULES)) == [
        ("f#first.txt", BODIES["first.txt"]),
        ("f#?", "bad_archive"),
        ("f#third.txt", BODIES["third.txt"]),
    ]


def test_record_of_a_web_archive_that_is_hit_costs_itself() -> None:
    """Each record is its own gzip member: reading goes on at the next."""
    packed = [bytearray(gzip.compress(record)) for record in WARC]
    packed[1][60] ^= 0xFF

    items = items_of(b"".join(map(bytes, packed)), rules=RULES)
    assert [item.data for item in items if isinstance(item, Page)] == [BODIES["first.txt"], BODIES["third.txt"]]
    assert {item.reason for item in items if isinstance(item, DeadLetter)} == {"bad_archive"}


def test_record_without_a_length_costs_itself() -> None:
    """The next record's first line is found."""
    broken = WARC[1].replace(b"Content-Length: ", b"Content-Length: x")

    items = items_of(WARC[0] + broken + WARC[2], rules=RULES)
    assert told(items) == [("f#1", BODIES["first.txt"]), ("f#2", "bad_archive"), ("f#3", BODIES["third.txt"])]


def test_encrypted_member_is_told() -> None:
    """A member that needs a password is a dead letter that says so."""
    data = bytearray(zipped({"a.txt": b"secret"}))
    for start in (6, data.index(b"PK\x01\x02") + 8):
        data[start] |= 1

    (letter,) = items_of(bytes(data))
    assert isinstance(letter, DeadLetter)
    assert (letter.source_uri, letter.reason, letter.detail) == ("f#a.txt", "bad_archive", "zip: encrypted")


def test_links_and_devices_are_told() -> None:
    """What a tar archive has besides files and folders is a dead letter each, and nothing is followed."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("d", tarfile.DIRTYPE), ("s", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("c", tarfile.CHRTYPE), ("f", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)

    assert told(items_of(out.getvalue())) == [(f"f#{name}", "bad_archive") for name in "shcf"]


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_zip_that_was_cut_gives_what_is_whole(method: int) -> None:
    """A broken download, which has lost its directory, gives the members before the cut, and is told."""
    data = zipped(BODIES, method)
    cut = data[: data.index(b"third.txt") + 13]

    assert told(items_of(cut, rules=RULES)) == [
        ("f", "bad_archive"),
        ("f#first.txt", BODIES["first.txt"]),
        ("f#second.txt", BODIES["second.txt"]),
        ("f#third.txt", "bad_archive"),
    ]


def test_a_member_of_a_zip_without_a_name_is_read() -> None:
    """A directory that names a member by nothing crashes nothing."""
    data = zipped({"a.txt": b"text", "b": b"other"}, zipfile.ZIP_STORED)
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    nameless = bytearray(data[:at] + data[at : at + 46] + data[at + 47 :])
    nameless[at + 28] = 0
    nameless[-10] -= 1

    assert told(items_of(bytes(nameless), rules=RULES))[0] == ("f#a.txt", b"text")


def test_a_zip_whose_directory_is_blank_gives_its_members() -> None:
    """Fields of the directory's end that are blanked make the archive look empty: its members are found all the same, and it is told."""
    data = bytearray(zipped(BODIES))
    end = data.index(b"PK\x05\x06")
    data[end + 4 : end + 20] = bytes(16)

    assert [what for _, what in told(items_of(bytes(data), rules=RULES))] == ["bad_archive", *BODIES.values()]


@pytest.mark.parametrize("gap", [b"", b"\0" * 700, b"\n"])
def test_padding_between_compressed_members_is_none_of_them(gap: bytes) -> None:
    """Zeros, as tapes leave them, and an end of line."""
    assert told(items_of(gzip.compress(LINES) + gap + gzip.compress(LINES) + gap)) == told(items_of(LINES * 2))


def test_bytes_between_compressed_members_are_told() -> None:
    """A member whose first bytes are hit isn't left out in silence; the one behind it is read."""
    packed = [bytearray(gzip.compress(record)) for record in WARC]
    packed[1][0] ^= 1

    assert [what for _, what in told(items_of(b"".join(map(bytes, packed)), rules=RULES))] == [
        BODIES["first.txt"],
        "bad_archive",
        BODIES["third.txt"],
    ]


def test_a_page_with_bytes_behind_it_is_whole() -> None:
    """As gzip has it."""
    assert told(items_of(gzip.compress(b"page") + b"something else", "f.txt.gz")) == [("f.txt.gz", b"page")]


@pytest.mark.parametrize(("old", "new"), [(b"Type: response", b"Type: rexponse"), (b"HTTP/1.1 200", b"HTTP/1.1 2p0"), (b"HTTP/1.1 ", b"HTTP/1.1_")])
def test_records_of_no_known_type_or_status_are_told(old: bytes, new: bytes) -> None:
    """A response that can't be told for one is a dead letter; what is known to be no page is left out."""
    items = items_of(WARC[0] + WARC[1].replace(old, new) + WARC[2] + warc_record("http://a.cn", b"x", "request"), rules=RULES)
    assert [what for _, what in told(items)] == [BODIES["first.txt"], "bad_archive", BODIES["third.txt"]]


def test_a_directory_that_swallows_its_members_is_told() -> None:
    """A length that is hit makes the library take the rest of the directory for a comment."""
    data = bytearray(zipped(BODIES))
    data[data.index(b"PK\x01\x02") + 32] = 110

    assert [what for _, what in told(items_of(bytes(data), rules=RULES))] == ["bad_archive", *BODIES.values()]
