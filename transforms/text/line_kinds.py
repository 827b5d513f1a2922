"""What a line looks like by itself: its kind, by how it ends, by dates and credits in it, by how long it is."""

import re
from collections.abc import Sequence
from itertools import repeat

from transforms.text.bylines import ends_story, is_byline
from transforms.text.kinds import (
    APP_PROMO,
    AUTHOR,
    BUTTON,
    BYLINE,
    CAPTION,
    CONTACT,
    COUNT,
    CRY,
    DATE,
    DATED_ROW,
    DAY_ROW,
    HEADLINE,
    ITEM_LINE,
    KEY_VALUE,
    LEAD_IN,
    MARK,
    MENU,
    MENU_WORD,
    META,
    PAGER,
    PROMO,
    PROSE,
    RUN_ON,
    SENTENCE,
    SHORT,
    TRUNCATED,
    WEAK_FOOTER,
    WEAK_PROMO,
    Kind,
)
from transforms.text.shapes import (
    CLEAN_TITLE,
    DATE_AT_START,
    ITEM,
    ITEM_FIRST,
    NAME_AND_AGO,
    ONLY_COUNT,
    ONLY_DATE,
    PHONE,
    PHONE_SIGN,
    YEAR_DATE_RE,
    date_at_end,
    end_mark,
    ends_caption,
    ends_sentence,
    is_menu,
    is_prose,
    is_wide,
)
from transforms.text.vocabulary import MAX_CHROME, standing_kinds

META_WORDS = re.compile(
    r"来源|來源|发布时间|发表时间|发稿时间|更新时间|发布日期|日期[:：]|时间[:：]|发布[:：]|浏览|阅读|点击|人气|作者|编辑|记者|字号|访问次数|关注度|参与|评论|跟[贴帖]|发布于|发表于|更新"
)
HEADS = re.compile(
    r"(?P<caption>图为|图[一二三四五六七八九十\d]{0,2}[:：]|[▲△↑]|[上下左右]图|资料图)"
    r"|(?P<pager>[【\[<«‹]?\s?[上下]一?[篇条页章则個则篇条]\s?[】\]]?\s?[:：])"
    r"|(?P<counted>(?:浏览|阅读|点击|访问|人气|字数|评论|转发|点赞|播放)(?:次数|总数|量|数)?\s?[:：(（]?\s?\d)"
    r"|(?P<noted>[（(【\[]?(?:摘自|选自|节选自|原载|转载自|作者单位|本文作者|作者系|作者为|作者简介))"
    r"|(?P<keyed>联系人|联系电话|咨询电话|报名电话|联系地址|联系邮箱|时间[:：]|地点[:：]|地[ 　]点|时[ 　]间)"
)
"""What a line's first characters can say of it."""
CAPTION_FIRST = frozenset("图上下左右资")
HEAD_FIRST = CAPTION_FIRST | frozenset("▲△↑【[<«‹ 　浏阅点访人字评转播（(摘选节原本作联咨报时地")
"""What a line that `HEADS` matches starts with."""
DISCLAIMER = re.compile(r"[“\"（(【\[*]{0,2}(?:特别|郑重|免责|版权|平台|风险|重要|网站|本文)?声明[:：】]")
DISCLAIMER_REACH = 8
"""A disclaimer says so within as many characters."""
COLONS = frozenset(":：")
"""After one of these within a line's first characters, a role of one character may stand before it."""
WORDS_OF_ROWS = frozenset({BUTTON, MENU_WORD, WEAK_FOOTER, WEAK_PROMO, APP_PROMO})
"""Kinds of standing words that may be a dated row's label or stand in its title."""
DATE_LAST = frozenset(")]）】前天日M")
"""What the last character of a row with a date at its end can be, besides a digit."""
DAY_WORDS = frozenset({"今天", "昨天", "前天", "刚刚", "今日", "昨日", "前日", "剛剛"})
"""Words that are dates by themselves."""
PROSE_COMMAS = 2
"""Commas of a long exclamation that is one sentence."""
HEAD_KINDS = {"noted": AUTHOR, "caption": CAPTION, "pager": PAGER, "counted": META, "keyed": KEY_VALUE}
SHORT_CRY = 36
"""A line that ends on an exclamation or a question is a title's or speech below this many characters, else a sentence."""
MAX_BESIDE_CLOCK = 16
"""A date with a clock time and up to this many characters after it is a story's, not a row's."""
OPEN_PROSE = 45
"""A line without an end that has a comma is running text above this many characters."""
MAX_REMEMBERED, MOST_REMEMBERED = 32, 1 << 15
"""Lines up to this long may recur from page to page; so many of them are remembered."""
_SEEN: dict[str, Kind] = {}
_UNREAD = Kind("unread", "other", 0.0, "not read yet")
MAX_COUNT = 24
"""Digits of the longest line that is a number."""
MIN_HAN, MIN_LATIN = 7, 24
"""A line with as many Han characters, or characters of any kind, is as long as a title."""
LATIN_TITLE = 120
"""A line of Latin letters up to this long that doesn't end as a sentence is read as a title."""


def line_kinds(lines: Sequence[str]) -> list[Kind]:
    """The kind of each line by its standing words and its shape, whatever stands around it.

    Short lines seen before are remembered: a site's menus stand on each of its pages. Nothing but time depends on it.
    """
    kinds = list(map(_SEEN.get, lines, repeat(_UNREAD)))
    new = [i for i, kind in enumerate(kinds) if kind is _UNREAD]
    if len(_SEEN) > MOST_REMEMBERED:
        _SEEN.clear()
    standing = standing_kinds([lines[i] for i in new])
    for place, i in enumerate(new):
        line = lines[i]
        kinds[i] = kind = _kind(line, standing[place]) if place in standing else shape_kind(line, credited=False)
        if len(line) <= MAX_REMEMBERED:
            _SEEN[line] = kind
    return kinds


