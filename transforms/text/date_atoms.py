"""The words that dates are made of: years, months, days, weekdays, parts of day; read from flat text in one pass."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from transforms.text import date_words as words
from transforms.text.numerals import parse


@dataclass(frozen=True, slots=True)
class Atom:
    """One word of a date in the flat text: what kind it is, where it stands, its numbers, and a word that says more."""

    kind: str
    start: int
    end: int
    a: int = 0
    b: int = 0
    c: int = 0
    word: str = ""


def number(word: str | None) -> int:
    """The whole number that a short numeral means (十四, 14, 廿三, 零五, 元); -1 where it means none."""
    if word == "元":
        return 1
    value = parse(word) if word else None
    return int(value) if value is not None and value == int(value) else -1


def _year(word: str) -> int:
    return number(word) if len(word) == 4 else _full_year(number(word))  # noqa: PLR2004  digits of a full year


def _full_year(short: int) -> int:
    """Years written with two digits lie in 1950 to 2049, as POSIX's strptime has it but for its pivot."""
    return short + (2000 if short < 50 else 1900)  # noqa: PLR2004  the pivot


_N = r"(\d{1,2}|[一二三四五六七八九十廿卅零]{1,3})"
_Y = r"([12]\d{3}|[一二][零一二三四五六七八九]{3})"
_COUNT = r"(\d{1,3}|[一二三四五六七八九十两]{1,3}|半)(多|几)?个?"
_UNIT = r"(年半?|季度|月|星期|礼拜|周|天|日|小时|钟头|分钟|秒钟|秒)"
_LINK = r"(?:-{1,2}|~|至|到)"
_BUILD = Callable[["re.Match[str]"], "tuple[int, int, int, str] | None"]


def _ints(*groups: int) -> _BUILD:
    def build(m: "re.Match[str]") -> tuple[int, int, int, str]:
        values = [number(m[g]) for g in groups]
        return (*values, *([0] * (3 - len(values))), "")  # type: ignore[return-value]

    return build


def _ymd(y: int, m: int, d: int) -> _BUILD:
    return lambda found: (_year(found[y]), number(found[m]), number(found[d]), "")


def _looked_up(table: dict[str, int]) -> _BUILD:
    return lambda found: (table[found[1]], 0, 0, found[1])


def _alternatives(table: "dict[str, int] | tuple[str, ...]") -> str:
    return "(" + "|".join(sorted(table, key=len, reverse=True)) + ")"


_DIVISION = r"(年代)?(初期?|末期?|中期|中叶|后期|前期)?"

