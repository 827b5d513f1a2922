"""Text in one form: what every stage after decoding may rely on."""

import functools
import re

import numpy as np
import numpy.typing as npt

LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
"""The line ends of Unicode (UAX 14's mandatory breaks) besides the line feed and the carriage return."""

INVISIBLE = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, C0 and C1, but tab and line ends
    "\xad\u200b\u2060\ufeff"  # soft hyphen, zero-width space, word joiner, byte order mark
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls: they show a line in another order than it is stored in
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters
    "\U000e0000-\U000e007f"  # tags: invisible text
    "]"
)
_ODD = re.compile(f"{LINE_ENDS.pattern}|{INVISIBLE.pattern}|[\ud800-\udfff]")
SURROGATES = re.compile("[\ud800-\udfff]")
BASIC_PLANE = 0x10000


@functools.cache
def _odd_units() -> npt.NDArray[np.bool_]:
    """Of each UTF-16 unit, whether it may be part of something odd; a surrogate always may."""
    return np.array([_ODD.match(chr(unit)) is not None for unit in range(BASIC_PLANE)])


def normal_text(text: str) -> str:
    """Text with one line feed as line end and nothing that can't be seen or stored.

    Controls, NUL, bidi controls, zero-width spaces and noncharacters are taken out; lone surrogates become U+FFFD.
    A zero-width joiner stays: some scripts and emoji are spelt with it. Nothing else is changed, no width and no form.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    if not _odd_units().take(units, mode="clip").any():  # takes two fifths of the time of a search, which most pages need none of
        return text
    return SURROGATES.sub("\ufffd", INVISIBLE.sub("", LINE_ENDS.sub("\n", text)))
