"""How much a decoded text looks like text of the language that its encoding is for."""

import re
import sys
from functools import cache

from transforms.text.characters import common_han

BROKEN = -3
"""What a character that no text has (unassigned, private, a control) counts, where a common one counts 1."""

UNITS = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
"""Text is weighed by its UTF-16 units, which Python counts three times as fast as it looks up characters."""

_BROKEN_UNITS = (
    *((0x00, 0x09), (0x0E, 0x1B), (0x1C, 0x20), (0x80, 0xA0)),  # controls, but those of lines and the escape of ISO 2022
    *((0xE000, 0xF900), (0xFFFD, 0x10000)),  # private use, U+FFFD and noncharacters
    (0xDB40, 0xDC00),  # the first halves of planes 14 to 16: tags and private use
)
_PUNCTUATION = frozenset("　、。〈〉《》「」『』【】〔〕！（），：；？～“”‘’—…·￥％０１２３４５６７８９－／●■◆▲★※→①②③④⑤℃")
_KANA = frozenset(map(chr, (*range(0x3041, 0x3094), *range(0x30A1, 0x30FD))))
_HANGUL = frozenset(
    "이다는의에을를가은로고하지도기사서한자인리시대어정부일나보스그해있수들과으아라니여만전주"
    "것성제공적상조선문동국경금연구미신장진원위비용세소오거게면안중재화계무유회요방관학치업산까당더교명개통르드터"
    "트년월했였된되며결발달행모내말생간예우마러운론입건강반분실노바류단차식청히양영법력할최초추속직때"
)
_LATIN_RUNS = re.compile(r"(?<![^\x00-\x7f])[\u0080-\uffff]{1,2}(?![^\x00-\x7f])")


def likelihood(text: str, encoding: str) -> float:
    """How much text decoded by an encoding looks like text of its language: 1 is all common characters, below 0 is broken.

    Counted over what isn't ASCII; a text of ASCII alone is certain. In windows-1252 what stands by itself between ASCII is common, and
    half of it counts: the two bytes of a Chinese character stand so too.
    """
    wide = len(text) - len(text.encode("ascii", "ignore"))
    if not wide:
        return 1.0
    units = memoryview(text.encode(UNITS, "surrogatepass")).cast("H")
    total: int = sum(map(_weights(encoding).__getitem__, units))
    return (total + (len(_LATIN_RUNS.findall(text)) / 2 if encoding == "cp1252" else 0.0)) / wide


@cache
def _weights(encoding: str) -> tuple[int, ...]:
    """What each UTF-16 unit counts."""
    weights = [0] * 0x10000
    for start, end in _BROKEN_UNITS:
        weights[start:end] = [BROKEN] * (end - start)
    for character in _common(encoding):
        weights[ord(character)] = 1
    return tuple(weights)


def _common(encoding: str) -> frozenset[str]:
    """The characters that speak for an encoding; kana speak for no Chinese one, though these have them."""
    if encoding == "cp1252":
        return frozenset()
    if encoding == "cp949":
        return _HANGUL | _PUNCTUATION
    if encoding in ("euc_jp", "cp932", "iso2022_jp"):
        return common_han() | _KANA | _PUNCTUATION
    if encoding in ("gb18030", "big5hkscs"):
        return common_han() | _PUNCTUATION
    return common_han() | _KANA | _HANGUL | _PUNCTUATION
