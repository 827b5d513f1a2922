"""Whole HTML pages of the shapes that crawls meet, each written for this test: the story comes out and nothing else does."""

import pytest

from schemas.reasons import Reason, Rejected
from schemas.stages import DecodedPage, SeparatedPage
from transforms.text.separate import separate_story

A = "青石镇卫生院的新门诊楼昨天启用，底楼设有三间诊室和一间药房，周边七个村的居民看病不用再去县城。"
B = "“以前来回要两个小时，现在走路十分钟就到。”家住柳树村的村民陈桂兰说，她每个月都要来量一次血压。"
C = "院长贺明川介绍，门诊楼去年三月动工，建设资金由县财政和镇里共同承担，明年还将添置两台检查设备。"
STORY = (A, B, C)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in STORY)
TITLE = "青石镇新门诊楼启用"
OTHER = "县里召开春季防火工作会议部署近期重点任务"
THIRD = "全县中小学生运动会在体育场开幕"
HEAD = f"<html><head><title>{TITLE}_青石新闻网</title></head>"
MENU = "<div class='nav'><a href=1>首页</a> <a href=2>新闻</a> <a href=3>专题</a> <a href=4>视频</a></div>"
ROWS = f"<ul><li><a href=5>{OTHER}</a><span>2024-03-02</span></li><li><a href=6>{THIRD}</a><span>2024-03-01</span></li></ul>"
FOOT = "<div id='footer'><p>青石新闻网版权所有 未经授权禁止转载</p><p>地址：人民路12号 电话：0000-0000000</p></div>"
BREAKS = "<br><br>".join(f"　　{text}" for text in STORY)


def separated(html: str) -> SeparatedPage:
    """The page taken apart."""
    return separate_story(DecodedPage("0" * 64, "page.html", html, markup=True, charset="utf-8"))


