"""HTML as crawled pages have it: all that a news site puts around a story, of some 30 to 100 kilobytes.

A site's frame (style sheets, scripts, menus, friendly links, footer) is made once and is the same on all its pages, as it is on a site's real
pages; what a page has of its own is its story, teaser rows with their dates, a ranking, pictures, a block of comments and the state that
scripts read. Sites differ in how much of each they have. Nothing of it is copied: names of classes and functions are drawn.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from zlib import crc32

from benchmarks.pipeline import words

if TYPE_CHECKING:
    from benchmarks.pipeline.corpus import Story

PARTS = ("nav", "head", "list", "item", "hot", "side", "pic", "box", "tab", "more", "swiper", "btn", "share", "logo", "foot", "user", "cmt", "ad")
VERBS = ("init", "load", "show", "hide", "bind", "send", "track", "render", "toggle", "scroll", "lazy", "report")
REMARKS = (
    "说得好，支持！",
    "希望这样的好事多一些。",
    "我们村什么时候能修路？",
    "沙发",
    "为家乡点赞",
    "数据从哪里来的，能不能公布一下？",
    "去年这个时候还没有开工呢，进度真快。",
    "建议有关部门多到基层走走看看。",
    "转发了",
    "路过，顶一下",
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a site have in common."""

    head: str
    """Style sheets and scripts in the page's head."""
    top: str
    """What stands above the story: logo, search, menus."""
    side: str
    """What stands beside it and is the same on all pages."""
    bottom: str
    """Friendly links, footer, scripts at the page's end."""
    main: str
    """The class of the story's element."""
    comments: int
    """The most comments that a page shows."""


def framed(chance: random.Random, story: "Story", rows: Sequence[tuple[str, str, date]], charset: str) -> str:
    """A story's page on its site.

    Args:
        chance: What is drawn from.
        story: The story.
        rows: Teaser rows: label, title and day.
        charset: What the page says its encoding is.
    """
    frame = site_frame(story.site)
    number, hour = chance.randint(10**6, 10**8), f"{chance.randint(7, 22):02d}:{chance.randint(0, 59):02d}"
    title = escape(story.title)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html lang="zh-CN"><head><meta http-equiv="Content-Type" content="text/html; charset={charset}" />
<title>{title}_{story.site}</title>
<meta name="keywords" content="{story.site},{rows[0][0] if rows else words.LABELS[0]}" />
<meta name="description" content="{story.paragraphs[0][:80]}" />
<meta name="author" content="{story.author}" /><meta name="viewport" content="width=device-width, initial-scale=1" />
<script>window.__STATE__ = {_state(chance, number)};</script>
{frame.head}</head><body class="detail">
{frame.top}
<div class="crumb">您的位置：<a href="/">首页</a> &gt; <a href="/{number % 9}/">{chance.choice(words.LABELS)}</a> &gt; 正文</div>
<div class="wrap clearfix"><div class="left"><h1 class="title">{title}</h1>
<div class="info"><span class="time">{story.day} {hour}</span><span class="from">来源：<a href="/" target="_blank">{story.site}</a></span>
<span class="author">作者：{story.author}</span><span class="cmt-num"><a href="#cmt">评论 {chance.randint(0, 300)}</a></span>
<span class="font">字号：<a href="javascript:;" onclick="fs(1)">大</a> <a href="javascript:;" onclick="fs(0)">小</a></span></div>
<div class="{frame.main}" id="{frame.main}">
{_body(chance, story, number)}
</div><p class="editor">（责任编辑：{chance.choice(words.SURNAMES)}{chance.choice(words.GIVEN)}）</p>
<div class="share">分享到：<a class="s1" href="javascript:;">微信</a><a class="s2" href="javascript:;">微博</a></div>
{_related(rows)}
{_comments(chance, story.day, frame.comments)}
</div><div class="right">{_ranking(chance, rows)}
{frame.side}</div></div>
{frame.bottom}</body></html>
"""


def _body(chance: random.Random, story: "Story", number: int) -> str:
    parts = []
    for place, paragraph in enumerate(story.paragraphs):
        if chance.random() < 0.12:  # noqa: PLR2004  a picture now and then
            parts.append(
                f'<p style="text-align: center;"><img src="/u/{story.day:%Y%m/%d}/{number}_{place}.jpg" data-original="/u/{number}_{place}.jpg" '
                f'alt="{story.title}" width="600" height="400" /></p>\n<p style="text-align: center; font-size: 12px;">图为活动现场。</p>'
            )
        parts.append(f'<p style="text-indent: 2em; line-height: 1.8em;"><span style="font-size: 16px;">{escape(paragraph)}</span></p>')
    return "\n".join(parts)


def _state(chance: random.Random, number: int) -> str:
    """What the page's scripts read: numbers and keys, no text."""
    bits = chance.getrandbits
    lists = [{"id": bits(30), "k": f"{bits(64):016x}", "u": f"/c/{bits(24)}.html", "s": bits(8)} for _ in range(chance.randint(20, 90))]
    return json.dumps({"id": number, "ab": f"{bits(128):032x}", "list": lists}, separators=(",", ":"))


def _related(rows: Sequence[tuple[str, str, date]]) -> str:
    items = "\n".join(
        f'<li><em>[<a href="/c/">{label}</a>]</em><a href="/c/{day:%Y%m/%d}/{place}.html" target="_blank" title="{escape(title)}">{escape(title)}</a>'
        f'<span class="date">{day}</span></li>'
        for place, (label, title, day) in enumerate(rows)
    )
    return f'<div class="related"><h3>相关新闻</h3><ul class="list">\n{items}\n</ul></div>'