NUMERIC_RULES: tuple[tuple[str, str, _BUILD], ...] = (
    (
        "ymd",
        r"([12]\d{3})(?:-(\d\d?)-|/(\d\d?)/|\.(\d\d?)\.)(\d\d?)(?![\d]|[-/.]\d)",
        lambda m: (int(m[1]), int(m[2] or m[3] or m[4]), int(m[5]), ""),
    ),
    ("ymd", r"(\d\d?)(?:-(\d\d?)-|/(\d\d?)/)([12]\d{3})(?!\d)", lambda m: (int(m[4]), int(m[2] or m[3]), int(m[1]), "")),
    ("ymd", r"(\d\d)-(\d\d)-(\d\d)(?![-\d])", _ymd(1, 2, 3)),
    ("ym", r"((?:19|20)\d\d)[-/](0[1-9]|1[0-2])(?![-/.\d年赛学财月日号])", _ints(1, 2)),
    ("year", rf"{_Y}年(?:度(?!假))?", lambda m: (_year(m[1]), 0, 0, "")),
    (
        "decade",
        r"([12]\d\d0|[12]?\d0|[一二][零一二三四五六七八九]{2}零|[零一二三四五六七八九]零|[一二三四五六七八九]?十)年代(初期?|末期?|中期|中叶|后期|前期)?",
        _ints(1),
    ),
    (
        "century",
        r"(\d\d?|[一二三四五六七八九十]{1,3})世纪(?:(\d0|[二三四五六七八九]十)年代)?(初期?|末期?|中期|中叶|后期|前期|上半叶|下半叶)?",
        _ints(1, 2),
    ),
    (
        "year",
        rf"(0\d|零[零一二三四五六七八九]|[6-9]\d|[六七八九][零一二三四五六七八九]|\d\d(?=年{_N}月)|[零一二三四五六七八九]{{2}}(?=年{_N}月))年(?![级多来代]|时间|历史)",
        lambda m: (_year(m[1]), 0, 0, ""),
    ),
    ("yearnum", rf"{_Y}年?(?={_LINK}{_Y}年)", lambda m: (_year(m[1]), 0, 0, "")),
    (
        "ago",
        rf"{_COUNT}{_UNIT}(之前|以前|前(?!后|期|进|沿|锋|往|来|线)|之后|以后|后(?!期|方|来|卫|续))",
        lambda m: (number(m[1]), 0, 0, m[3] + ("前" if "前" in m[4] else "后")),
    ),
    ("lunar", rf"()({_N})月(初[一二三四五六七八九十]|廿[一二三四五六七八九]?)", lambda m: (number(m[2]), lunar_number(m[4]), 0, "")),
    (
        "monthday",
        r"([一二三四五六七八九十]{1,2})月(十[一二三四五六七八九]?|二十[一二三四五六七八九]?|三十一?)(?![日号个余多几万亿名位人家])",
        _ints(1, 2),
    ),
    ("month", rf"{_N}月(?!饼|球|亮|光|色|子|嫂|季花|台|票|龄)份?", _ints(1)),
    ("day", rf"{_N}日(?!元|圆|币|均|本|常|间|夜兼|程|游|志|益|后|前|内(?!蒙))", _ints(1)),
    ("day", rf"{_N}日(?=后|前|内)(?<!一日)", _ints(1)),
    ("day", rf"{_N}号(?=[,。、，；：上下中早晚凌当到至-]|$|\n|前|后|起|止|开|在|是|你|我|他|,|\d)", _ints(1)),
    ("quarter", rf"([一二三四1-4])(?:{_LINK}([二三四2-4]))?季度", lambda m: (number(m[1]), number(m[2] or m[1]), 0, "")),
    (
        "clock",
        (
            rf"(\d{{1,2}}|[一二三四五六七八九十两]{{1,3}})(?::[0-5]\d(?::[0-5]\d)?(?![\d:])|点钟?(?:半|[一二三1-3]刻|{_N}分?(?:{_N}秒)?)?"
            rf"|时(?!期|代|间|常|刻|尚|而|政|段)(?:{_N}分(?:{_N}秒)?)?) ?(?:[ap]\.?m\.?)?"
        ),
        _ints(1),
    ),
    ("num", rf"{_N}(?={_LINK}{_N}(?:月|日|号))", _ints(1)),
)
_PARTS = (
    "上午|下午|中午|正午|晚上|晚间|早上|早晨|早间|凌晨|清晨|傍晚|夜间|夜里|深夜|午后|午间|当晚|一早"
    "|晚(?!会|报|年|饭|餐|于|期|婚|点)|早(?!期|日|餐|饭|在|已|就|报|班)|夜(?!市|景|校|班)|晨"
)
WORD_RULES: tuple[tuple[str, str, _BUILD], ...] = (
    ("relday", rf"{_alternatives(words.REL_DAYS)}(?!头条|之后》|俄罗斯|资本|重现|说法|之星)", _looked_up(words.REL_DAYS)),
    ("ctxday", _alternatives(words.CONTEXT_DAYS), _looked_up(words.CONTEXT_DAYS)),
    ("relyear", rf"{_alternatives(words.REL_YEARS)}(?![级轻龄会纪货轮画份报限期]|夜饭)(?:度(?!假))?", _looked_up(words.REL_YEARS)),
    ("ctxyear", rf"{_alternatives(words.CONTEXT_YEARS)}(?![级轻龄会纪货轮画份报限期]|夜饭)", _looked_up(words.CONTEXT_YEARS)),
    ("relseason", "([今去明])([春夏秋冬])(?!装|奥|天)", lambda m: ({"今": 0, "去": -1, "明": 1}[m[1]], 0, 0, m[2])),
    ("relmonth", rf"{_alternatives(words.REL_MONTHS)}(?!饼|球|亮)", _looked_up(words.REL_MONTHS)),
    ("ctxmonth", _alternatives(words.CONTEXT_MONTHS), _looked_up(words.CONTEXT_MONTHS)),
    (
        "relweek",
        r"(上上个?|下下个?|上个?|下个?|本|这个?|这一|上一|下一)(?:周|星期|礼拜)(?!年|岁|边|围|期)(?:([一二三四五六日天](?![年个月季期批轮届场度])|末))?",
        lambda m: (_weeks(m[1]), _weekday(m[2]), 0, ""),
    ),
    ("weekday", r"(?:周|星期|礼拜)([一二三四五六日天末](?![年岁期个]))", lambda m: (_weekday(m[1]), 0, 0, "")),
    ("halfweek", "([上下前后])半周", lambda m: (1 if m[1] in "上前" else 2, 0, 0, "")),
    ("half", "([上下前后])(个?)半年", lambda m: (1 if m[1] in "上前" else 2, bool(m[2]), 0, m[1])),
    ("tenday", "([上中下])旬", lambda m: ("上中下".index(m[1]) + 1, 0, 0, "")),
    ("season", "([春夏秋冬])[季天]", lambda m: (0, 0, 0, m[1])),
    ("nth", r"第(\d{1,2}|[一二三四五六七八九十]{1,3})个?(月|周|星期|季度)", lambda m: (number(m[1]), 0, 0, m[2])),
    ("lastweekday", "最后一个?(?:周|星期|礼拜)([一二三四五六日天])", lambda m: (_weekday(m[1]), 0, 0, "")),
    (
        "first",
        rf"(前|头|最后|后|之前|之后|还剩下?|未来|过去|最初){_COUNT}{_UNIT}(?!前|以)",
        lambda m: (number(m[2]), 1 if m[3] else 0, 0, m[1] + "|" + m[4]),
    ),
    ("lasthour", "([上这])一?个?(?:小时|钟头)(?!候)", lambda _: (0, 0, 0, "")),
    (
        "lunar",
        rf"(农历|阴历|旧历|夏历)(?:{_Y}年)?(闰?)(正|腊|冬|{_N})月(初[一二三四五六七八九十]|廿[一二三四五六七八九]?|[二三]?十[一二三四五六七八九]?)?(?:日(?!子))?",
        lambda m: (lunar_number(m[4]) * (-1 if m[3] else 1), lunar_number(m[6]), _year(m[2]) if m[2] else 0, ""),
    ),
    (
        "lunar",
        "()(正|腊)月(初[一二三四五六七八九十]|廿[一二三四五六七八九]?|[二三]?十[一二三四五六七八九]?)?",
        lambda m: (lunar_number(m[2]), lunar_number(m[3]), 0, ""),
    ),
    (
        "era",
        rf"{_alternatives(tuple(words.ERAS))}(元|\d{{1,3}}|[一二三四五六七八九十廿百零]{{1,4}})年",
        lambda m: (words.ERAS[m[1]] + number(m[2]) - 1, 0, 0, ""),
    ),
    ("plan", '([一二三四五六七八九十]{1,3})五(?=”|"|」|规划|计划|时期|期间|以来|末|初|开局|收官)', lambda m: (number(m[1]), 0, 0, m[1])),
    ("plan", "第([一二三四五六七八九十]{1,3})个五年(?:规划|计划)", lambda m: (number(m[1]), 1, 0, m[1])),
    (
        "lastcentury",
        r"(上个?|本)世纪(?:(\d0|[一二三四五六七八九]?十)年代)?(初期?|末期?|中期|中叶|后期|前期)?",
        lambda m: (-1 if m[1][0] == "上" else 0, number(m[2]), 0, m[3] or ""),
    ),
    ("part", f"({_PARTS})", lambda _: (0, 0, 0, "")),
    ("festival", _alternatives(words.FESTIVALS), lambda m: (0, 0, 0, m[1])),
    ("same", "(同期)", lambda _: (0, 0, 0, "")),
    ("yearedge", "年([初底末中终])(?!时|奖|审|报)", lambda m: (0, 0, 0, m[1])),
    ("edge", "([初底末])(?![一二三四五六七八九十步衷级中心])", lambda m: (0, 0, 0, m[1])),
    ("now", "(马上|现在|此刻)", lambda _: (0, 0, 0, "")),
)
_WEEKS = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}