SECTIONS = "".join(f"<section><section><p><span>{text}</span></p></section></section>" for text in STORY)
COMMENT = "我上周去过，诊室很干净，医生也耐心，就是停车位少了一点。" * 8
SUBHEADED = PARAGRAPHS.replace("</p><p>", "</p><h3>走路十分钟</h3><p>", 1)
LIVE = "".join(f"<div class='entry'><span class='time'>0{hour}:30</span><p>{text}</p></div>" for hour, text in enumerate(STORY, 7))
SHAPES = {
    "portal": f"""{HEAD}<body>{MENU}<div class="main-content left"><h1>{TITLE}</h1>
        <div class="info"><span>2024-03-01 08:30</span> 来源：青石日报</div>
        <div class="article-content">{PARAGRAPHS}</div><div class="editor">责任编辑：周小满</div>
        <div class="related"><h3>相关阅读</h3>{ROWS}</div></div><div class="sidebar"><h3>热点</h3>{ROWS}</div>{FOOT}""",
    "county media centre": f"""{HEAD}<body><header>{MENU}</header><div class="con">
        <h2 class="title">{TITLE}</h2>
        <p class="time">发布时间：2024-03-01 来源：县融媒体中心</p><div id="vsb_content">{PARAGRAPHS}</div>
        <p>编辑：周小满 审核：贺兰</p></div>{FOOT}""",
    "public account": f"""<html><head><meta property="og:title" content="{TITLE}"></head><body><div id="page-content">
        <h1 class="rich_title">{TITLE}</h1>
        <div id="meta_content"><span>青石发布</span> <em>2024-03-01 08:00</em></div><div id="content" style="visibility: hidden">
        {SECTIONS}<p><br></p></div></div>""",
    "tables of the old days": f"""<HTML><HEAD><TITLE>{TITLE}</TITLE></HEAD><BODY><TABLE><TR><TD><A HREF=1>首页</A><TD><A HREF=2>新闻</A></TABLE>
        <TABLE><TR><TD width=160><A HREF=7>{OTHER}</A><BR><A HREF=8>{THIRD}</A><TD><TABLE><TR><TD align=center><B>{TITLE}</B><TR><TD>2004-3-1 8:30:00
        <TR><TD><FONT size=3>{BREAKS}</FONT></TABLE></TABLE><TABLE><TR><TD align=center>版权所有：青石新闻网</TABLE></BODY></HTML>""",
    "text in a div, broken by br": f"{HEAD}<body>{MENU}<div class=a><h1>{TITLE}</h1><div class=b>{BREAKS}</div></div>{FOOT}",
    "paragraphs never closed": f"{HEAD}<body>{MENU}<h1>{TITLE}</h1><div><p>{'<p>'.join(STORY)}</div>{FOOT}",
    "comments below": f"""{HEAD}<body>{MENU}<article><h1>{TITLE}</h1><div class="body">{PARAGRAPHS}</div></article>
        <div class="comment-list"><h3>网友评论</h3><div class="comment-item"><p>{COMMENT}</p></div></div>{FOOT}""",
    "links between paragraphs": f"""{HEAD}<body>{MENU}<div class=c><h1>{TITLE}</h1><p>{A}</p><p>{B}</p>
        <div class=box><b>延伸阅读</b>{ROWS}</div><p>{C}</p></div>{FOOT}""",
    "gallery with captions": f"""{HEAD}<body>{MENU}<div class="article"><h1>{TITLE}</h1>
        <figure><img src=1.jpg><figcaption>新门诊楼外景。周小满 摄</figcaption></figure>
        <p>{A}</p><p>{B}</p><p><img src=2.jpg></p><p>▲居民在药房取药（周小满 摄）</p><p>{C}</p></div>{FOOT}""",
    "a form around everything": f"""{HEAD}<body><form id="aspnetForm">{MENU}<div id="right"><h1>{TITLE}</h1><div>{PARAGRAPHS}</div></div></form>
        {FOOT}""",
    "names that mislead": f"""{HEAD}<body class="has-sidebar comments-open">{MENU}<div class="share-page login-required"><h1>{TITLE}</h1>
        <div class="widget-text">{PARAGRAPHS}</div></div>{FOOT}""",
    "hidden copies": f"""{HEAD}<body>{MENU}<div class="article"><h1>{TITLE}</h1>{PARAGRAPHS}</div><div style="display:none">{PARAGRAPHS}</div>
        <noscript>请打开脚本。</noscript><script>var html = "<p>{OTHER}。</p>";</script>{FOOT}""",
    "frames beside": f"""{HEAD}<frameset><frame src=a.html></frameset><noframes><body><h1>{TITLE}</h1>{PARAGRAPHS}</body></noframes>""",
    "custom elements": f"{HEAD}<body>{MENU}<news-page><news-title><h1>{TITLE}</h1></news-title><news-text>{PARAGRAPHS}</news-text></news-page>{FOOT}",
    "subheadings": f"""{HEAD}<body>{MENU}<div class="article"><h1>{TITLE}</h1><div>{SUBHEADED}</div></div>{FOOT}""",
    "one line": f"{HEAD}<body>{MENU}<div><h1>{TITLE}</h1>{PARAGRAPHS}</div>{FOOT}".replace("\n", ""),
    "upper case, no quotation marks": f"{HEAD}<BODY BGCOLOR=#FFFFFF>{MENU}<CENTER><H1>{TITLE}</H1></CENTER>{PARAGRAPHS.upper()}{FOOT}",
    "more stories below": f"""{HEAD}<body>{MENU}<main><h1>{TITLE}</h1><div>{PARAGRAPHS}</div><div class="moreStories"><h2>更多</h2>
        <div><h3><a href=9>{OTHER}</a></h3><p>{COMMENT}</p></div><div><h3><a href=10>{THIRD}</a></h3><p>{COMMENT}</p></div></div></main>{FOOT}""",
    "paywall": f"""{HEAD}<body>{MENU}<article><h1>{TITLE}</h1><div>{PARAGRAPHS}</div><div class="paywall"><p>剩余内容，请登录后继续阅读。</p>
        <a href=1>登录</a> <a href=2>注册</a></div></article>{FOOT}""",
    "live blog": f"""{HEAD}<body>{MENU}<h1>{TITLE}</h1><div class="live">{LIVE}</div>{FOOT}""",
    "boards of a bulletin board": f"""{HEAD}<body><table><tr><td><a href=1>版面</a> <a href=2>精华</a></td></tr></table>
        <table><tr><td>{TITLE}</td></tr>
        <tr><td>发信人: xiaoman, 信区: News</td></tr><tr><td>{BREAKS}</td></tr></table>
        <table><tr><td><a href=3>回复</a> <a href=4>转寄</a></td></tr></table>""",
    "spaces and references": f"{HEAD}<body>{MENU}<h1>{TITLE}</h1><div>{PARAGRAPHS.replace('<p>', '<p>&nbsp;&emsp;&#12288;')}</div>{FOOT}",
}
"""Pages whose story is STORY, by what is special about them."""


