"""What the names that web authors give their elements say the elements are for: comments, navigation, story, ...

Only words of general use on the web, English and pinyin; never a site's own.
"""

import re
from itertools import pairwise

_WORDS = {
    "content": """
        content article articlebody post entry story text txt maintext main body detail details zhengwen neirong wenzhang news newstext
        prose paragraph
    """,
    "comment": "comment comments commentlist cmt cmts pinglun discuss discussion disqus reply replies respond response responses liuyan guestbook",
    "related": """
        related relate relevant recommend recommended recommends recommendation recommendations recom xiangguan tuijian hot hots
        hotnews rank ranking ranklist paihang popular trending latest suggest suggested suggestions guess similar mostread
        teaser teasers promo promos outbrain taboola topstories headlines newslist articlelist sibling prev previous next prevnext pager
        pagination paging
    """,
    "navigation": """
        nav navs navbar navi navigation menu menus submenu breadcrumb breadcrumbs crumb crumbs topbar toolbar tabs tabbar channel channels
        sitemap mianbao daohang header masthead topnav subnav skip search
    """,
    "footer": "footer foot foots copyright copyrights friendlink friendlinks youqing banquan disclaimer statement legal mianze",
    "aside": "sidebar sidebars side aside rightbar leftbar rail widget widgets panel",
    "share": """
        share shares sharing sharebar social socials bdshare bdsharebuttonbox jiathis weixin wechat weibo qq qrcode qr erweima ewm follow
        subscribe subscription newsletter signup download like likes zan dianzan praise collect favorite print tool tools
        function functions action actions
    """,
    "advertisement": """
        ad ads adv adbox adsense advert adverts advertise advertisement advertisements guanggao sponsor sponsored sponsors commercial dfp
        gpt
    """,
    "about": """
        meta metas info infos byline bylines author authors source sources laiyuan date dates time datetime pubtime pubdate publishtime
        timestamp editor editors tag tags keyword keywords profile bio avatar user userinfo views counter count subinfo infobar dateline
        credit credits
    """,
    "caption": "caption captions figcaption pictext imgcaption imagecaption photocaption tushuo",
    "dialog": "modal popup pop dialog cookie cookies consent gdpr overlay toast login signin register registration paywall tip tips notice alert",
    "media": "player video videos audio gallery slideshow slider carousel swiper",
    "thread": "thread threads floor floors topic topics forum bbs postlist postmessage lzl question questions",
    "summary": "summary abstract lead intro lede zhaiyao daodu standfirst excerpt description deck subtitle subhead dek",
    "title": "title headline biaoti heading",
}
"""Purpose -> its words."""

_PURPOSE = {word: purpose for purpose, words in _WORDS.items() for word in words.split()}
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SUBJECTS = ("category-", "tag-", "author-", "term-")
"""How names start that content systems make of a story's subject, not of an element's purpose."""

_OTHERS = frozenset(("more", "other", "others", "gengduo", "qita"))
_STORIES = frozenset(("story", "stories", "news", "article", "articles", "post", "posts", "headlines", "reading", "wenzhang"))
"""Words that together name a list of other stories, as in moreStories; more alone is a button as often."""

MAX_NAMES = 300
"""Characters of the class and id attributes that are looked at; generated style names go on and on."""

NONE: frozenset[str] = frozenset()


def purposes(names: str) -> frozenset[str]:
    """The purposes that the words of class and id attributes stand for; NONE where they say nothing.

    `articleComment_list` gives content and comment: what weighs more is for the reader of the hints to say.
    """
    names = names[:MAX_NAMES]
    if any(subject in names for subject in _SUBJECTS):
        names = " ".join(name for name in names.split() if not name.startswith(_SUBJECTS))
    words = [part.lower() for part in _PARTS.findall(names)]
    found = {_PURPOSE[word] for word in words if word in _PURPOSE}
    if any(word in _OTHERS and after in _STORIES for word, after in pairwise(words)):
        found.add("related")
    found.update(_PURPOSE[whole] for whole in names.lower().split() if whole in _PURPOSE)
    return frozenset(found) if found else NONE
