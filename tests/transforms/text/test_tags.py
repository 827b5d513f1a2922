"""Markup taken to pieces: tags told from text, raw elements left out, attributes read, all of it linear."""

import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.text.tags import attributes, take_apart, unescape

PARTS = ["<", ">", "</", "<!--", "-->", "<p", "<a href=", '"', "'", "=", " ", "字", "<script", "</script>", "<svg>", "&#", "&amp", ";", "x", "\n"]
SOUP = st.lists(st.sampled_from(PARTS), max_size=60).map("".join)


def work_of(function: Callable[[], object]) -> int:
    """How many Python calls and lines of this project's code the function runs: a measure of work that no busy machine blurs."""
    count = 0

    def trace(*_: object) -> object:
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(None)
    return count


def test_pieces_alternate() -> None:
    """Text, tag, attributes, text, ... in the page's order."""
    assert take_apart('a<p class="x">b</p>c').pieces == ["a", "p", ' class="x"', "b", "/p", "", "c"]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("a<!-- <p>no</p> -->b", ["ab"]),
        ("a<!-->b", ["ab"]),
        ("a<!-- never closed <b>c", ["a never closed ", "b", "", "c"]),
        ("a<SCRIPT>if (x<y) '</p>'</ScRiPt>b", ["a b"]),
        ("a<style>p{}</style>b", ["ab"]),
        ("a<script>never closed<p>b", ["anever closed", "p", "", "b"]),
        ("1 < 2 <3", ["1 < 2 <3"]),
        ("<!DOCTYPE html>a", ["", "!DOCTYPE", " html", "a"]),
        ("a<scripts>b", ["a", "scripts", "", "b"]),
    ],
)
def test_what_is_no_text_is_left_out(written: str, left: list[str]) -> None:
    """Comments and raw elements vanish; what never closes costs only its own mark."""
    assert take_apart(written).pieces == left


def test_a_closing_mark_inside_quotes_is_no_end_of_tag() -> None:
    """An attribute's value may hold >."""
    assert take_apart("<a title='x > y'>b</a>").pieces == ["", "a", " title='x > y'", "b", "/a", "", ""]


def test_an_unclosed_value_ends_with_its_tag() -> None:
    """A quotation mark that never closes costs one tag, not the page."""
    assert take_apart('<a title="x>b</a>c').pieces[-1] == "c"


def test_title_and_linked_data_are_kept_apart() -> None:
    """They are metadata, not text."""
    markup = take_apart('<title>T</title><script type="application/ld+json">{"a":1}</script><title>U</title>')

    assert (markup.title, markup.linked_data) == ("T", ('{"a":1}',))


def test_attributes_are_read_in_every_way_of_writing_them() -> None:
    """Double, single, without quotation marks, without value; the first of a name counts; names in lower case."""
    assert attributes(""" A="1&amp;2" b='2' c=3 d A=4""") == {"a": "1&2", "b": "2", "c": "3", "d": ""}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&lt;p&gt;", "<p>"),
        ("&nbsp;", "\xa0"),
        ("&#20013;&#x6587;", "中文"),
        ("&#xD800;", "\ufffd"),
        ("AT&T", "AT&T"),
        ("&#99999999999;", "&#99999999999;"),
    ],
)
def test_character_references(written: str, read: str) -> None:
    """References give their characters; what is none stays, and surrogates don't come in."""
    assert unescape(written) == read


def test_a_reference_of_thousands_of_digits_is_no_bomb() -> None:
    """Python refuses to read integers of more than 4,300 digits."""
    assert unescape("&#" + "9" * 5_000 + ";").startswith("&#9999")


@given(SOUP)
def test_any_soup_comes_apart(soup: str) -> None:
    """Nothing crashes, pieces come in threes, and no text is made up."""
    pieces = take_apart(soup).pieces

    assert len(pieces) % 3 == 1
    assert sum(map(len, pieces)) <= len(soup) + soup.count("<")


@pytest.mark.parametrize("unit", ["<svg>", "<script></", "<!-- ", '<a b="', "<a ", "<title ", "<!--></title>", "<p>", "<textarea><"])
@pytest.mark.parametrize("tail", ["", ">"])
def test_work_grows_with_length_only(unit: str, tail: str) -> None:
    """Twice the page is at most about twice the work."""
    once, twice = (work_of(lambda n=n: take_apart(unit * n + tail)) for n in (400, 800))

    assert twice <= 2.2 * once + 100