@pytest.mark.parametrize("shape", SHAPES)
def test_the_story_comes_out_whole_and_alone(shape: str) -> None:
    """Every paragraph, nothing but the paragraphs (and a subheading where there is one), and the title."""
    page = separated(SHAPES[shape])

    assert tuple(text for text in page.paragraphs if text != "走路十分钟") == STORY
    assert page.title == TITLE


def test_rows_beside_the_story_are_teasers() -> None:
    """Links with dates in the same page are rows of their own, with title and date."""
    rows = separated(SHAPES["portal"]).teasers

    assert {(row.title, row.date_text) for row in rows} >= {(OTHER, "2024-03-02"), (THIRD, "2024-03-01")}


def test_credits_and_dates_beside_the_story() -> None:
    """Source, editor and date are read from the lines around the story, not into it."""
    page = separated(SHAPES["portal"])

    assert (page.source_name, [(byline.role, byline.name) for byline in page.bylines]) == ("青石日报", [("责任编辑", "周小满")])
    assert [(claim.source, claim.text) for claim in page.date_claims][:1] == [("byline", "2024-03-01 08:30")]


def test_a_thread_holds_its_answers() -> None:
    """In a discussion the answers are part of the page's text; the buttons beside them are not."""
    answers = ("我家老人上周去过，排队不到十分钟。", "停车位再多几个就更好了，周末不太好停。")
    replies = "".join(f'<div class="reply"><a href=1>回复</a><div class="text">{answer}</div></div>' for answer in answers)
    page = separated(
        f"""<html><head><title>新门诊楼怎么样 - 青石论坛</title></head><body>{MENU}<div class="thread"><h1>新门诊楼怎么样</h1>
        <div class="post">{A}</div>{replies}</div>{FOOT}"""
    )

    assert page.paragraphs == (A, *answers)


def test_japanese_and_english_stories() -> None:
    """Nothing depends on Chinese words."""
    ja = (
        "青葉町の新しい診療所が昨日、開所した。周辺の七つの集落から歩いて通える。",
        "町長は「高齢の住民が安心して暮らせる」と話し、来年は検査機器も増やす予定だ。",
    )
    en = (
        "The new clinic in Greenford opened on Monday, serving seven villages nearby.",
        "Its director said that two more devices would be bought next year.",
    )
    for story in (ja, en):
        text = "".join(f"<p>{paragraph}</p>" for paragraph in story)
        page = separated(f"<title>Clinic 診療所</title><nav><a href=1>Home</a><a href=2>News</a></nav><h1>Clinic 診療所</h1><div>{text}</div>")

        assert page.paragraphs == story


def test_an_index_has_no_story_and_still_its_teasers() -> None:
    """A page of nothing but rows gives rows."""
    rows = "".join(f"<li><a href={n}>{OTHER}第{n}次</a><span>2024-03-0{n}</span></li>" for n in range(1, 9))
    page = separated(f"<html><head><title>要闻_青石新闻网</title></head><body>{MENU}<div class=list><h2>要闻</h2><ul>{rows}</ul></div>{FOOT}")

    assert (page.paragraphs, len(page.teasers)) == ((), 8)


@pytest.mark.parametrize("html", ["<html><body></body></html>", f"{MENU}{MENU}", "<p>404 Not Found</p>", "<script>x</script>", "<div></div>"])
def test_a_page_with_neither_is_turned_away_by_name(html: str) -> None:
    """No story and no teasers is a named rejection."""
    with pytest.raises(Rejected) as caught:
        separated(html)

    assert caught.value.reason is Reason.NO_STORY
