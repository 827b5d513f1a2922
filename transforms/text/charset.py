"""From a page's bytes to its text: byte order mark, label, strict UTF-8, then what looks most like text."""

import hashlib
import re
from collections.abc import Iterator

from schemas.inputs import Caps
from schemas.reasons import Reason, Rejected
from schemas.stages import DecodedPage, Page
from transforms.text.encodings import decoded, decoded_anyhow, encoding_of
from transforms.text.likelihood import likelihood
from transforms.text.magic import binary_format
from transforms.text.markup import is_markup
from transforms.text.normal import normal_text

BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
GUESSES = ("gb18030", "big5hkscs", "utf-8", "euc_jp", "cp932", "cp949", "cp1252")
"""Encodings that are tried without a label; at the same likelihood the earlier one wins."""

WIDE_GUESSES = ("utf-16-le", "utf-16-be")
WIDE_LIKELIHOOD = 0.5

SAMPLE_BYTES = 4096
"""How many bytes beyond ASCII are looked at to tell encodings apart."""

LABEL_BONUS = 0.3
"""What a label is worth against the likelihood of another encoding; wrong decodings of news reach 0.25."""

SURE_LIKELIHOOD = 0.6
"""From here on no other encoding is tried: of the same bytes no two decodings are both mostly common characters."""

LEAST_LIKELIHOOD = 0.3
"""Below it an encoding without a label isn't believed; right decodings of news reach 0.8."""

FEW_REPLACED = 3
MOST_REPLACED = 0.1
"""The largest share of U+FFFD, of the characters beyond ASCII, in a page that is taken in; a few are always allowed."""

STRAY_SHARE = 0.02
"""Where no more of the bytes are beyond ASCII, they are strays in a page that can be read without them."""

DEFAULT_CAPS = Caps()
NUL_SHARE = 0.05
CONTROL_SHARE = 0.1
HEAD = 4096

