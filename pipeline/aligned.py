"""Rows for people: an aligned table that knows how wide Chinese is and fits the terminal, or one line a column where it can't."""

import json
import math
import os
import shutil
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TextIO

from wcwidth import clip, ljust, rjust, width, wrap

LEAST = 16
"""To less than this a cell is not cut, since it would tell nothing: rows are then shown one line a column."""
NARROWEST = 20
MOST = 60
"""To how much a cell is cut in a terminal, so that one long text doesn't push all others out."""
MOST_IN_A_PIPE = 200
"""Likewise anywhere; whole texts are for --json and --csv."""
GAP = "  "
NOTHING = "-"
"""What stands for NULL."""
NO_END = 1 << 30
NUMBERS = (int, float, Decimal)


def room(stream: TextIO) -> int:
    """How many columns the stream shows: the terminal's, or COLUMNS where that is set; a pipe has no end."""
    if stream.isatty() or os.environ.get("COLUMNS", "").isdecimal():
        return max(shutil.get_terminal_size().columns, NARROWEST)
    return NO_END


def laid_out(names: Sequence[str], rows: Sequence[Sequence[Any]], most: int, *, whole: bool = False) -> list[str]:
    """Rows as lines under a line of names; without trailing blanks.

    Args:
        names: The columns' names.
        rows: The rows.
        most: How wide a line may be.
        whole: Let the last column go on below itself where it doesn't fit; other cells are cut.
    """
    cells = [[cut(cell(value), MOST_IN_A_PIPE) for value in row] for row in rows]
    widest = [max(map(width, column)) for column in zip(names, *cells, strict=True)]
    widths, right = fitted(widest, most - len(GAP) * (len(names) - 1)), _numbers(rows, len(names))
    if widths is None:
        return _stacked(names, cells, most, whole=whole)
    if whole:
        return [line for row in [list(names), *cells] for line in _wrapped(row, widths, right)]
    return [_line(row, widths, right) for row in [list(names), *cells]]


def fitted(widest: Sequence[int], most: int) -> list[int] | None:
    """Widths of columns that together fit: each as wide as it needs, and the widest ones cut to the same measure; None where that is too small."""
    if sum(widest) <= most:
        return list(widest)
    cap = MOST
    while sum(min(need, cap) for need in widest) > most:
        cap -= 1
        if cap < LEAST:
            return None
    return [min(need, cap) for need in widest]


def cell(value: Any) -> str:
    """A value on one line, without what would steer a terminal; lists and structs as JSON."""
    if value is None:
        return NOTHING
    text = json.dumps(plain(value), ensure_ascii=False) if isinstance(value, list | dict) else str(plain(value))
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def plain(value: Any) -> Any:
    """A value as JSON has it: days in ISO 8601, decimals as strings without zeros at their end, so that no digit is lost."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value.is_finite() else str(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, str | int | float | bool) else _iso(value)


def cut(text: str, most: int) -> str:
    """The text, cut to so many columns of a terminal; a cut one ends in an ellipsis."""
    text, whole = text[:most], text
    return whole if len(text) == len(whole) and width(text) <= most else clip(text, 0, most - 1).rstrip() + "…"


def _iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _numbers(rows: Sequence[Sequence[Any]], count: int) -> list[bool]:
    """Which columns hold numbers, and go to the right."""
    columns = ([row[i] for row in rows if row[i] is not None] for i in range(count))
    return [bool(values) and all(isinstance(value, NUMBERS) and not isinstance(value, bool) for value in values) for values in columns]


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    columns = zip(cells, widths, right, strict=True)
    return GAP.join((rjust if to_right else ljust)(cut(text, most), most) for text, most, to_right in columns).rstrip()


def _wrapped(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> list[str]:
    """A row whose last cell goes on below itself."""
    first, *rest = wrap(cells[-1], widths[-1]) or [""]
    indent = " " * (sum(widths[:-1]) + len(GAP) * (len(widths) - 1))
    return [_line([*cells[:-1], first], widths, right), *(indent + line for line in rest)]


def _stacked(names: Sequence[str], cells: Sequence[Sequence[str]], most: int, *, whole: bool) -> list[str]:
    """One line a column, rows told apart by an empty line."""
    first = min(max(map(width, names)), most // 2)
    left = most - first - len(GAP)
    lines = []
    for row in cells:
        lines += [line for name, text in zip(names, row, strict=True) for line in _pair(cut(name, first), text, (first, left), whole=whole)]
        lines.append("")
    return lines[:-1]


def _pair(name: str, text: str, widths: tuple[int, int], *, whole: bool) -> list[str]:
    return _wrapped([name, text], widths, (False, False)) if whole else [_line([name, text], widths, (False, False))]
