"""Who is credited for a story, and which medium it comes from, as lines at its head and its end say."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemas.records import Byline


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ROLES = _words("""
责任编辑 责任编审 执行编辑 值班编辑 本期编辑 本文编辑 网络编辑 视觉编辑 图片编辑 栏目编辑 执行主编 值班主编 责任校对 责编 编辑 主编 副主编 总编辑
编审 编校 编制 制作 实习记者 见习记者 特约记者 首席记者 全媒体记者 融媒体记者 融媒记者 本报记者 本网记者 记者 实习生 通讯员 特约通讯员 撰稿人 撰稿
供稿单位 供稿 投稿 采写 采访 采编 撰文 执笔 文字 文案 文图 图文 文/图 图/文 作者 原作者 整理 翻译 编译 编导 剪辑 摄像 摄影 摄影报道 拍摄 摄 供图
图片 图 文 视频 配音 播音 设计 美编 海报 漫画 制图 统筹 策划 总策划 监制 总监制 出品 出品人 审核 审校 审读 审稿 初审 复审 终审 一审 二审 三审 校对
核校 校检 校审 签发 责审 值班 值班编委 值班总编 来源 稿源 稿件来源 信息来源 文章来源 新闻来源 消息来源 本文来源 资料来源 图片来源 转自 转载自
責任編輯 編輯 責編 記者 通訊員 來源 攝影 校對 審核 監製
""")
"""Roles as bylines word them."""
SOURCE_ROLES = frozenset(_words("来源 稿源 稿件来源 信息来源 文章来源 新闻来源 消息来源 本文来源 转自 转载自 來源"))
"""Roles whose name is the medium that a story comes from."""
PICTURE_ROLES = frozenset({"图片来源", "资料来源"})
COLON = re.compile(r" ?[:：丨|｜] ?")
BETWEEN_ROLES = "/、&和· "
LONGEST_ROLE = max(map(len, ROLES))
BAR_ROLES = frozenset(_words("来源 记者 编辑 责编 责任编辑 终审 初审 复审 审核 校对 作者 撰文 通讯员 监制 摄影 主编 值班编委 統籌 统筹"))
"""Roles that a bar can follow as well as a colon: no label of a teaser row is called so."""
BAR_LINE = re.compile(rf"(?:{'|'.join(sorted(BAR_ROLES))}) ?[|｜丨] ?\S")
BEFORE_ROLE = " [【(（〔「|丨*—-纠错】　"
"""What may stand before the first role of a line of credits."""
REPORT = re.compile(r"(?P<role>[记記]者) ?(?P<name>[\u4e00-\u9fff]{2,4}) ?[／/] ?[\u4e00-\u9fff]{0,6}(?:报道|報導|報道)")
DATELINE_CREDIT = re.compile(
    r"[（(](?:[^（）()]{0,12}?)(?P<role>实习记者|特约记者|见习记者|首席记者|记者|通讯员) ?[:：]?(?P<names>[^（）()，。]{2,40})[）)]"
)
EDITORS = re.compile("编辑|责编|编審|编审|校对|审核|审校|审签|监制|值班|签发|编校|总编|主编|責編|編輯|校對|審核|監製|[一二三初复终]审")
ROLE_SET = frozenset(ROLES)
ROLE_FIRST, ROLE_LAST = ({role[place] for role in ROLES} for place in (0, -1))
BARE_ROLES = ROLE_SET - SOURCE_ROLES
"""Roles that names may follow without a colon."""
PERSONS = ("记者", "記者", "作者", "编辑", "編輯", "通讯员", "责编")
"""Roles of people: a word beside a date that starts with one is no medium."""
MAX_CREDITED = 12
"""Characters of the longest word that ends on a role, such as a medium's name with 记者 behind it."""
SHORT_NAME = re.compile(r"[\u3400-\u9fff·]{2,4}")
SLASH_CREDIT = re.compile(r"(?P<name>(?![记記]者)[\u4e00-\u9fff]{2,4}) ?/ ?(?P<source>[\u4e00-\u9fffA-Za-z]{3,14})")
NAME_SPLIT = re.compile(r"[\s、,，/;；|&]+|(?<=[\u4e00-\u9fff])_")
NAME = re.compile(r"[\u3400-\u9fff·]{2,12}|[A-Za-z][A-Za-z0-9.\- ]{1,30}|[\u3400-\u9fffA-Za-z0-9·]{2,16}")
CODE = re.compile(r"[ _]?[A-Z]{1,4}\d{2,8}$")
NOBODY = frozenset(_words("未知 佚名 匿名 不详 无 网络 本站 admin 管理员"))
"""What stands in a name's place where the page names nobody."""
NOT_NAME = re.compile(r"记者$|通讯员$|实习生$|^(?:发表|发布|时间|阅读|点击|浏览|评论|返回|查看|字号|参与|举报|分享|收藏|打印)")
CUT = re.compile(
    r"返回|查看更多|参与互动|举报|字号|字体|发表评论|评论|阅读|浏览|点击|责任编辑|发布时间|时间[:：]|分享|我要|打印|收藏|关注|\[|【|〔|\d{4}[-年/.]"
)
CLOSERS = " 　】)]）》〕」|丨-—_,，。;；、"
DATED_SOURCE = re.compile(
    r"\d{4} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}日?(?:[ T]*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?(?:更新)?[\s|]*"
    r"(?P<after>[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9·—]{1,19})?"
)
WIRE = re.compile(
    r"^[（(【]?(?:据)?(?P<source>[\u4e00-\u9fff]{2,8}?(?:社|网|报|台|日报|晚报|晨报|时报|新闻|客户端|融媒))(?:快讯|讯|消息|[\u4e00-\u9fff]{0,6}\d{1,2}月?\d{0,2}日?电)"
)
POST_START = re.compile(
    r"中国|中共|国家|全国|中央|国务院|北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川"
    r"|贵州|云南|陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|台湾|清华|复旦|大学|学院|研究院|教授|系(?=.)|单位|原任|现任"
)
LONGEST_NAME = 4
"""Han characters of the longest name behind which a post may be written without a blank."""
WORD = re.compile(r"[^\s:：]{1,14}(?<![:：])")
"""The longest word before a date that is taken for a medium's name."""
MAX_BARE, MAX_BYLINE = 28, 120
"""Longer lines are no credits: without a colon, and with one."""


