"""Text that was read in the wrong encoding, read right again as far as its bytes are still there.

Two mistakes are common on Chinese pages: UTF-8 read as GB18030, which turns hanzi into other, rare hanzi, and UTF-8 read as
Windows-1252 or Latin-1, which turns each into three accented letters and signs. Either happens more than once to pages that travel.
Both lose bytes: GB18030 the last one of a run of hanzi that isn't even, Windows-1252 the five that it has no character for. Of a
hanzi that has lost one byte of its three, the commonest that fits is taken.
"""

import re
from collections.abc import Mapping
from functools import cache

from transforms.text.characters import commonest_first
from transforms.text.fold import HAN

ROUNDS = 3
"""How many mistakes on top of one another are undone."""

SAMPLE = 200
"""Code points that decide whether a text was read wrongly; the rest is only converted."""

MOST_LOST = 0.4
"""Share of U+FFFD below which bytes count as UTF-8 that has lost some; of text that was read rightly nearly all is lost."""

LEAST_HAN = 0.3
"""Share of hanzi from which on what has been undone is taken for Chinese, and for right."""

_LATIN = {ord(char): byte for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))}
"""The characters that Windows-1252 has where Latin-1 has controls, to their bytes."""

_NOT_LATIN = frozenset(range(0x80, 0xA0)) - frozenset(_LATIN.values())
"""The bytes that Windows-1252 has no character for."""

_TORN = re.compile(rb"[\xe4-\xe9][\x80-\xbf](?![\x80-\xbf])")
"""A hanzi that has lost a byte, not its first."""


def undo_mojibake(text: str) -> str:
    """The text as it was before it was read wrongly, up to ROUNDS times by the same mistake or another; any other text as it is."""
    undone = text
    for _ in range(ROUNDS):
        if _is_utf8(_gb18030_bytes(undone[:SAMPLE])):
            undone = _decoded(_gb18030_bytes(undone), _after_gb18030())
        elif _is_utf8(_latin_bytes(undone[:SAMPLE])):
            undone = _decoded(_latin_bytes(undone), _after_latin())
        else:
            break
    return undone if undone is not text and _is_chinese(undone[:SAMPLE]) else text


def _gb18030_bytes(text: str) -> bytes:
    return text.replace("\ufffd", "").encode("gb18030", "ignore")


def _latin_bytes(text: str) -> bytes:
    """The bytes of accented letters and signs; none for a text with other characters, which was not read so."""
    try:
        return text.replace("\ufffd", "").translate(_LATIN).encode("latin-1")
    except UnicodeEncodeError:
        return b""


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, beyond ASCII, that has lost a little."""
    if data.isascii():
        return False
    text = data.decode("utf-8", "replace")
    return text.count("\ufffd") < MOST_LOST * (len(text) - len(text.encode("ascii", "ignore")))


def _is_chinese(text: str) -> bool:
    return sum(ord(char) in HAN for char in text) >= LEAST_HAN * len(text)


def _decoded(data: bytes, torn: Mapping[bytes, bytes]) -> str:
    return _TORN.sub(lambda match: torn.get(match.group(), b""), data).decode("utf-8", "ignore")


@cache
def _after_gb18030() -> Mapping[bytes, bytes]:
    """The first two bytes of a hanzi to the commonest that has them."""
    table: dict[bytes, bytes] = {}
    for hanzi in map(str.encode, commonest_first()):
        table.setdefault(hanzi[:2], hanzi)
    return table


@cache
def _after_latin() -> Mapping[bytes, bytes]:
    """What Windows-1252 leaves of a hanzi, if all but one byte, to the commonest of which it leaves that."""
    table: dict[bytes, bytes] = {}
    for hanzi in map(str.encode, commonest_first()):
        left = bytes(byte for byte in hanzi if byte not in _NOT_LATIN)
        if len(left) == len(hanzi) - 1:
            table.setdefault(left, hanzi)
    return table
