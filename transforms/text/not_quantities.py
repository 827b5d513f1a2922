"""Numbers that are no quantities: dates, clocks, ordinals, scores, versions, numbers of telephones and documents, enumerators."""

import re

from transforms.text.numerals import DIGIT, SCALE

_HAN = rf"[{DIGIT}十百]"
_NOT = re.compile(
    r"\d+(?::\d+)+"  # clocks, scores
    r"|\d+(?:\.\d+){2,}"  # versions, addresses
    r"|\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\d)"  # dates
    r"|\d{3,4}-\d{7,8}(?!\d)|\d{11,}(?![\d.,十百千万亿元人吨公千个户亩美])"  # telephones, document numbers
    r"|\d+比\d+"
    r"|\d{4}(?:[-至到~]\d{4})?年(?!多|来)|[零一二三四五六七八九]{4}年"
    r"|\d{4}[-/]\d{2}(?:[-/年]|赛季)"
    r"|[12]\d{3}(?=[-至到~/、][12]\d{3}年)"
    r"|0\d年|\d{2}年代|(?:\d{2}|[零一二三四五六七八九]{2})年(?=\d{1,2}月)"
    rf"|(?:\d{{1,2}}|{_HAN}{{1,3}})(?:[-至到~、](?:\d{{1,2}}|{_HAN}{{1,3}}))?(?:月(?!龄)|日(?!元|圆|币|均|间)|号|季度|世纪|届|分(?![钟钱之米贝]|\d+秒))"
    rf"|(?:\d{{1,2}}|[一二三四五六七八九十两]|十[一二三四五六七八九]|二十[一二三四]?)(?:时|点钟?(?![零一二三四五六七八九]{{1,4}}(?![十分刻])))"
    rf"|{_HAN}{{1,4}}年代|[{DIGIT}十]{{1,3}}五(?=规划|计划|时期|期间|以来|”)"
    r"|万一|三角|[一二三四五六七八九十]{1,2}次(?=会议|全会|代表大会)|三三两两|千千万万|[一二三四五六七八九十]?[百千万]家[百千万]户|一(?=年(?![半多零])|天(?!半)|周(?!半)|个(?!半|多|小时|月(?!饼)|星期|钟头|季度|世纪|百分点)|些|切|定|样|般|直|边|同|起|致|旦|律|贯|流|线|体|手|带|路|点|番|面|方|度|时|经|向|道|并|概|再|生|家|所|座|心|身|代|把|系列|下|会|看|共|分为|者|如|味|行|股|哄|举|幕|跃|种|项|次|场|批|名|位|块|套|份|条|支|头|群|些)"
)
_STUCK = re.compile(r"[A-Za-z_#№@=&%+×/<>]")
_ONE = frozenset("如唯之统同单专合逐每任随万第")
"""What makes a word with 一: 唯一, 之一, 统一."""
_MONTHS = re.compile(rf"(?:\d{{1,3}}|[{DIGIT}十]{{1,2}})(?:个?(?:月|季度)|[名位强大])")
"""前8个月 is a date, 前三名 a rank."""
_SLOGAN = re.compile(r"[一二三四五六七八九十两双百千万](?![^“”「」『』‘’。！？\n]{0,12}[。！？])[^“”「」『』‘’。！？\n]{1,12}[”」』’]")
"""A short quoted term that begins with a numeral is a name: “三个转变”."""
_NO_NOUN = frozenset("届号版比后大强国级线型类式代岁班军师旅团营连排委会局司")
_COPULA = frozenset("是为")
_STOPS = frozenset("，。、；：！？,.;:!?”」』》）)\n 这那不而却和与的")


def not_a_quantity(text: str, start: int) -> int:
    """Where to read on if the number at `start` of the flat text is no quantity; 0 if it may be one."""
    if start:
        before = text[start - 1]
        if text[start] == "一" and (before in _ONE or text.startswith("最后", max(0, start - 2), start)):
            return start + 1
        if before in "“「『‘" and _SLOGAN.match(text, start):
            return start + 1
        if text[start] == "半" and before in "上下前后":
            return start + 1
        if before in "前头" and (months := _MONTHS.match(text, start)) is not None:
            return months.end()
        if before == "第" or _STUCK.match(before) or (before.isdecimal() and text[start].isdecimal()):
            return _past_number(text, start)
    found = _NOT.match(text, start)
    return found.end() if found else 0


_RUN = re.compile(rf"[\d.,]{{1,40}}|[{DIGIT}{SCALE}]{{1,20}}")


def _past_number(text: str, start: int) -> int:
    found = _RUN.match(text, start)
    return found.end() if found else start + 1


_OPERATION = re.compile(rf"(?:[加减乘除]以?|[等大小]于)[负-]?[0-9{DIGIT}{SCALE}]")
_OPERATORS = ("加", "减", "乘", "除", "乘以", "除以", "等于", "大于", "小于", "大约")
"""What stands after and before the numbers of a sum or a comparison."""
_GREAT = frozenset("百千万亿点,")
"""What no enumerator in brackets has: （二百五） is a number, （十二） an item."""


def bare_number_counts(text: str, start: int, end: int, kind: str) -> bool:
    """Whether a number without a unit is a quantity all the same.

    It is where its line holds nothing else, where it has a word of scale, a fraction or grouped digits, and, without those, where it is
    a predicate (答案是五), has a sign, is reckoned with or compared (大于三), or is written in digits and not followed by a noun: a noun would
    make it a name (3大任务) or an ordinal.
    """
    before, after = text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
    if before in "(（[〔" and after in ")）]〕":
        return not _GREAT.isdisjoint(text[start:end])
    if kind == "scaled":
        return after not in _NO_NOUN
    if _OPERATION.match(text, end):
        return True
    if kind == "arabic":
        return _digits_count(text, start, end)
    led = before in _COPULA or text[start] == "负" or (text[start] != "半" and text.endswith(_OPERATORS, max(0, start - 2), start))
    return (led and after in _STOPS) or (before in "\n“" and _stands_alone(text, end))


def _stands_alone(text: str, end: int) -> bool:
    """Whether the line or its quotation ends here, or a clause follows that speaks of the numeral (三的写法)."""
    return text[end : end + 1] in ("", "\n", "”", "的") or text[end : end + 2] in ("。", "。\n")


def _digits_count(text: str, start: int, end: int) -> bool:
    numeral, before, after = text[start:end], text[start - 1 : start] or "\n", text[end : end + 1] or "\n"
    if "." in numeral or "," in numeral:
        return True
    following = text[end : end + 3].lstrip()[:1]
    if following.isascii() and following.isalpha():
        return False
    return after in _STOPS and not (len(numeral) == len("2025") and numeral[0] in "12") and not (before == "\n" and after in "、.．")
