"""What each line of a page looks like by itself: its kind, and how much it speaks for or against being story."""

import re
from collections import Counter
from collections.abc import Sequence

from transforms.text.blocks import PLAIN as NO_HINTS
from transforms.text.blocks import Block
from transforms.text.bylines import ends_story, is_byline
from transforms.text.kinds import (
    AUTHOR,
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
    LABEL_ROW,
    LEAD_IN,
    LINKED,
    MARK,
    MENU,
    META,
    PROSE,
    REPEATED,
    RUN_ON,
    SENTENCE,
    SHORT,
    SUMMARY,
    TRUNCATED,
    Kind,
)
from transforms.text.shapes import (
    DATE_AT_END,
    DATE_AT_START,
    FUNCTION_WORDS,
    ITEM,
    NAME_AND_AGO,
    ONLY_COUNT,
    ONLY_DATE,
    PHONE,
    YEAR_DATE_RE,
    end_mark,
    ends_sentence,
    han,
    is_menu,
    is_prose,
)
from transforms.text.vocabulary import MAX_CHROME, standing_words

LENGTH_COUNTS = frozenset({SENTENCE, PROSE, CRY, LEAD_IN})
"""Kinds whose length speaks for story."""

TELLING = frozenset({SENTENCE, PROSE, TRUNCATED})
"""Kinds that can be a row's summary."""
UNTOLD = frozenset({HEADLINE, CRY, ITEM_LINE, DATED_ROW, LABEL_ROW})
"""Kinds that can be the title above a summary."""
STAMPS = frozenset({DATE, MARK})
"""Kinds that tell when a row is from."""

REPEATABLE = frozenset({HEADLINE, SHORT, CRY, SENTENCE, LEAD_IN})
"""Kinds of lines that are none of a story's where they stand on the page again and again."""

META_WORDS = re.compile(
    r"来源|來源|发布时间|发表时间|发稿时间|更新时间|发布日期|日期[:：]|时间[:：]|发布[:：]|浏览|阅读|点击|人气|作者|编辑|记者|字号|访问次数|关注度|参与|评论|跟[贴帖]|发布于|发表于|更新"
)
KEYED = re.compile(r"联系人|联系电话|咨询电话|报名电话|联系地址|联系邮箱|时间[:：]|地点[:：]|地[ 　]点|时[ 　]间")
CAPTION_SIGN = re.compile(
    r"^(?:图为|图[一二三四五六七八九十\d]{0,2}[:：]|▲|△|↑|上图|下图|左图|右图|资料图)"
    r"|(?:[\s　/。，（(【\[](?:摄|供图|摄影|资料图片?|资料照片|网络图片?|视频截图|截图|摄影报道)|新华社发|中新社发|[记者]\s?\S{2,4}\s?摄)"
    r"[）)】\]。]?$"
)
SHORT_CRY = 36
"""A line that ends on an exclamation or a question is a title's or speech below this many characters, else a sentence."""
MAX_BESIDE_CLOCK = 16
"""A date with a clock time and up to this many characters after it is a story's, not a row's."""
OPEN_PROSE = 45
"""A line without an end that has a comma is running text above this many characters."""
MIN_HAN, MIN_LATIN = 7, 24
"""A line with as many Han characters, or characters of any kind, is as long as a title."""
MOSTLY_LINKS = 0.6
"""The share of a block's characters in links from which it is no story."""
LATIN_TITLE = 120
"""A line of Latin letters up to this long that doesn't end as a sentence is read as a title."""
LABEL_REACH = 8
"""How many lines apart two rows with the same label may stand."""
MANY_TIMES = 3
"""How often a line stands on the page from which it is no story's."""
MANY_LABELS = 4
"""Labelled rows from which a row between or beside them may have a label of its own."""
WORD_ODDS, LETTER_ODDS, GRAMMAR_CAP = 0.9, 0.055, 1.0
"""What a function word, and any character, adds to or takes from the weight of a line without an end, and how much at most."""
SENTENCE_CAP = 120
"""A sentence's length counts up to this many characters: one paragraph, however long, doesn't outweigh a page."""
INSIDE, OUTSIDE = 3.5, 4.0
"""What a block's place inside the story region of a page's markup adds to its weight, and what a place outside takes away."""
LATIN_SCALE = 3.0
"""Letters of an alphabet that say about as much as one Han character."""


def weigh(blocks: Sequence[Block]) -> tuple[list[Kind], list[float]]:
    """For each block its kind and its weight: above zero speaks for story, below zero against it, in tens of Han characters or so."""
    lines = [block.text for block in blocks]
    standing = standing_words(lines)
    labels = labelled_rows(lines)
    repeats = Counter(lines)
    kinds, weights = [], []
    for i, block in enumerate(blocks):
        kind = standing.get(i) or _kind(block.text)
        weight = kind.weight
        if kind in LENGTH_COUNTS:
            weight += _prose_length(block.text)
        elif kind is HEADLINE:
            weight += _grammar(block.text)
        if repeats[block.text] >= MANY_TIMES and kind in REPEATABLE and len(block.text) <= MAX_CHROME:
            kind, weight = REPEATED, REPEATED.weight
        if i in labels and kind.stays:
            kind, weight = LABEL_ROW, LABEL_ROW.weight
        if block.hints is not NO_HINTS:
            kind, weight = _with_hints(block, kind, weight)
        kinds.append(kind)
        weights.append(weight)
    for i in summaries(kinds):
        kinds[i], weights[i] = SUMMARY, SUMMARY.weight
    return kinds, weights


