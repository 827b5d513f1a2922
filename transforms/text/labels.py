"""Labels of teaser rows, learned from the page's own repetition."""

from collections.abc import Collection, Sequence

LABEL_REACH = 8
"""How many lines apart two rows with the same label may stand."""
MANY_LABELS = 4
"""Labelled rows from which a row between or beside them may have a label of its own."""


def labelled_rows(lines: Sequence[str], said: Collection[str] = ()) -> dict[int, str]:
    """The rows that start with a label, by index: a word before the first blank that stands so before another row within `LABEL_REACH` lines.

    A label is learned from the page's own repetition; a word of digits, or one that ends in a colon, is none. A label that the user
    has `said` needs no second row.
    """
    labels = {i: label for i, line in enumerate(lines) if (" " in line or "　" in line) and (label := row_label(line))}
    seen: dict[str, int] = {}
    rows: dict[int, str] = {}
    for i, label in labels.items():
        if label in said:
            rows[i] = label
            continue
        before = seen.get(label, -LABEL_REACH - 1)
        if i - before <= LABEL_REACH:
            rows[before] = rows[i] = label
        seen[label] = i
    if len(rows) >= MANY_LABELS:
        rows.update({i: label for i, label in labels.items() if i not in rows and (i - 1 in rows or i + 1 in rows)})
    return rows


def row_label(line: str) -> str:
    """The word of two to six characters before a line's first blank, if it can be a label, so not in Latin; else empty."""
    blank = line.find(" ", 2, 7)
    if blank < 0:
        blank = line.find("　", 2, 7)
        if blank < 0:
            return ""
    label = line[:blank]
    return label if len(line) >= blank + 5 and label.isalpha() and not label.isascii() else ""
