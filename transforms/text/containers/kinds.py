"""What a file is: by its first bytes, and by its name only where these don't say."""

import re
from enum import StrEnum
from pathlib import PurePosixPath

from transforms.text.containers import compressed

HEAD = 4096
"""How many of the first bytes are looked at."""

JSON_NAMES = frozenset({".jsonl", ".ndjson", ".jl", ".json", ".jsonlines"})
TAR_MARK = slice(257, 262)
TAR_CHECKSUM = slice(148, 156)
TAR_BLOCK = 512
JSON_START = re.compile(rb'(?:\xef\xbb\xbf)?\s{0,100}(?:\[\s{0,100})?\{\s{0,100}"[^"\\]{1,100}"\s{0,10}:')


class Kind(StrEnum):
    """How a file is read."""

    GZ = "gz"
    BZ2 = "bz2"
    ZST = "zst"
    XZ = "xz"
    ZIP = "zip"
    TAR = "tar"
    WARC = "warc"
    JSON_LINES = "json lines"
    PAGE = "page"


STARTS = {
    **{Kind(codec): start for codec, start in compressed.STARTS.items()},
    Kind.ZIP: re.compile(rb"PK\x03\x04|PK\x05\x06|PK\x07\x08PK\x03\x04"),
    Kind.WARC: re.compile(rb"\s{0,100}WARC/[01]\.\d"),
}
"""The first bytes of each kind."""

COMPRESSED = frozenset({Kind.GZ, Kind.BZ2, Kind.ZST, Kind.XZ})


def kind_of(head: bytes, name: str) -> Kind:
    """What a file with these first bytes and this name is; whatever is nothing else is a page."""
    marked = next((kind for kind, start in STARTS.items() if start.match(head)), None)
    if marked:
        return marked
    if head[TAR_MARK] == b"ustar" or (name.lower().endswith(".tar") and is_tar_header(head[:TAR_BLOCK])):
        return Kind.TAR
    return Kind.JSON_LINES if _is_json(head, PurePosixPath(name).suffix.lower()) else Kind.PAGE


def is_tar_header(block: bytes) -> bool:
    """Whether a block of 512 bytes has the checksum of a tar header (POSIX.1-2017, pax, ustar interchange format)."""
    field = block[TAR_CHECKSUM].strip(b"\x00 ")
    if len(block) != TAR_BLOCK or not field or field.strip(b"01234567"):
        return False
    return int(field, 8) == sum(block) - sum(block[TAR_CHECKSUM]) + 8 * ord(" ")


def _is_json(head: bytes, extension: str) -> bool:
    """A name that says JSON is enough; without it the bytes have to start as an object with a key does."""
    return extension in JSON_NAMES or JSON_START.match(head) is not None