class Credit(NamedTuple):
    """A role, or two with a stroke between, before a colon: where it starts, and where what follows the colon starts."""

    roles: tuple[str, ...]
    start: int
    end: int


def credits_in(line: str) -> list[Credit]:
    """The roles before colons that a line holds, in its order."""
    found = []
    for colon in COLON.finditer(line[:MAX_BYLINE]):
        roles, start = _roles_before(line, colon.start())
        if roles:
            found.append(Credit(roles, start, colon.end()))
    return found


def _roles_before(line: str, end: int) -> tuple[tuple[str, ...], int]:
    """The role that ends at a place of a line, with the one before it where only a stroke parts them, and where they start."""
    role = _role_at(line, end)
    if not role:
        return (), end
    start = end - len(role)
    before = start - 1 if start and line[start - 1] in BETWEEN_ROLES else start
    first = _role_at(line, before) if before < start and role not in SOURCE_ROLES else ""
    return ((first, role), before - len(first)) if first else ((role,), start)


def _role_at(line: str, end: int) -> str:
    """The longest role that ends at a place of a line; empty where none does."""
    return next((line[i:end] for i in range(max(0, end - LONGEST_ROLE), end) if line[i:end] in ROLE_SET), "")


def is_byline(line: str) -> bool:
    """Whether a line is a credit: a role at its head, a colon or names after it, and no sentence."""
    if len(line) > MAX_BYLINE or line[-1] in "？！?!" or "。" in line:
        return False
    if len(line) <= MAX_BARE and (BAR_LINE.match(line) or REPORT.fullmatch(line) or _only_credits(line)):
        return True
    if line.lstrip(BEFORE_ROLE)[:1] not in ROLE_FIRST:
        return False
    first = next(iter(credits_in(line)), None)
    return first is not None and line[first.end - 1] not in "|｜" and not line[: first.start].strip(BEFORE_ROLE)


def _only_credits(line: str) -> bool:
    """Whether a line is roles and names between blanks and nothing else."""
    if " " not in line and "　" not in line:
        return False
    if NAME_SPLIT.split(line[:MAX_BYLINE].strip(CLOSERS), maxsplit=1)[0][-1:] not in ROLE_LAST:
        return False
    words = list(_spaced_credits(line))
    return all(role for role, _ in words) and any(word not in ROLE_SET for _, word in words)


def ends_story(line: str) -> bool:
    """Whether a line of credits is one that stands at a story's end: it names an editor, a proof-reader or who let it pass."""
    return EDITORS.search(line) is not None


