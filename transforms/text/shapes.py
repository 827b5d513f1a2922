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
MENU_SPLIT = re.compile(r"[\s|｜·•>＞/\\→»\-—_]+")
PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[-—－]\d{7,8}|[48]00[-—－]?\d{3,4}[-—－]?\d{3,4})(?!\d)|@[\w.]+\.(?:com|cn|net)")
PHONE_SIGN = re.compile(r"\d{3}|@")
NAME_AND_AGO = re.compile(rf"[^\s，。]{{1,14}}(?: ?[·•|] ?|\s{{0,2}}){RELATIVE_DATE}{CLOCK}?")
"""The mark of a comment: somebody, and how long ago."""


DATE_TAIL = 40
"""A date at a line's end stands within as many characters."""
DATE_SIGNS = frozenset("-/.:：月")
"""Signs of which one stands before a date's last number."""
MENU_GAP = 3
"""Characters of the longest gap between a menu's words."""
MENU_BARS = 3
MENU_WORDS, MENU_MEAN, MENU_LONGEST = 3, 4.5, 10
"""A row of at least so many words, so long in the mean and at most, is a menu."""


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does: on a full stop or the like, closing quotes and brackets after it allowed."""
    last = end_mark(line)
    return last in SENTENCE_ENDS or (last == "." and not line.endswith("..") and line[:1].isascii())


def dated_at_end(line: str) -> bool:
    """Whether a date stands at a line's end; what can't be one by its last characters isn't searched."""
    tail = line[-DATE_TAIL:].rstrip(")]）】 ")
    if tail[-1:].isdigit() and DATE_SIGNS.isdisjoint(tail[-3:-1]):
        return False
    return DATE_AT_END.search(line[-DATE_TAIL:]) is not None


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
    if line.count("|") + line.count("｜") >= MENU_BARS:
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