def _ranking(chance: random.Random, rows: Sequence[tuple[str, str, date]]) -> str:
    items = "\n".join(
        f'<li><i class="n{place}">{place}</i><a href="/c/{chance.getrandbits(24)}.html">{escape(title)}</a></li>'
        for place, (_, title, _) in enumerate(rows[:10], 1)
        if title
    )
    return f'<div class="hot"><h3><span>热门排行</span></h3><ul>\n{items}\n</ul></div>'


def _comments(chance: random.Random, day: date, most: int) -> str:
    items = "\n".join(
        f'<dl class="cmt-item"><dt><img src="/static/u{chance.randint(1, 40)}.png" alt="" /></dt><dd><b>网友{chance.getrandbits(20):05x}</b>'
        f'<span class="time">{day + timedelta(chance.randint(0, 3))} {chance.randint(0, 23):02d}:{chance.randint(0, 59):02d}</span>'
        f'<p>{chance.choice(REMARKS)}</p><span class="op"><a href="javascript:;">顶({chance.randint(0, 99)})</a> '
        '<a href="javascript:;">回复</a></span></dd></dl>'
        for _ in range(chance.randint(0, most))
    )
    form = '<form><textarea name="c"></textarea><input type="submit" value="发表评论" /></form>'
    return f'<div class="cmt" id="cmt"><h3>网友评论</h3>\n{items}\n{form}</div>'


@cache
def site_frame(site: str) -> Frame:
    """A site's frame; the same name gives the same."""
    chance = random.Random(crc32(site.encode()))  # noqa: S311  frames that can be made again
    scale = chance.uniform(0.5, 1.9)
    head = f"<style>{_styles(chance, round(170 * scale))}</style>\n<script>{_script(chance, round(45 * scale))}</script>\n"
    logo = f'<div class="logo"><a href="/"><img src="/static/logo.png" alt="{site}" /></a></div>'
    top = f'<div class="header">{logo}{_menu(chance, round(9 * scale))}</div>'
    bottom = f"{_links(chance, round(70 * scale))}{_footer(chance, site)}<script>{_script(chance, round(35 * scale))}</script>"
    return Frame(
        head, top, _blocks(chance, round(4 * scale)), bottom, chance.choice(("content", "article-body", "TRS_Editor", "cont")), round(24 * scale)
    )


def _styles(chance: random.Random, rules: int) -> str:
    def rule() -> str:
        names = " ".join(f".{chance.choice(PARTS)}-{chance.choice(PARTS)}" for _ in range(chance.randint(1, 3)))
        size, colour = chance.randint(0, 40), chance.getrandbits(24)
        return f"{names} {{ margin: 0 {size}px; padding: {size // 2}px; color: #{colour:06x}; font-size: {12 + size % 8}px; float: left; }}"

    return "\n".join(rule() for _ in range(rules))


def _script(chance: random.Random, functions: int) -> str:
    def function() -> str:
        name, part = f"{chance.choice(VERBS)}{chance.choice(PARTS).title()}{chance.randint(1, 99)}", chance.choice(PARTS)
        return (
            f'function {name}(e, t) {{ var n = document.getElementById("{part}"); if (!n) {{ return; }} for (var i = 0; i < t.length; i++) '
            f'{{ n.innerHTML += "<li><a href=" + t[i].u + ">" + t[i].k + "</a></li>"; }} n.className = e ? "{part}-on" : "{part}"; }}'
        )

    return "\n".join(function() for _ in range(functions))


def _menu(chance: random.Random, groups: int) -> str:
    def group(place: int) -> str:
        items = "".join(
            f'<li><a href="/{place}/{chance.getrandbits(12)}/" target="_blank">{name[:2]}</a></li>' for name in chance.sample(words.TOWNS, 6)
        )
        return f'<li class="m{place}"><a href="/{place}/">{chance.choice(words.LABELS)}</a><ul class="sub">{items}</ul></li>'

    return f'<div class="nav"><ul class="menu">{"".join(group(place) for place in range(groups))}</ul></div>'


def _blocks(chance: random.Random, blocks: int) -> str:
    def block() -> str:
        items = "\n".join(
            f'<li><a href="/t/{chance.getrandbits(20)}.html"><img src="/static/{chance.getrandbits(20)}.jpg" alt="" />'
            f"<span>{matter}专题</span></a></li>"
            for matter in chance.sample(words.MATTERS, 6)
        )
        title = f'<div class="tit"><h3>{chance.choice(words.LABELS)}推荐</h3><a href="/more/">更多&gt;&gt;</a></div>'
        return f'<div class="side-box">{title}<ul>\n{items}\n</ul></div>'

    return "\n".join(block() for _ in range(blocks))


def _links(chance: random.Random, links: int) -> str:
    names = (f"{chance.choice(words.COUNTIES)[:2]}{chance.choice(('政府网', '新闻网', '日报', '在线', '发布'))}" for _ in range(links))
    items = "".join(f"<a href=http://www.example{place}.cn/ target=_blank>{name}</a> | " for place, name in enumerate(names))
    return f'<div class="links">友情链接：{items}</div>'


def _footer(chance: random.Random, site: str) -> str:
    return (
        f'<div class="footer"><p>关于我们 | 广告服务 | 联系我们 | 网站地图 | 法律声明</p><p>主办：{site}　版权所有 未经书面授权禁止转载或镜像</p>'
        f"<p>互联网新闻信息服务许可证：{chance.randint(10**7, 10**8)}　备案号：{chance.randint(10**7, 10**8)}号-1</p>"
        f"<p>违法和不良信息举报电话：0{chance.randint(300, 999)}-{chance.randint(2_000_000, 8_999_999)}</p></div>"
    )
