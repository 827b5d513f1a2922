"""Hostile HTML: nothing crashes, work grows with length only, memory stays bounded."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.reasons import Reason, Rejected
from schemas.stages import DecodedPage, SeparatedPage
from transforms.text.blocks import MAX_BLOCKS
from transforms.text.html import MAX_MARKS, html_blocks
from transforms.text.separate import separate_story

NAMES = "div p a b table tr td ul li h1 span br hr img pre script style svg form nav article title meta time select x-y noframes dl dt dd"
TAGS = NAMES.split()
PIECES = st.one_of(
    st.sampled_from(TAGS).map("<{}>".format),
    st.sampled_from(TAGS).map("</{}>".format),
    st.sampled_from(
        ['<a href="#">', '<div class="comment list">', "<p style='display:none'>", "<!--", "-->", "&#x4e2d;", "&#55555;", "&lt", "<", ">", '"', "'"]
    ),
    st.sampled_from(["今天，县里举行了活动。", "标题", " ", "\n", "2024-03-01", "plain text, and more.", "　", "\u202e", "\x01", "\U0001f600"]),
)
SOUP = st.lists(PIECES, max_size=80).map("".join)
BLOCK_MEMORY = 256 * 2**20


@given(SOUP)
@settings(max_examples=200, deadline=None)
def test_any_soup_is_a_page_or_a_named_rejection(soup: str) -> None:
    """Tag soup gives blocks that are one line each; it is separated, or turned away by name."""
    for block in html_blocks(soup).blocks:
        assert block.text == " ".join(block.text.split())
        assert 0.0 <= block.hints.link_density <= 1.0
    found = outcome(soup)
    assert found is Reason.NO_STORY or found.paragraphs or found.teasers


def outcome(soup: str) -> SeparatedPage | Reason:
    """The page taken apart, or why it was turned away."""
    try:
        return separate_story(DecodedPage("0" * 64, "soup", soup, markup=True, charset="utf-8"))
    except Rejected as rejected:
        return rejected.reason


@given(SOUP)
@settings(deadline=None)
def test_the_text_of_a_page_is_not_made_up(soup: str) -> None:
    """Every character of a block stands on the page, or came from a character reference."""
    letters = set(soup) | set("中\ufffd<>&\ud903 ")

    assert all(set(block.text) <= letters for block in html_blocks(soup).blocks)


UNITS = {
    "paragraphs": "<p>今天，县里举行了活动。</p>",
    "inline elements never closed": "<font><b><i>字",
    "links never closed": "<a href=x>字",
    "end tags without start": "</div></p></td>字",
    "cells": "<table><tr><td>字</table>",
    "cells never closed": "<td><li>字",
    "items": "<ul><li>字<li>字</ul>",
    "custom elements": "<x-y>字</x-y>",
    "attributes": "<div class='a b c' id=d style='color:red' data-x>字</div>",
    "references": "&amp;&#20013;&nbsp;&bogus;",
    "comments": "<!-- x -->字",
    "breaks": "字<br>",
    "meta": "<meta name=date content=2024-03-01>",
}


@pytest.mark.parametrize("unit", UNITS)
def test_memory_grows_with_length_only(unit: str) -> None:
    """Twice the page takes about twice the memory at most, which bounds what is built for it, and so the work."""
    peaks = []
    for times in (2_000, 4_000):
        text = UNITS[unit] * times
        tracemalloc.start()
        html_blocks(text)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] <= 2.5 * peaks[0] + 100_000


def test_a_page_of_two_megabytes_in_one_line() -> None:
    """Its blocks are capped, and what it takes stays far below a page's cap of memory."""
    text = "<p>今天，县里举行了活动。<a href=1>更多</a>" * (2 * 2**20 // 34)
    tracemalloc.start()
    page = html_blocks(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(page.blocks) == MAX_BLOCKS
    assert peak < BLOCK_MEMORY


@pytest.mark.parametrize("tag", ["div", "table", "ul", "blockquote", "x-y", "section"])
def test_deep_nesting_is_turned_away(tag: str) -> None:
    """50,000 elements within one another are a named rejection, whatever the element."""
    with pytest.raises(Rejected) as caught:
        html_blocks(f"<{tag}>" * 50_000 + "字")

    assert caught.value.reason is Reason.TOO_DEEP


@pytest.mark.parametrize("tag", ["p", "li", "td", "tr", "dt", "font", "span", "b", "a href=1"])
def test_elements_that_close_by_themselves_do_not_nest(tag: str) -> None:
    """50,000 of them are a long page, not a deep one."""
    assert html_blocks(f"<{tag}>" * 50_000 + "字").blocks[0].text == "字"


def test_entities_that_expand_entities_stay_text() -> None:
    """A document type's entities are not expanded: the billion laughs are none."""
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><p>&b;&b;</p>'

    assert "".join(block.text for block in html_blocks(bomb).blocks).count("ha") <= 1


@pytest.mark.parametrize("mark", ["<p>", "&amp;", "<b>", "<!-- -->", "</div>"])
def test_more_marks_than_the_cap_are_turned_away(mark: str) -> None:
    """A page of nothing but tags or references costs a count of them, and is a named rejection."""
    with pytest.raises(Rejected) as caught:
        html_blocks(mark * (MAX_MARKS + 1))

    assert caught.value.reason is Reason.TOO_LARGE