def _kind(line: str, standing: tuple[Kind | None, bool]) -> Kind:
    kind, credited = standing
    if kind is None or (kind in WORDS_OF_ROWS and date_at_end(line)):
        return shape_kind(line, credited=credited)
    return kind


def shape_kind(line: str, *, credited: bool) -> Kind:
    """The kind of a line by its shape; a line of more than `MAX_CHROME` characters isn't searched for more than its ends.

    `credited` says that a byline's role stands in the line, so that it is looked at as a credit.
    """
    length = len(line)
    if length <= MAX_CHROME and line.isalpha():
        return _plain_kind(line, length)
    if line.isdecimal() and length <= MAX_COUNT:
        return COUNT
    if not credited and length <= OPEN_PROSE and CLEAN_TITLE.fullmatch(line) and is_wide(line, MIN_HAN):
        return HEADLINE
    return _signed_kind(line, length, credited)


def _signed_kind(line: str, length: int, credited: bool) -> Kind:  # noqa: FBT001 - a fact of the line, not a switch
    """The kind of a line that its signs tell, or its digits."""
    last = line[-1]
    if "声明" in line[:DISCLAIMER_REACH] and DISCLAIMER.match(line):
        return PROMO
    if last in ".…" and (line.endswith("...") or (last == "…" and not line.endswith("……"))):
        return TRUNCATED
    if (last.isdigit() or last in DATE_LAST) and date_at_end(line):
        return _dated_kind(line)
    if length > MAX_CHROME:
        return SENTENCE if ends_sentence(line) else CAPTION if ends_caption(line) else _long_kind(line)
    return _short_kind(line, credited or not COLONS.isdisjoint(line[1:4]))


def _plain_kind(line: str, length: int) -> Kind:
    """The kind of a short line of letters and nothing else: no sign, no blank, no digit."""
    if line in DAY_WORDS:
        return DATE
    if line[0] in CAPTION_FIRST and HEADS.match(line):
        return CAPTION
    return HEADLINE if length >= MIN_LATIN or is_wide(line, MIN_HAN) else SHORT


def _long_kind(line: str) -> Kind:
    """The kind of a line of more than `MAX_CHROME` characters that doesn't end as a sentence."""
    if line.isascii():
        return HEADLINE if len(line) < LATIN_TITLE else PROSE
    return PROSE if is_prose(line) else RUN_ON


def _dated_kind(line: str) -> Kind:
    if len(line) <= MAX_CHROME and ONLY_DATE.fullmatch(line):
        return DATE
    if is_byline(line):
        return BYLINE if ends_story(line) else AUTHOR
    if NAME_AND_AGO.fullmatch(line):
        return MARK
    if len(line) <= MAX_CHROME and META_WORDS.search(line):
        return META
    return DATED_ROW


def _short_kind(line: str, credited: bool) -> Kind:  # noqa: FBT001 - a fact of the line, not a switch
    if not line[0].isalpha() and ONLY_COUNT.fullmatch(line):
        return DATE if ONLY_DATE.fullmatch(line) else COUNT
    if credited and is_byline(line):
        return BYLINE if ends_story(line) else AUTHOR
    if line[0].isdigit() or line[0] in "[(（【发时日更":
        kind = DATE if ONLY_DATE.fullmatch(line) else _head_date_kind(line)
        if kind:
            return kind
    head = HEADS.match(line) if line[0] in HEAD_FIRST else None
    said = head.lastgroup if head else None
    if said in ("noted", "caption") or ends_caption(line):
        return HEAD_KINDS[said or "caption"]
    if ends_sentence(line):
        return _ended_kind(line)
    return HEAD_KINDS[said] if said else _open_kind(line)


def _ended_kind(line: str) -> Kind:
    """The kind of a short line that ends as a sentence: a title or speech may end on an exclamation, titles in a row have blanks between."""
    if end_mark(line) not in "!?！？" or "。" in line:
        return SENTENCE
    if len(line) < SHORT_CRY:
        return CRY
    return RUN_ON if " " in line and line.count("，") + line.count(",") < PROSE_COMMAS else SENTENCE


def _head_date_kind(line: str) -> Kind | None:
    if YEAR_DATE_RE.search(line) and META_WORDS.search(line):
        return META
    found = DATE_AT_START.match(line)
    if not found or line[-1] in "。；;":
        return None
    rest = line[found.end("date") :]
    if "月" in found["date"] and "年" not in found["date"]:
        return DAY_ROW
    if ":" in found["date"] and len(rest) <= MAX_BESIDE_CLOCK:
        return META
    return DATED_ROW if rest[:1].isspace() or found["open"] else None


def _open_kind(line: str) -> Kind:
    """The kind of a line of at most `MAX_CHROME` characters that doesn't end as a sentence."""
    shaped = _shaped_kind(line)
    if shaped:
        return shaped
    if "。" in line or (len(line) > OPEN_PROSE and not line.isascii() and ("，" in line or "," in line)):
        return PROSE
    if line[-1] in ":：":
        return LEAD_IN
    if len(line) >= MIN_LATIN or is_wide(line, MIN_HAN):
        return HEADLINE
    return KEY_VALUE if "：" in line or ": " in line else SHORT


def _shaped_kind(line: str) -> Kind | None:
    if is_menu(line):
        return META if YEAR_DATE_RE.search(line) else MENU
    if (line[0] in ITEM_FIRST or line[0].isdigit()) and ITEM.match(line):
        return ITEM_LINE
    return CONTACT if PHONE_SIGN.search(line) and PHONE.search(line) else None