def summaries(kinds: Sequence[Kind]) -> list[int]:
    """The lines of running text that tell what a row is about: each alone below a title, with a date above the title or below the text.

    One such line on a page may be a story of one paragraph; none are given where there are fewer than two.
    """
    found = [
        i
        for i in range(1, len(kinds) - 1)
        if kinds[i] in TELLING
        and kinds[i - 1] in UNTOLD
        and kinds[i + 1] not in TELLING
        and (kinds[i + 1] in STAMPS or (i > 1 and kinds[i - 2] in STAMPS))
    ]
    return found if len(found) > 1 else []


def labelled_rows(lines: Sequence[str]) -> dict[int, str]:
    """The rows that start with a label, by index: a word before the first blank that stands so before another row within `LABEL_REACH` lines.

    A label is learned from the page's own repetition; a word of digits, or one that ends in a colon, is none.
    """
    seen: dict[str, int] = {}
    rows: dict[int, str] = {}
    for i, line in enumerate(lines):
        label = row_label(line)
        if label:
            before = seen.get(label, -LABEL_REACH - 1)
            if i - before <= LABEL_REACH:
                rows[before] = rows[i] = label
            seen[label] = i
    if len(rows) >= MANY_LABELS:
        rows.update({i: label for i, line in enumerate(lines) if i not in rows and (i - 1 in rows or i + 1 in rows) and (label := row_label(line))})
    return rows


def row_label(line: str) -> str:
    """The word of two to six characters before a line's first blank, if it can be a label, so not in Latin; else empty."""
    blank = line.find(" ", 2, 7)
    if blank < 0:
        blank = line.find("　", 2, 7)
    label = line[:blank]
    return label if blank > 0 and len(line) >= blank + 5 and label.isalpha() and not label.isascii() else ""


def _grammar(line: str) -> float:
    """How much a line without an end reads as running text: function words count for it, other characters a little against it.

    The rates, 9 function words in 100 characters of such lines in stories and 3.5 in titles, give a logarithm of odds of about
    0.96 a function word, less 0.056 a character.
    """
    odds = WORD_ODDS * len(FUNCTION_WORDS.findall(line)) - LETTER_ODDS * len(line)
    return max(-GRAMMAR_CAP, min(odds, 3 * GRAMMAR_CAP))


def _prose_length(line: str) -> float:
    length = len(line)
    if line.isascii():
        length = int(length / LATIN_SCALE)
    return min(length, SENTENCE_CAP) / 10


def _kind(line: str) -> Kind:
    last = line[-1]
    if last in ".…" and (line.endswith("...") or (last == "…" and not line.endswith("……"))):
        return TRUNCATED
    if (last.isdigit() or last in ")]）】前天") and _row_date(line):
        return _dated_kind(line)
    if len(line) > MAX_CHROME:
        return SENTENCE if ends_sentence(line) else _long_kind(line)
    return _short_kind(line)


def _long_kind(line: str) -> Kind:
    """The kind of a line of more than `MAX_CHROME` characters that doesn't end as a sentence."""
    if line.isascii():
        return HEADLINE if len(line) < LATIN_TITLE else PROSE
    return PROSE if is_prose(line) else RUN_ON


def _row_date(line: str) -> bool:
    return DATE_AT_END.search(line[-40:]) is not None


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


def _short_kind(line: str) -> Kind:
    if ONLY_COUNT.fullmatch(line):
        return DATE if ONLY_DATE.fullmatch(line) else COUNT
    if is_byline(line):
        return BYLINE if ends_story(line) else AUTHOR
    if line[0].isdigit() or line[0] in "[(（【发时日更":
        kind = DATE if ONLY_DATE.fullmatch(line) else _head_date_kind(line)
        if kind:
            return kind
    if CAPTION_SIGN.search(line):
        return CAPTION
    if ends_sentence(line):
        return CRY if end_mark(line) in "!?！？" and len(line) < SHORT_CRY and "。" not in line else SENTENCE
    return _open_kind(line)


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
    if han(line) >= MIN_HAN or len(line) >= MIN_LATIN:
        return HEADLINE
    return KEY_VALUE if "：" in line or ": " in line else SHORT


def _shaped_kind(line: str) -> Kind | None:
    if is_menu(line):
        return MENU
    if ITEM.match(line):
        return ITEM_LINE
    if KEYED.match(line):
        return KEY_VALUE
    return CONTACT if PHONE.search(line) else None


def _with_hints(block: Block, kind: Kind, weight: float) -> tuple[Kind, float]:
    """What markup adds: links speak against a block, and so does a place outside the page's story region; a place inside speaks for it."""
    hints = block.hints
    if hints.link_density > MOSTLY_LINKS and kind.role == "story":
        return LINKED, -2.0 - 3.0 * hints.link_density
    if not hints.inside:
        return kind, min(weight, 0.0) - OUTSIDE
    return kind, weight + INSIDE if kind.stays else weight