def _weeks(word: str) -> int:
    return _WEEKS[word.rstrip("个一")]


def _weekday(word: str | None) -> int:
    """1 (Monday) to 7 (Sunday), 67 for a weekend, 0 for none."""
    if not word:
        return 0
    return 67 if word == "末" else "一二三四五六日天".index(word) + 1 - (word == "天")


def lunar_number(word: str | None) -> int:
    """The number of a lunar month (正, 腊, 冬, 八) or day (初五, 廿三, 十五); 0 for none."""
    if not word:
        return 0
    return {"正": 1, "冬": 11, "腊": 12}.get(word) or number(word.removeprefix("初"))


def _master(rules: tuple[tuple[str, str, _BUILD], ...]) -> "re.Pattern[str]":
    """One pattern of all rules; which of them matched is the name of its group."""
    return re.compile("|".join(f"(?P<r{i}>{pattern})" for i, (_, pattern, _) in enumerate(rules)))


_NUMERIC = _master(NUMERIC_RULES)
_WORD = _master(WORD_RULES)
_SINGLE = {id(rules): tuple(re.compile(p) for _, p, _ in rules) for rules in (NUMERIC_RULES, WORD_RULES)}
_DIGITS = "0123456789零一二三四五六七八九十廿卅两半"
_FIRSTS = "今昨明去前后上中下本这当次翌同隔大农阴旧夏正腊周星礼春夏秋冬头最第过未之还早晚凌清傍夜深午晨年初底末马现此一即来" + "".join(
    {w[0] for w in (*words.ERAS, *words.FESTIVALS)}
)
_ANCHOR = re.compile(f"[{_DIGITS}{_FIRSTS}]")
_NO_LEFT = frozenset("第._#№")