def line_bylines(line: str) -> tuple[Byline, ...]:
    """The people that a line of credits names, in its order, each with its role and the line as evidence; media are left to `line_source`."""
    if len(line) > MAX_BYLINE:
        return ()
    found = credits_in(line)
    if not found:
        return _bare_credits(line)
    ends = [credit.start for credit in found[1:]] + [len(line)]
    return tuple(
        Byline(role, name, line)
        for credit, end in zip(found, ends, strict=True)
        if credit.roles[-1] not in SOURCE_ROLES and credit.roles[-1] not in PICTURE_ROLES
        for name in names_in(line[credit.end : end])
        for role in credit.roles
    )


def _bare_credits(line: str) -> tuple[Byline, ...]:
    """Credits without a colon: a role and names between blanks, a name and its medium with a stroke between, 記者某某／報導."""
    report = REPORT.search(line)
    if report:
        return (Byline(report["role"], report["name"], line),)
    slash = SLASH_CREDIT.fullmatch(line) if "/" in line else None
    if slash:
        return (Byline("作者", slash["name"], line),)
    return tuple(Byline(role, word, line) for role, word in _spaced_credits(line) if role and word not in ROLE_SET)


def _spaced_credits(line: str) -> Iterator[tuple[str | None, str]]:
    """The words of a line, each with the role that stands before it with nothing but names between; None where no role does."""
    role = None
    for word in NAME_SPLIT.split(line[:MAX_BYLINE].strip(CLOSERS)):
        ends = _role_at(word, len(word)) if len(word) <= MAX_CREDITED else ""
        if ends in BARE_ROLES:
            role = ends
        elif role and not SHORT_NAME.fullmatch(word):
            role = None
        yield role, role if ends in BARE_ROLES and role else word


def dateline_bylines(paragraph: str) -> tuple[Byline, ...]:
    """The reporters named in brackets at a story's head or end, as in （记者 …）; evidence is the bracket."""
    found = DATELINE_CREDIT.search(paragraph[:60]) or DATELINE_CREDIT.search(paragraph[-40:])
    return tuple(Byline(found["role"], name, found[0]) for name in names_in(found["names"])) if found else ()


def names_in(text: str) -> tuple[str, ...]:
    """The names in what follows a role: split at blanks and commas, without codes, buttons and words such as 记者."""
    cut = CUT.search(text, 1)
    text = (text[: cut.start()] if cut else text).strip(CLOSERS)
    names = []
    for part in NAME_SPLIT.split(text)[:12]:
        name = _without_post(CODE.sub("", part.strip(CLOSERS)))
        if name not in NOBODY and NAME.fullmatch(name) and not NOT_NAME.search(name) and not name.isdigit() and not CODE.fullmatch(part):
            names.append(name)
    return tuple(names)


def _without_post(name: str) -> str:
    """A name without the organisation or post written right behind it, where that starts with a word that no name holds."""
    post = POST_START.search(name, 2, 8)
    return name[: post.start()] if post and post.start() <= LONGEST_NAME else name


def line_source(line: str) -> str | None:
    """The medium that a line at a story's head or end names: after 来源 and the like, or beside the date; None where there is none."""
    if len(line) > MAX_BYLINE:
        return None
    for credit in credits_in(line):
        if credit.roles[-1] in SOURCE_ROLES:
            source = _clean_source(line[credit.end :])
            if source:
                return source
    slash = SLASH_CREDIT.fullmatch(line) if "/" in line else None
    if slash:
        return slash["source"]
    return _source_beside_date(line)


def _source_beside_date(line: str) -> str | None:
    dated = DATED_SOURCE.search(line)
    if not dated:
        return None
    before = line[: dated.start()].strip(CLOSERS + "[(（【")
    if WORD.fullmatch(before) and not before.startswith(PERSONS) and not credits_in(before) and not CUT.search(before):
        return before
    after = dated["after"]
    return after if after and not after.startswith(PERSONS) and not CUT.match(after) else None


def _clean_source(text: str) -> str | None:
    credit = next(iter(credits_in(text)), None)
    text = text[: credit.start] if credit else text
    cut = CUT.search(text)
    text = text[: cut.start()] if cut else text
    words = text.strip(CLOSERS + '（(《“”"').split()
    return words[0].strip(CLOSERS + '《“”"') or None if words and not words[0].isdigit() else None


def wire_source(paragraph: str) -> str | None:
    """The medium that a story's first words name, as in X社…日电 or X报讯; None where they name none or only 本报."""
    found = WIRE.match(paragraph[:40])
    return found["source"] if found and found["source"] not in ("本报", "本网", "本台") else None


def unique(bylines: Iterable[Byline]) -> tuple[Byline, ...]:
    """The credits, each role and name once, in their order."""
    seen: dict[tuple[str, str], Byline] = {}
    for byline in bylines:
        seen.setdefault((byline.role, byline.name), byline)
    return tuple(seen.values())
