"""The shape of a line, without its words: what it ends on, dates and counts that stand in it, rows of short words."""

import re

FUNCTION_WORDS = re.compile("[的了是在也就都还而我不着这那与和们地很但却又已還這與們著卻過のはをにがでともたし]")
"""Characters that mostly do grammar's work: running text is full of them, titles leave them out."""
SIGNS = re.compile("[，。：；！？、（）“”‘’《》【】…—｜丨·　]")
"""The punctuation that is common in Chinese lines."""
SENTENCE_ENDS = frozenset("。！？!?；;…")
CLOSERS = frozenset("”’」』）)】》〉\"'")
MAX_PATTERN = 400
"""Patterns look at this many characters of a line at most, so that their cost is bounded whatever the line."""

YEAR_DATE = r"(?:19|20)\d\d ?(?:[-/.] ?\d{1,2} ?[-/.] ?\d{1,2}(?!\.\d)|年 ?\d{1,2} ?月 ?\d{1,2} ?日)"
CLOCK = r"(?:[T　 ]{0,3}(?:(?:星期|[周週])[一二三四五六日天] ?)?(?:[上下]午 ?)?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)"
SHORT_DATE = r"(?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01])|\d{1,2}月\d{1,2}日"
RELATIVE_DATE = r"(?:今[天日]|昨[天日]|前[天日]|刚刚|剛剛|\d{1,4} ?(?:秒|分[钟鐘]|小[时時]|天|日|周|週|个月|個月|年)之?前)"
ANY_DATE = f"(?:{YEAR_DATE}{CLOCK}?(?:[AP]M)?|(?<![\\d.-])(?:{SHORT_DATE})(?![-/]?\\d){CLOCK}?|{RELATIVE_DATE}{CLOCK}?)"
"""A date as crawled pages write it beside a title, a clock time after it included."""

YEAR_DATE_RE = re.compile(f"{YEAR_DATE}{CLOCK}?")
STATED_DATE_RE = re.compile(rf"{YEAR_DATE}{CLOCK}?|(?<!\d)\d{{1,2}}/\d{{1,2}}/(?:19|20)\d\d {{1,3}}\d{{1,2}}:\d\d(?::\d\d)? ?[AP]M\b")
"""A whole date beside a story, as servers with American settings print it too."""
ONLY_DATE = re.compile(rf"\W{{0,4}}({ANY_DATE})\W{{0,4}}(\d{{0,7}})\W?")
DATE_AT_END = re.compile(rf"(?P<open>[\[(（【]?) ?(?P<date>{ANY_DATE}) ?[\])）】]?\s?$")
DATE_AT_START = re.compile(rf"(?P<open>[\[(（【]?) ?(?P<date>{ANY_DATE}) ?[\])）】]?")
DATE_TOKEN = re.compile(rf"(?:(?<=\s)|(?<=[\])）】]))({ANY_DATE})(?=\s)")
ONLY_COUNT = re.compile(r"[\d\W_]{1,24}(?:万|亿|k|K|w)?\+?")
ITEM = re.compile(
    r"[(（]?[一二三四五六七八九十]{1,3}[、.．)）]|[(（]\d{1,2}[)）]|\d{1,2}[、.．)）](?!\d)|[①-⑳]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条款部分，、 ]|[问答Q&A]{1,2}\d?[:：]"
)
ITEM_FIRST = frozenset("(（一二三四五六七八九十①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳第问答QA&")
"""What a line that `ITEM` matches starts with, if not with a digit."""
_TITLE = r"(?>[A-Za-z\u4e00-\u9fff，、“”‘’《》「」％%+＂\"：:？！.]+|\d{1,8}(?![\d年]|\.\d+\.))*"
CLEAN_TITLE = re.compile(
    r"(?![图上下左右资浏阅点访人字评转播摘选节原本作联咨报时地发日更第问答一二三四五六七八九十QA])"
    r"(?:[A-Za-z\u4e00-\u9fff]|(?>\d{1,8})(?![\d年月日天小周週分秒个個时、.．:： ]))(?!.?.?[:：])"
    rf"{_TITLE}(?: {_TITLE})?(?<=[A-Za-z\u4e00-\u9fff])(?<![前天日M摄图影片照截道发])"
)
"""A line of words and little else, one blank at most, that starts and ends on a letter that says nothing by itself."""
CAPTION_TAIL = re.compile(
    r"(?:[\s　/。，（(【\[](?:摄|摄影|资料图片?|资料照片|网络图片?|视频截图|截图|摄影报道)"
    r"|供图|视觉中国|新华社发|中新社发|[记者]\s?\S{2,4}\s?摄)[）)】\]。]?$"
)
LONGEST_TAIL = 12
"""A caption's end is shorter than this."""
CAPTION_LAST = frozenset("摄图影片道国发")
"""What a caption's last words end on, before a closing sign."""
CAPTION_CLOSERS = frozenset("）)】]。")
MENU_SPLIT = re.compile(r"[\s|｜·•>＞/\\→»\-—_]+")
PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[-—－]\d{7,8}|[48]00[-—－]?\d{3,4}[-—－]?\d{3,4})(?!\d)|@[\w.]+\.(?:com|cn|net)")
PHONE_SIGN = re.compile(r"\d{3}|@")
NAME_AND_AGO = re.compile(rf"[^\s，。]{{1,14}}(?: ?[·•|] ?|\s{{0,2}}){RELATIVE_DATE}{CLOCK}?")
"""The mark of a comment: somebody, and how long ago."""


