"""HTML pages become blocks with hints, the story's region and the page's own metadata."""

import pytest

from schemas.reasons import Reason, Rejected
from transforms.text.html import html_blocks

PROSE = "县融媒体中心今天在北河镇举行了开放日活动，来自周边五个村的居民走进演播厅，了解新闻是怎样采写、编辑和播出的。"


def inside(text: str) -> list[str]:
    """The texts of the blocks in the story's region."""
    return [block.text for block in html_blocks(text).blocks if block.hints.inside]


def test_breaks_and_grouping_elements_part_blocks() -> None:
    """Paragraphs, br, cells and items are blocks of their own; inline elements are not."""
    page = html_blocks("甲<b>乙</b><br><br>丙<p>丁<div>戊<ul><li>己<li>庚</ul><table><tr><td>辛<td>壬</table>")

    assert [block.text for block in page.blocks] == ["甲乙", "丙", "丁", "戊", "己", "庚", "辛", "壬"]


def test_wrapped_source_lines_leave_no_blank_in_chinese() -> None:
    """A line's end in the source is a blank between Latin words and nothing between Han characters."""
    assert [block.text for block in html_blocks("<p>中\n  文 a\nb</p>").blocks] == ["中文 a b"]


def test_pre_keeps_its_lines() -> None:
    """Lines of pre are blocks."""
    assert [block.text for block in html_blocks("<pre>一\n二</pre>").blocks] == ["一", "二"]


def test_hints() -> None:
    """Hints say what stands around a block."""
    page = html_blocks('<nav><ul><li><a href="/">首页</a></ul></nav><div class="article-content"><h2><b>标题</b></h2></div>')
    link, title = (block.hints for block in page.blocks)

    assert (link.tag, link.link_density, link.links, link.in_list, link.region) == ("li", 1.0, 1, True, "nav")
    assert (title.heading, title.words, title.in_list) == (2, frozenset({"content"}), False)


def test_an_anchor_without_address_is_no_link() -> None:
    """Old pages mark places with <a name> and leave it open."""
    assert html_blocks("<p><a name=top>正文").blocks[0].hints.link_density == 0.0


def test_the_region_is_the_story_and_not_what_surrounds_it() -> None:
    """Navigation, comments, other stories and the foot are outside, whatever element holds them."""
    page = f"""<title>北河镇举行开放日活动_新闻网</title><div id=nav><a href=1>首页</a><a href=2>新闻</a></div>
    <div class="main left"><h1>北河镇举行开放日活动</h1><div class="info">2024-03-01 来源：融媒体中心</div>
    <div class="txt"><p>{PROSE}</p><p>{PROSE}</p></div>
    <div class="comments"><p>网友甲：{PROSE}</p></div>
    <ul class="related"><li><a href=3>别的新闻的标题在这里</a><li><a href=4>又一条新闻的标题</a></ul></div>
    <div class="footer">{PROSE}版权所有</div>"""

    assert inside(page) == [PROSE, PROSE]


def test_the_headline_is_found() -> None:
    """The block that repeats the title is the headline, the site's name in the title notwithstanding."""
    page = html_blocks("<title>开放日活动举行 - 北河新闻网</title><a href=1>北河新闻网</a><h1>开放日活动举行</h1><p>正文。")

    assert page.headline is not None
    assert page.blocks[page.headline].text == "开放日活动举行"


def test_too_deep() -> None:
    """Markup 50,000 deep is turned away by name, not by a crash."""
    with pytest.raises(Rejected) as caught:
        html_blocks("<div>" * 50_000 + "字")

    assert caught.value.reason is Reason.TOO_DEEP


def test_unclosed_inline_elements_are_not_deep() -> None:
    """A thousand font tags that are never closed, as old editors leave them, are no nesting."""
    assert len(html_blocks("<p><font color=red>字" * 2_000).blocks) == 2_000


def test_facts() -> None:
    """Metadata come with where they were found, the surest first."""
    facts = html_blocks(
        '<meta name="PubDate" content="2024-03-01 08:00"><meta property="article:modified_time" content="2024-03-05">'
        '<meta name="source" content="融媒体中心"><meta property="og:title" content="题"><title>题_站</title>'
        '<link rel="canonical" href="https://example.org/2024/0301/1.html"><time datetime="2024-03-02">'
        '<script type="application/ld+json">{"headline":"题","datePublished":"2024-03-01","author":[{"@type":"Person","name":"周\\u5c0f"}]}</script>',
        "https://example.org/x/20240303/y.html",
    ).facts

    assert [(claim.source, claim.text) for claim in facts.dates] == [
        ("metadata", "2024-03-01 08:00"),
        ("metadata", "2024-03-01"),
        ("markup", "2024-03-02"),
        ("path", "2024/0301"),
        ("path", "20240303"),
    ]
    assert [(claim.text, claim.evidence) for claim in facts.titles] == [
        ("题", "meta og:title"),
        ("题", "json-ld headline"),
        ("题_站", "title element"),
    ]
    assert (facts.sources[0].text, facts.authors[0].text) == ("融媒体中心", "周小")


def test_links_of_a_menu_do_not_run_together() -> None:
    """Links that only style sets apart are words of their own; a link inside a sentence is not."""
    page = html_blocks("<div><a href=1>汽车</a><a href=2>教育</a></div><p>在<a href=3>北河镇</a>举行</p>")

    assert [block.text for block in page.blocks] == ["汽车 教育", "在北河镇举行"]
