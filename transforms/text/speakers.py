"""Who says it: the subject of a verb of saying, found in the words before the verb."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.records import Person

_CLAUSE = re.compile("[，,：:]")
_TIME = (
    r"(?:\d{1,2}日|今天|昨天|当天|當天|今日|昨日|当日|日前|近日|此前|随后|隨後|当晚|昨晚|今晚|前一天|上午|下午|晚间|晚|早些时候|星期[一二三四五六日天]"
    r"|周[一二三四五六日]|同日|曾经|一天)"
)
_ADVERB = (
    r"(?:还|還|也|曾|则|則|再次|多次|一再|进一步|進一步|明确|公开|同时|均|都|又|并|亦|分别|特别|反复|严肃|郑重|坚定|一致|普遍|先后|直|就|再|更|正|这样|如是|如此|则是|[^，。、“”]{1,4}地|笑着|含泪|"
    r"(?:向|对)(?:本报|央视|新华社|中新社|媒体|外界|笔者|本台)?(?:记者|记者们|媒体|笔者|外界)|率先|首先|最后|继续|不断|强烈|明确地|坦率|补充|书面|联合|共同|口头)"
)
_TAIL = re.compile(rf"(?:{_TIME}|{_ADVERB}|（[^（）]{{1,12}}）|讲话中|发言中|致辞中|发布会上|会上|会后|受访时|采访时)$")
_CUT = re.compile(
    r"在(?!任)|于(?=\d)|接受|通过|就(?=[^业职])|(?<!面)对(?=[^外手口])|向(?=[^东西南北])|与(?!会)|在此|会见|会談|发文|作为|以(?=[^色])|应邀|出席|率|讲话|致辞|谈及|谈到|回应|举行|主持|认真|结合|围绕|针对|致信|针對|說到|听取|走进|来到|\d{1,2}月|\d{1,2}日|今天|昨天|当天|當天|日前|近日"
)
_HEAD = re.compile(
    r"^(?:据悉|据了解|据|對此|对此|此外|另外|其中|同时|与此同时|但是|但|而且|而|随后|不过|因此|所以|并且|并|然而|此前|日前|近日|当天|\d{1,2}日|会上|会后|最后|目前|例如|比如|如|至于|针对此事|事实上|为此|[（(]|[”」』])+"
)
_NOT_SUBJECT = re.compile(
    r"^(?:把|将|給|给|让|使|可以|应该|不|也|就是|就|的|了|着|是|有|被|可|能|会|要|将|没有|无法|可能|不能|一般|所|来|难|只|如何|怎么|这么|那么|或者|或|和|与|及|因为|如果|虽然)|[的了着是有被和与及或]$|^.$"
)
_PRONOUNS = ("他们", "她们", "他", "她", "他們", "她們", "我", "我们", "双方", "雙方", "两国", "对方", "自己")
MIN_ROLE, MAX_ROLE = 2, 30


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as the story writes it, with the title where it is known, and where the name starts."""

    name: str
    title: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where persons are named, by their starts."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    people: tuple[Person, ...]

    def within(self, start: int, end: int) -> range:
        """Indices of the mentions that lie within `start` and `end`."""
        return range(bisect_left(self.starts, start), bisect_right(self.ends, end))


def mentions(people: Sequence[Person]) -> Mentions:
    """Every mention of `people`, in the text's order."""
    rows = sorted(((s.start, s.end, i) for i, p in enumerate(people) for s in p.spans))
    kept = [row for k, row in enumerate(rows) if k == 0 or row[0] >= rows[k - 1][1]]
    return Mentions(tuple(r[0] for r in kept), tuple(r[1] for r in kept), tuple(people[r[2]] for r in kept))


_OBJECT = frozenset("对與与同向给为被由把和跟將将")


def speaker_of(text: str, start: int, verb: int, named: Mentions, *, adjacent: bool = False) -> Speaker | None:
    """Who the subject of the verb at `verb` is, within the sentence that begins at `start`.

    With `adjacent` only a subject right before the verb counts.
    """
    clause_start = _clause_start(text, start, verb)
    found = _person(text, clause_start, verb, named) or _role(text, clause_start, verb)
    if adjacent:
        return found if found is not None and found.end == verb else None
    while found is None and clause_start > start:
        end = clause_start - 1
        clause_start = _clause_start(text, start, end)
        found = _person(text, clause_start, end, named) or _role(text, clause_start, end, adverbs=False)
    return found


def _clause_start(text: str, start: int, end: int) -> int:
    """Where the clause that ends at `end` begins."""
    return max(start, *(text.rfind(c, start, end) + 1 for c in "，,：:；;”」』（("))


def _person(text: str, start: int, end: int, named: Mentions) -> Speaker | None:
    """The last person named right before `end`, else the first who is no object."""
    inside = named.within(start, end)
    if not inside:
        return None
    best = next((i for i in inside if named.starts[i] == start or text[named.starts[i] - 1] not in _OBJECT), inside[0])
    if named.ends[inside[-1]] == end:
        best = inside[-1]
    person = named.people[best]
    a, b = named.starts[best], named.ends[best]
    return Speaker(text[a:b], person.titles[0] if person.titles else None, a, b)


def _role(text: str, start: int, end: int, *, adverbs: bool = True) -> Speaker | None:
    """A pronoun, body or role phrase: the clause without its adverbials."""
    head = _HEAD.match(text[start : min(end, start + 40)])
    start += head.end() if head else 0
    phrase = text[start:end] if end - start <= 120 else ""  # noqa: PLR2004  no subject is longer than this
    pronoun = next((p for p in _PRONOUNS if phrase.startswith(p)), None)
    if pronoun is not None:
        return Speaker(pronoun, None, start, start + len(pronoun))
    cut = _CUT.search(phrase, 1)
    phrase = phrase[: cut.start()] if cut else phrase
    while adverbs and (tail := _TAIL.search(phrase)) is not None:
        phrase = phrase[: tail.start()]
    if not MIN_ROLE <= len(phrase) <= MAX_ROLE or _NOT_SUBJECT.search(phrase) or not re.search(r"[\u4e00-\u9fff]", phrase):
        return None
    return Speaker(phrase, None, start, start + len(phrase))