DATE_TAIL = 40
"""A date at a line's end stands within as many characters."""
DATE_LAST = frozenset("前天日M刚剛")
"""What the last character of a date can be, besides a digit."""
DATE_ENDS = DATE_LAST | frozenset(")]）】 　\t")
"""What the last character of a line with a date at its end can be, besides a digit."""
DATE_CHARACTERS = "0123456789０１２３４５６７８９-/.:： 　T年月日星期周週一二三四五六天上下午[(（【今昨前刚剛秒分钟鐘小时時个個之AMP"
"""What dates are made of, and what opens them."""
DATE_SIGNS = frozenset("-/.:：月")
"""Signs of which one stands before a date's last number."""
MENU_GAP = 3
"""Characters of the longest gap between a menu's words."""
MENU_BARS, MENU_ARROWS = 3, 2
MENU_WORDS, MENU_MEAN, MENU_LONGEST = 3, 4.5, 10
"""A row of at least so many words, so long in the mean and at most, is a menu."""


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does: on a full stop or the like, closing quotes and brackets after it allowed."""
    last = end_mark(line)
    return last in SENTENCE_ENDS or (last == "." and not line.endswith("..") and line[:1].isascii())


def date_at_end(line: str) -> re.Match[str] | None:
    """The date at a line's end, found in its last `DATE_TAIL` characters; what can't be one by its last characters isn't searched."""
    if line[-1:] not in DATE_ENDS and not line[-1:].isdigit():
        return None
    tail = line[-DATE_TAIL:]
    ended = tail.rstrip(")]）】 　\t")
    last = ended[-1:]
    if last.isdigit():
        if DATE_SIGNS.isdisjoint(ended[-3:-1]):
            return None
    elif last not in DATE_LAST:
        return None
    return DATE_AT_END.search(tail, len(ended.rstrip(DATE_CHARACTERS)))


def ends_caption(line: str) -> bool:
    """Whether a line ends as captions do; what can't by its last characters isn't searched."""
    if line[-1] in CAPTION_CLOSERS:
        return line[-2:-1] in CAPTION_LAST and CAPTION_TAIL.search(line[-LONGEST_TAIL:]) is not None
    return line[-1] in CAPTION_LAST and CAPTION_TAIL.search(line[-LONGEST_TAIL:]) is not None


def end_mark(line: str) -> str:
    """The character that a line ends on, closing quotes and brackets apart."""
    last = line[-1]
    return line[-2] if last in CLOSERS and len(line) > 1 else last


def is_prose(line: str) -> bool:
    """Whether a line without an end has commas or full stops as often as running text, at least one in 50 characters."""
    marks = line.count("，") + line.count(",") + line.count("。") + line.count("、") + line.count("；")
    return "。" in line or marks * 50 >= len(line)


def is_menu(line: str) -> bool:
    """Whether a line is a row of short words between blanks or bars: at least three, four characters or less in the mean."""
    if line.count("|") + line.count("｜") >= MENU_BARS or line.count("→") + line.count(" > ") >= MENU_ARROWS:
        return True
    if line.isascii():  # in English, a row of short words is a title as often
        return False
    gaps = len(MENU_SPLIT.findall(line))
    if gaps < MENU_WORDS - 1 or len(line) > (MENU_MEAN + MENU_GAP) * (gaps + 1):
        return False
    words = [word for word in MENU_SPLIT.split(line[:MAX_PATTERN]) if word]
    if len(words) < MENU_WORDS:
        return False
    lengths = list(map(len, words))
    return sum(lengths) <= MENU_MEAN * len(words) and max(lengths) <= MENU_LONGEST


def wide(text: str) -> int:
    """How many characters of a text are Han, kana or hangul, but for rare signs: those that take three bytes in UTF-8, less punctuation."""
    count = (len(text.encode("utf-8", "surrogatepass")) - len(text)) // 2
    return count if text.isalpha() else count - len(SIGNS.findall(text))


def is_wide(text: str, least: int) -> bool:
    """Whether a text has at least so many characters that `wide` counts."""
    return len(text) >= least and wide(text) >= least