def atoms(text: str) -> Iterator[Atom]:
    """Every word of a date in the flat text, in order, none within another."""
    position = 0
    while (anchor := _ANCHOR.search(text, position)) is not None:
        start = anchor.start()
        atom = _read(text, start)
        if atom is not None:
            yield atom
            position = atom.end
        else:
            position = _past(text, start)


_RUN = re.compile(r"\d{1,40}")


def _past(text: str, start: int) -> int:
    run = _RUN.match(text, start)
    return run.end() if run else start + 1


def _read(text: str, start: int) -> Atom | None:
    if text[start] in _DIGITS:
        before = text[start - 1] if start else " "
        if before in _NO_LEFT or (before.isascii() and before.isalnum()):
            return None
        found = _match(text, start, _NUMERIC, NUMERIC_RULES)
        if found is not None:
            return found
    return _match(text, start, _WORD, WORD_RULES)


def _match(text: str, start: int, master: "re.Pattern[str]", rules: tuple[tuple[str, str, _BUILD], ...]) -> Atom | None:
    found = master.match(text, start)
    if found is None:
        return None
    index = next(i for i in range(len(rules)) if found[f"r{i}"] is not None)
    kind, _, build = rules[index]
    own = _SINGLE[id(rules)][index].match(text, start)
    values = build(own) if own is not None else None
    return None if values is None else Atom(kind, start, found.end(), *values)
