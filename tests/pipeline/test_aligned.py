"""Rows for people fit the terminal, whatever is in them."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import width

from pipeline.aligned import NARROWEST, NO_END, cell, cut, laid_out

TEXTS = st.text(max_size=80) | st.text("中文县a 1é\u0301👩‍👩‍👧\x1b\u202e\t", max_size=80)


@given(st.lists(st.tuples(TEXTS, TEXTS, st.integers(), TEXTS), max_size=4), st.integers(NARROWEST, 120), st.booleans())
def test_no_line_is_wider_than_the_terminal(rows: list[tuple[str, str, int, str]], most: int, whole: bool) -> None:  # noqa: FBT001 - Hypothesis gives it
    """Neither Chinese, nor combined characters, nor long cells push a line over the edge."""
    assert all(width(line) <= most for line in laid_out(("a", "bb", "数", "d"), rows, most, whole=whole))


@given(TEXTS)
def test_a_cell_steers_no_terminal(text: str) -> None:
    """What a page says is shown on one line, without escape sequences and reversals."""
    assert cell(text).isprintable()


def test_columns_are_aligned_by_what_is_seen() -> None:
    """A Chinese character counts for two; numbers go to the right, NULL is a dash."""
    told = laid_out(("name", "n", "day"), [("李国明", 7, date(2026, 5, 1)), ("a", 1200, None)], NO_END)

    assert ["name       n  day", "李国明     7  2026-05-01", "a       1200  -"] == told


def test_a_narrow_terminal_shows_one_line_a_column() -> None:
    """Where cells would have to be cut to nothing, each has a line of its own."""
    told = laid_out(("name", "titles", "where"), [("李国明" * 5, ["县委书记"] * 3, "x" * 40)], 40)

    assert ["name", "titles", "where"] == [line.split()[0] for line in told]
    assert all(width(line) <= 40 for line in told)


def test_what_is_cut_says_so() -> None:
    """An ellipsis ends it, also where the cut falls within a wide character."""
    assert ("中文…", "中…", "abc") == (cut("中文字段", 5), cut("中文字段", 4), cut("abc", 3))


def test_decimals_keep_their_digits() -> None:
    """No exponent, no zeros at the end, no float."""
    assert ("293000000", "0.15") == (cell(Decimal("293000000.000000000000000")), cell(Decimal("0.150")))


def test_the_last_column_goes_on_below_itself() -> None:
    """A description is not cut where it may wrap."""
    told = laid_out(("column", "what"), [("place", "The place over which the person holds office")], 30, whole=True)

    assert "Theplaceoverwhichthepersonholdsoffice" == "".join("".join(told[1:]).split()).removeprefix("place")
