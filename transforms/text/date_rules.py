"""How each word of a date is written, and which numbers it carries: one rule a way of writing, tried in their order."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

from transforms.text import date_words as words
from transforms.text.numerals import parse

Values = tuple[int, int, int, str]
DIGITS = "0123456789零一二三四五六七八九十廿卅两半"


@dataclass(frozen=True, slots=True)
class Rule:
    """A way to write a word of a date: the kind of word, its pattern, and its numbers from the match."""

    kind: str
    pattern: str
    values: Callable[["re.Match[str]"], Values]


def number(word: str | None) -> int:
    """The whole number that a short numeral means (十四, 14, 廿三, 零五, 元); -1 where it means none."""
    if word == "元":
        return 1
    value = parse(word) if word else None
    return int(value) if value is not None and value == int(value) else -1


def lunar_number(word: str | None) -> int:
    """The number of a lunar month (正, 腊, 冬, 八) or day (初五, 廿三, 十五); 0 for none."""
    if not word:
        return 0
    return {"正": 1, "冬": 11, "腊": 12}.get(word) or number(word.removeprefix("初"))


_PIVOT = 50


def _year(word: str) -> int:
    """Years of two digits lie in 1950 to 2049."""
    value = number(word)
    if len(word) == len("2025"):
        return value
    return value + (2000 if value < _PIVOT else 1900)


def _weekday(word: str | None) -> int:
    """1 (Monday) to 7 (Sunday), 67 for a weekend, 0 for none."""
    if not word:
        return 0
    return 67 if word == "末" else "一二三四五六日天".index(word) + 1 - (word == "天")


_WEEKS = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}


def _ints(*groups: int) -> Callable[["re.Match[str]"], Values]:
    def values(m: "re.Match[str]") -> Values:
        a, b, c = ([number(m[g]) for g in groups] + [0, 0])[:3]
        return a, b, c, ""

    return values


def _table(table: dict[str, int]) -> Callable[["re.Match[str]"], Values]:
    return lambda m: (table[m[1]], 0, 0, m[1])


def _any(table: Iterable[str]) -> str:
    return "(" + "|".join(sorted(table, key=len, reverse=True)) + ")"


_N = r"(\d{1,2}|[一二三四五六七八九十廿卅零]{1,3})"
_Y = r"([12]\d{3}|[一二][零一二三四五六七八九]{3})"
_COUNT = r"(\d{1,3}|[一二三四五六七八九十两]{1,3}|半)(多|几)?个?"
_UNIT = r"(年半?|季度|月|星期|礼拜|周|天|日|小时|钟头|分钟|秒钟|秒)"
_LINK = r"(?:-{1,2}|~|至|到)"
_PART_OF_AGE = r"(初期?|末期?|中期|中叶|后期|前期|上半叶|下半叶)?"
_LUNAR_DAY = r"(初[一二三四五六七八九十]|廿[一二三四五六七八九]?|[二三]?十[一二三四五六七八九]?)"
_SHORT = r"0\d|零[零一二三四五六七八九]|[6-9]\d|[六七八九][零一二三四五六七八九]"

NUMERIC = (
    Rule(
        "ymd", r"([12]\d{3})(?:-(\d\d?)-|/(\d\d?)/|\.(\d\d?)\.)(\d\d?)(?!\d|[-/.]\d)", lambda m: (int(m[1]), int(m[2] or m[3] or m[4]), int(m[5]), "")
    ),
    Rule("ymd", r"(\d\d?)(?:-(\d\d?)-|/(\d\d?)/)([12]\d{3})(?!\d)", lambda m: (int(m[4]), int(m[2] or m[3]), int(m[1]), "")),
    Rule("ymd", r"(\d\d)-(\d\d)-(\d\d)(?![-\d])", lambda m: (_year(m[1]), int(m[2]), int(m[3]), "")),
    Rule("ym", r"((?:19|20)\d\d)[-/](0[1-9]|1[0-2])(?![-/.\d年赛学财月日号])", _ints(1, 2)),
    Rule("year", rf"{_Y}年(?:度(?!假))?", lambda m: (_year(m[1]), 0, 0, "")),
    Rule(
        "decade",
        rf"([12]\d\d0|[12]?\d0|[一二][零一二三四五六七八九]{{2}}零|[零一二三四五六七八九]零|[一二三四五六七八九]?十)年代{_PART_OF_AGE}",
        _ints(1),
    ),
    Rule("century", rf"(\d\d?|[一二三四五六七八九十]{{1,3}})世纪(?:(\d0|[二三四五六七八九]十)年代)?{_PART_OF_AGE}", _ints(1, 2)),
    Rule(
        "year",
        rf"({_SHORT}|\d\d(?=年{_N}月)|[零一二三四五六七八九]{{2}}(?=年{_N}月))年(?![级多来代]|时间|历史)",
        lambda m: (_year(m[1]), 0, 0, ""),
    ),
    Rule("year", rf"{_Y}年?(?={_LINK}{_Y}年)", lambda m: (_year(m[1]), 0, 0, "")),
    Rule(
        "ago",
        rf"{_COUNT}(?!日){_UNIT}(之前|以前|前(?!后|期|进|沿|锋|往|来|线)|之后|以后|后(?!期|方|来|卫|续))",
        lambda m: (-1 if m[2] else number(m[1]), 0, 0, m[3] + ("前" if "前" in m[4] else "后")),
    ),
    Rule("lunar", rf"{_N}月(初[一二三四五六七八九十]|廿[一二三四五六七八九]?)", lambda m: (number(m[1]), lunar_number(m[2]), 0, "")),
    Rule(
        "monthday",
        r"([一二三四五六七八九十]{1,2})月(十[一二三四五六七八九]?+|二十[一二三四五六七八九]?+|三十一?+)(?![日号个余多几万亿名位人家])",
        _ints(1, 2),
    ),
    Rule("month", rf"{_N}月(?!饼|球|亮|光|色|子|嫂|季花|台|票|龄|三(?!十)[节、”，])份?", _ints(1)),
    Rule("day", rf"{_N}日(?!元|圆|币|均|本|常|间|夜兼|程|游|志|益|期(?!间)|内(?!蒙))", _ints(1)),
    Rule(
        "day",
        r"(?:(?<=月)|(?<![^\n，。；：,;!?！？“（(在于到至从自是]))(\d{1,2}|(?<=月)[一二三四五六七八九十廿卅]{1,3})号(?=[,。，；：!！?？上下中早晚凌当到至~-]|$|\n|前|后|起|止|开|在|是|你|我|他|\d)",
        _ints(1),
    ),
    Rule("quarter", rf"([一二三四1-4])(?:{_LINK}([二三四2-4]))?季度", lambda m: (number(m[1]), number(m[2] or m[1]), 0, "")),
    Rule(
        "clock",
        (
            r"(?:\d{1,2}|[一二三四五六七八九十两]{1,3})"
            rf"(?::[0-5]\d(?::[0-5]\d)?(?![\d:])|点钟?(?:半|[一二三1-3]刻|{_N}分?(?:{_N}秒)?)?"
            rf"|时(?!期|代|间|常|刻|尚|而|政|段)(?:{_N}分(?:{_N}秒)?)?) ?(?:[ap]\.?m\.?)?"
        ),
        lambda _: (0, 0, 0, ""),
    ),
    Rule("num", rf"{_N}(?={_LINK}{_N}(?:月|日|号))", _ints(1)),
)
WORDS = (
    Rule("relday", rf"{_any(words.REL_DAYS)}(?!头条|之后》|俄罗斯|资本|重现|说法|之星)", _table(words.REL_DAYS)),
    Rule("ctxday", _any(words.CONTEXT_DAYS), _table(words.CONTEXT_DAYS)),
    Rule("relyear", rf"(?<![以之]){_any(words.REL_YEARS)}(?![级轻龄会纪货轮画份报限期]|夜饭)(?:度(?!假))?", _table(words.REL_YEARS)),
    Rule("ctxyear", rf"{_any(words.CONTEXT_YEARS)}(?![级轻龄会纪货轮画份报限期]|夜饭)", _table(words.CONTEXT_YEARS)),
    Rule("relseason", "([今去明])([春夏秋冬])(?!装|奥|天)", lambda m: ({"今": 0, "去": -1, "明": 1}[m[1]], 0, 0, m[2])),
    Rule("relmonth", rf"{_any(words.REL_MONTHS)}(?!饼|球|亮)", _table(words.REL_MONTHS)),
    Rule("ctxmonth", _any(words.CONTEXT_MONTHS), _table(words.CONTEXT_MONTHS)),
    Rule(
        "relweek",
        r"(上上|下下|上|下|本|这)[个一]?(?:周|星期|礼拜)(?!年|岁|边|围|期)(?:([一二三四五六日天](?![年个月季期批轮届场度])|末))?",
        lambda m: (_WEEKS[m[1]], _weekday(m[2]), 0, ""),
    ),
    Rule("weekday", r"(?:周|星期|礼拜)([一二三四五六日天末](?![年岁期个]))", lambda m: (_weekday(m[1]), 0, 0, "")),
    Rule("halfweek", "([上下前后])半周", lambda m: (1 if m[1] in "上前" else 2, 0, 0, "")),
    Rule("half", "(?<!提)([上下前后])(个?)半年", lambda m: (1 if m[1] in "上前" else 2, bool(m[2]), 0, m[1])),
    Rule("tenday", "([上中下])旬", lambda m: ("上中下".index(m[1]) + 1, 0, 0, "")),
    Rule("season", "([春夏秋冬])[季天]", lambda m: (0, 0, 0, m[1])),
    Rule("plan", "第([一二三四五六七八九十]{1,3})个五年(?:规划|计划)", lambda m: (number(m[1]), 0, 0, "")),
    Rule("nth", r"第(\d{1,2}|[一二三四五六七八九十]{1,3})个?(月|周|星期|季度)", lambda m: (number(m[1]), 0, 0, m[2])),
    Rule("lastweekday", "最后一个?(?:周|星期|礼拜)([一二三四五六日天])", lambda m: (_weekday(m[1]), 0, 0, "")),
    Rule(
        "first",
        rf"(前|头|最后|后|之前|之后|还剩下?|最初){_COUNT}{_UNIT}(?!前|以)",
        lambda m: (number(m[2]), 1 if m[3] else 0, 0, m[1] + "|" + m[4]),
    ),
    Rule("lasthour", "([上这])一?个?(?:小时|钟头)(?!候)", lambda _: (0, 0, 0, "")),
    Rule(
        "lunar",
        rf"(?:农历|阴历|旧历|夏历)(?:{_Y}年)?(闰?)(正|腊|冬|{_N})月{_LUNAR_DAY}?(?:日(?!子))?",
        lambda m: (lunar_number(m[3]) * (-1 if m[2] else 1), lunar_number(m[5]), _year(m[1]) if m[1] else 0, ""),
    ),
    Rule("lunar", f"(正|腊)月{_LUNAR_DAY}?", lambda m: (lunar_number(m[1]), lunar_number(m[2]), 0, "")),
    Rule(
        "era",
        rf"{_any(words.ERAS)}(元|\d{{1,3}}|[一二三四五六七八九十廿百零]{{1,4}})年",
        lambda m: (words.ERAS[m[1]] + number(m[2]) - 1, 0, 0, ""),
    ),
    Rule("plan", '([一二三四五六七八九十]{1,3})五(?=”|"|」|规划|计划|时期|期间|以来|末|初|开局|收官)', lambda m: (number(m[1]), 0, 0, "")),
    Rule(
        "lastcentury",
        rf"(上个?|本)世纪(?:(\d0|[一二三四五六七八九]?十)年代)?{_PART_OF_AGE}",
        lambda m: (-1 if m[1][0] == "上" else 0, number(m[2]), 0, ""),
    ),
    Rule("festival", _any(words.FESTIVALS), lambda m: (0, 0, 0, m[1])),
    Rule("same", "同期", lambda _: (0, 0, 0, "")),
    Rule("yearedge", "年[初底末中终](?!时|奖|审|报)", lambda _: (0, 0, 0, "")),
    Rule("now", r"(?<![^\n，。；：、“（,;])(?:马上|现在|此刻)(?!就|有|的)", lambda _: (0, 0, 0, "")),
)

_TABLES = (
    words.REL_DAYS, words.CONTEXT_DAYS, words.REL_YEARS, words.CONTEXT_YEARS, words.REL_MONTHS, words.CONTEXT_MONTHS, words.ERAS, words.FESTIVALS,
)  # fmt: skip
_SECONDS = {
    "今去明": "春夏秋冬", "上下": "上下周星礼半旬个世一小钟", "本": "周星礼世", "这": "周星礼个一小钟", "前": "半", "后": "半", "中": "旬",
    "周": "一二三四五六日天末", "星": "期", "礼": "拜", "春夏秋冬": "季天", "最": "后初", "之": "前后", "还": "剩", "农阴旧夏": "历",
    "正腊": "月", "同": "期", "年": "初底末中终", "马": "上", "现": "在", "此": "刻",
}  # fmt: skip
_BEFORE_NUMERALS = "前后头第"
BEGINNINGS = frozenset(
    {word[:2] for table in _TABLES for word in table}
    | {a + b for firsts, seconds in _SECONDS.items() for a, b in product(firsts, seconds)}
    | {a + b for a, b in product(_BEFORE_NUMERALS, DIGITS)}
)
"""The first two characters of every word of WORDS that isn't a numeral: what doesn't start so need not be tried."""
SECONDS_OF_NUMERALS = frozenset(DIGITS + "年月日号季点时世个天周星礼小分秒多几钟:/.-~至到五")
"""What can follow the first character of a numeral in a date."""
