"""Rows as CSV or JSON lines, one at a time."""

import csv
import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from pipeline.aligned import plain

BOM = "\ufeff"
STARTS_A_FORMULA = tuple("=+-@＝＋－＠")
"""What a spreadsheet takes for the start of a formula (OWASP, CSV Injection), in both widths, also after blanks."""
STARTS_A_ROW = ("\t", "\r", "\n")
"""With which text may slip into a cell or row of its own."""


def write_csv(out: TextIO, names: Sequence[str], rows: Iterable[Sequence[Any]], *, bom: bool = False, defuse: bool = True) -> None:
    """Write rows as CSV in RFC 4180's quoting with line feeds; lists and structs as JSON, NULL as an empty cell.

    Args:
        out: Where to.
        names: The columns' names.
        rows: The rows.
        bom: Start with a byte order mark, by which Excel knows UTF-8.
        defuse: Put an apostrophe before text that a spreadsheet would run as a formula; pages' text is anybody's.
    """
    if bom:
        out.write(BOM)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_csv_cell(value, defuse=defuse) for value in row])


def write_jsonl(out: TextIO, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows as one JSON object a line; decimals are strings, so that no digit is lost."""
    out.writelines(json.dumps({name: plain(value) for name, value in zip(names, row, strict=True)}, ensure_ascii=False) + "\n" for row in rows)


def defused(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text[:1] in STARTS_A_ROW or text.lstrip()[:1] in STARTS_A_FORMULA else text


def _csv_cell(value: Any, *, defuse: bool) -> Any:
    if isinstance(value, str):
        return defused(value) if defuse else value
    if isinstance(value, list | dict):
        return json.dumps(plain(value), ensure_ascii=False)
    return plain(value)
