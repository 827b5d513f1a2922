"""Text made even for grammars: full-width forms and Traditional numerals folded, spaces between characters dropped, offsets kept.

The finders of dates and quantities read the flat text, and give back offsets of the original: `Flat.span`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，！；？：（）"}
"""Full-width ASCII forms (Unicode block FF00) that fold without changing the meaning of Chinese punctuation."""

TRADITIONAL = dict(
    zip(
        "對萬億點負兩幾餘個號週禮開員國幣塊顆條間張雙輛項處戶篇畝頃頓噸錢鎊歐臺檯羣樓歲時鐘節連後來過這從當紀約達據條種類舊曆陰閏臘歷廿卅〇○"
        "佔較於陽極離將逾於滿說鮮萊爾漲東裡裏",
        "对万亿点负两几余个号周礼开员国币块颗条间张双辆项处户篇亩顷顿吨钱镑欧台台群楼岁时钟节连后来过这从当纪约达据条种类旧历阴闰腊历廿卅零零"
        "占较于阳极离将逾于满说鲜莱尔涨东里里",
        strict=True,
    )
)
"""Traditional forms of the characters that numerals, units and time words are written with, one to one."""

_FOLD = FULL_WIDTH | TRADITIONAL | {"\u3000": " ", "\xa0": " ", "\t": " ", **dict.fromkeys("−–—―", "-"), **dict.fromkeys("～〜", "~")}
_FOLDED = re.compile("[" + re.escape("".join(_FOLD)) + "]")
_WIDE = re.compile(r"(?<=[0-9０-９])[，：](?=[0-9０-９])")
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_WIDE_COLON = re.compile(r"：(?=[0-5０-５][0-9０-９])")
_SPACES = re.compile(r" +")
_GLUE = re.compile(r"[A-Za-z0-9.]")
_LEFT_GLUE = re.compile(r"[A-Za-z0-9.,]")


@dataclass(frozen=True, slots=True)
class Flat:
    """The flat text, and for each of its characters where it stands in the original."""

    text: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span of the flat span `start`, `end` (not empty)."""
        return self.at[start], self.at[end - 1] + 1


def flatten(text: str) -> Flat:
    """Fold `text` for the grammars; every character of the result is one character of `text`.

    A space goes where it stands beside a character that is neither a Latin letter nor a digit; between two of those one space stays,
    since it parts them. Line ends stay.
    """
    folded = _FOLDED.sub(lambda m: _FOLD[m.group()], _WIDE.sub(_narrow, text))
    if " " not in folded:
        return Flat(folded, range(len(folded)))
    return _without_spaces(folded)


def _narrow(found: "re.Match[str]") -> str:
    """A full-width comma that groups full-width digits, and a colon of a clock, become narrow ones."""
    narrow = _WIDE_COMMA.match(found.string, found.start()) or _WIDE_COLON.match(found.string, found.start())
    return found.group() if narrow is None else "," if found.group() == "，" else ":"


def _without_spaces(folded: str) -> Flat:
    parts: list[str] = []
    at: list[int] = []
    begin = 0
    for gap in _SPACES.finditer(folded):
        end = gap.start()
        inner = _LEFT_GLUE.match(folded, end - 1) if end else None
        stays = inner is not None and _GLUE.match(folded, gap.end()) is not None
        piece_end = end + 1 if stays else end
        parts.append(folded[begin:piece_end])
        at.extend(range(begin, piece_end))
        begin = gap.end()
    parts.append(folded[begin:])
    at.extend(range(begin, len(folded)))
    return Flat("".join(parts), at)