_LABEL = re.compile(rb"""(?:charset|encoding)\s{0,8}=\s{0,8}["']?\s{0,8}([A-Za-z0-9_:.\-]{2,32})""", re.IGNORECASE)
_BEYOND_ASCII = re.compile(rb"[\x80-\xff][^\n<>]*")
_BEYOND = bytes(range(0x80, 0x100))
_CONTROLS = bytes((*range(0x01, 0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))


def decode_page(page: Page, caps: Caps = DEFAULT_CAPS) -> DecodedPage:
    """The page as text, with the encoding that it turned out to be in, and whether it is HTML.

    Raises Rejected: EMPTY, TOO_LARGE, BINARY, or UNDECODABLE.
    """
    data = page.data
    if len(data) > caps.page_bytes:
        raise Rejected(Reason.TOO_LARGE, f"{len(data)} bytes; the cap is {caps.page_bytes}")
    if not data.strip(b"\x00\t\n\v\f\r "):
        raise Rejected(Reason.EMPTY, f"{len(data)} bytes of white space" if data else "no bytes")
    if found := binary_format(data):
        raise Rejected(Reason.BINARY, found)
    encoding, raw = decoded_text(data, page.hints.charset)
    text = normal_text(raw)
    if not text.strip():
        raise Rejected(Reason.EMPTY, f"white space only, in {encoding}")
    markup = is_markup(text, page.hints.media_type)
    return DecodedPage(hashlib.sha256(data).hexdigest(), page.source_uri, text, markup, encoding, page.hints, len(data), data[: caps.kept_bytes])


def decoded_text(data: bytes, label: str | None) -> tuple[str, str]:
    """The encoding and the text of bytes, by the first link of the chain that holds; `label` is what their container says.

    Raises Rejected BINARY or UNDECODABLE.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark) and not _is_garbled(text := decoded_anyhow(data[len(mark) :], encoding)):
            return encoding, text
    if wide := _with_nuls(data):
        return wide, decoded_anyhow(data, wide)
    whole = decoded(data, "utf-8")
    if whole is not None and not (b"\x1b" in data and _label(data, label) == "iso2022_jp"):
        _reject_binary(data)
        return "utf-8", _sound(whole, "utf-8")
    encoding = _likeliest(data, _label(data, label))
    return encoding, _sound(decoded_anyhow(data, encoding), encoding)


def _with_nuls(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, where enough bytes are NUL for it and it gives text."""
    head = data[: HEAD - HEAD % 4]
    if head.count(0) < len(head) * NUL_SHARE:
        return None
    score, best = max((_wide_likelihood(head, guess), guess) for guess in (*WIDE_GUESSES, "utf-32-le", "utf-32-be"))
    return best if score >= WIDE_LIKELIHOOD else None


def _wide_likelihood(head: bytes, encoding: str) -> float:
    """The likelihood of a wide encoding; NULs that stay in the text, which may be all ASCII, speak against it."""
    text = decoded_anyhow(head, encoding)
    return likelihood(text, encoding) - (2 * text.count("\x00") / len(text) if text else 1)


def _reject_binary(data: bytes) -> None:
    head = data[: 16 * HEAD]
    controls = len(head) - len(head.translate(None, _CONTROLS)) + head.count(0)
    if controls > len(head) * CONTROL_SHARE:
        raise Rejected(Reason.BINARY, f"{controls} control characters in {len(head)} bytes")


def _label(data: bytes, label: str | None) -> str | None:
    """The encoding that the container or the page's own head names; the container's word counts first."""
    named = encoding_of(label) if label else None
    return named or next(_own_labels(data), None)


def _own_labels(data: bytes) -> Iterator[str]:
    for match in _LABEL.finditer(data[:HEAD]):
        if encoding := encoding_of(match.group(1).decode("ascii")):
            yield encoding


def _likeliest(data: bytes, label: str | None) -> str:
    """The encoding in which the bytes beyond ASCII look most like text; raises Rejected where none does."""
    sample = _sample(data)
    scores: dict[str, float] = {}
    for guess in dict.fromkeys((*((label,) if label and not label.startswith("utf-") else ()), *GUESSES)):
        scores[guess] = likelihood(decoded_anyhow(sample, guess), guess)
        if scores[guess] >= SURE_LIKELIHOOD:
            return guess
    for guess in WIDE_GUESSES:
        scores[guess] = _wide_likelihood(data[:HEAD], guess)
    if label and label in scores and decoded(data, label) is not None:
        scores[label] = max(scores[label], 0.0) + LABEL_BONUS
    best: str = max(scores, key=lambda guess: scores[guess])
    if best not in WIDE_GUESSES or scores[best] < WIDE_LIKELIHOOD:
        _reject_binary(data)
    if scores[best] < LEAST_LIKELIHOOD:
        if len(data) - len(data.translate(None, _BEYOND)) <= len(data) * STRAY_SHARE:
            strays = decoded_anyhow(sample, "utf-8").replace("\ufffd", "")
            return "cp1252" if strays.isascii() else "utf-8"
        raise Rejected(Reason.UNDECODABLE, f"looks like text in no encoding; likeliest is {best} at {scores[best]:.2f}")
    return best


def _sample(data: bytes) -> bytes:
    """The first stretches that start beyond ASCII, up to a cap; every encoding tried starts anew after their ends."""
    parts: list[bytes] = []
    size = 0
    for match in _BEYOND_ASCII.finditer(data):
        parts.append(match.group()[:SAMPLE_BYTES])
        size += len(parts[-1])
        if size >= SAMPLE_BYTES:
            break
    return b"\n".join(parts)


def _is_garbled(text: str) -> bool:
    """Whether too much of a text is U+FFFD."""
    replaced = text.count("\ufffd")
    return replaced > FEW_REPLACED and replaced > MOST_REPLACED * (len(text) - len(text.encode("ascii", "ignore")))


def _sound(text: str, encoding: str) -> str:
    """The text, or Rejected where too much of it is U+FFFD."""
    if _is_garbled(text):
        raise Rejected(Reason.UNDECODABLE, f"{text.count(chr(0xFFFD))} of {len(text)} characters aren't {encoding}")
    return text
