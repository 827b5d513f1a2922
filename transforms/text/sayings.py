"""Sayings: verbs of saying with who says it and what is said, directly or indirectly, and what goes on without a verb."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from transforms.text.quote_marks import Quoted
from transforms.text.speakers import Mentions, Speaker, speaker_of
from transforms.text.speech_verbs import CLAUSES, FREE_SET, HOPES, NOT_AFTER, NOT_BEFORE, VERBS

_VERB = re.compile("|".join(VERBS))
_STOP = re.compile(r"[。！？!?\n]|(?<=[\u4e00-\u9fff”])[ \u3000](?=[\u4e00-\u9fff“])")
_OPENERS = "，：:,"
_QUOTES = '“「『"'
_CLOSERS = '”」』"'
_NOTHING = frozenset("。！？；、）)”」』\n")
_LISTENER = re.compile(r"(?:本报|央视|新华社|中新社|本台|中新网)?(?:记者|笔者|媒体|大家|我们|我|他|她|村民|现场观众)们?")
REACH, MAX_SAID, MIN_SAID, MAX_NESTED = 300, 2000, 2, 6
"""Characters: how far back a sentence is looked for, how long what is said may be at most and at least; sayings of one sentence."""
MAX_TERM = 30


@dataclass(frozen=True, slots=True)
class Saying:
    """A saying: what is said from `start` to `end`; a verb of None where the saying goes on without one."""

    speaker: Speaker | None
    verb: str | None
    verb_start: int | None
    start: int
    end: int
    direct: bool


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb of saying in the text: the word, where it stands, where its sentence begins, and where what is said can begin."""

    word: str
    start: int
    end: int
    sentence: int
    after: int
    opened: bool
    """Whether a comma or colon, or a quotation mark, follows."""


def sayings(text: str, marks: tuple[Quoted, ...], named: Mentions) -> list[Saying]:
    """Every saying of `text` in order, first those with a verb, then those that go on without one."""
    openings, closings = {q.start - 1: q for q in marks}, {q.end: q for q in marks}
    found: list[Saying] = []
    before_it, count = 0, 0
    for verb in _verbs(text, openings):
        count = 1 if _STOP.search(text, before_it, verb.start) else count + 1
        before_it = verb.end
        speaker = _speaker(text, verb, named) if count <= MAX_NESTED else None
        if speaker is None:
            continue
        before = None if verb.word in HOPES else _before(text, speaker, verb, closings)
        if before is not None:
            found.append(Saying(speaker, verb.word, verb.start, before.start, before.end, direct=True))
        said = _after(text, verb, openings)
        if said is not None:
            _cut_short(text, found, speaker)
            found.append(Saying(speaker, verb.word, verb.start, *said))
    return found


def _verbs(text: str, openings: dict[int, Quoted]) -> Iterator[_Verb]:
    """Every verb of saying that is no part of another word."""
    for found in _VERB.finditer(text):
        word, start, end = found.group(), found.start(), found.end()
        if text[max(start - 4, 0) : start].endswith(NOT_AFTER.get(word, "\0")) or text[end : end + 3].startswith(NOT_BEFORE.get(word, "\0")):
            continue
        if word in ("告诉", "告訴"):
            listener = _LISTENER.match(text, end)
            end = listener.end() if listener else end
        opened = text[end : end + 1] in _OPENERS and end < len(text)
        after = end + opened
        while text[after : after + 1] == " ":
            after += 1
        yield _Verb(
            word, start, end, _sentence_start(text, start), after, opened or after in openings or text[after : after + 1] in ("“", "「", "『")
        )


def _sentence_start(text: str, at: int) -> int:
    """Where the sentence that holds `at` begins; a full stop inside of quotation marks ends one too."""
    low = max(0, at - REACH)
    start = max(low, *(text.rfind(c, low, at) + 1 for c in "。！？!?\n"))
    return (
        max((gap.end() for gap in _STOP.finditer(text, start, at)), default=start) if " " in text[start:at] or "\u3000" in text[start:at] else start
    )


def _speaker(text: str, verb: _Verb, named: Mentions) -> Speaker | None:
    """Who says it; None where the verb takes no saying here."""
    following = text[verb.end : verb.end + 1]
    if verb.word in HOPES:
        return None if verb.opened else speaker_of(text, verb.sentence, verb.start, named, adjacent=True, careful=True)
    if verb.opened or (verb.word in FREE_SET and following and following not in _NOTHING) or text.startswith(CLAUSES.get(verb.word, "\0"), verb.end):
        return speaker_of(text, verb.sentence, verb.start, named, careful=verb.word not in FREE_SET)
    closed = following in ("。", "！", "？") and any(c in text[verb.sentence - 1 : verb.start] for c in _CLOSERS)
    return speaker_of(text, verb.sentence, verb.start, named) if closed else None


def _before(text: str, speaker: Speaker, verb: _Verb, closings: dict[int, Quoted]) -> Quoted | None:
    """The quotation that the speaker's words follow: “……。”某某说."""
    close = max(text.rfind(c, max(0, speaker.start - 12), speaker.start) for c in _CLOSERS)
    mark = closings.get(close)
    if mark is None or any(c in "。！？!?，,；\n" for c in text[close + 1 : speaker.start].strip("，, ")):
        return None
    return mark if _is_sentence(text, mark) and close + 1 >= verb.sentence - 1 else None


def _is_sentence(text: str, mark: Quoted) -> bool:
    return text[mark.end - 1] in "。！？，!?,…" or mark.end - mark.start > MAX_TERM


def _after(text: str, verb: _Verb, openings: dict[int, Quoted]) -> tuple[int, int, bool] | None:
    """Span of what is said after the verb, and whether it is direct."""
    start = verb.after
    mark = openings.get(start)
    if mark is not None and (_is_sentence(text, mark) or text[mark.end + 1 : mark.end + 2] in ("。", "\n", "")):
        careless = verb.word in FREE_SET or verb.after > verb.end or _is_sentence(text, mark)
        return (mark.start, mark.end, True) if careless else None
    opened = mark is None and text[start : start + 1] in _QUOTES and start < len(text)
    stop = _sentence_end(text, start + opened)
    if stop - start < MIN_SAID or (mark is not None and verb.word not in FREE_SET and verb.after == verb.end):
        return None
    return start + opened, stop, opened


def _sentence_end(text: str, start: int) -> int:
    """Where the sentence that begins at `start` ends, without its mark and without a quotation mark that closes what was opened before."""
    limit = min(len(text), start + MAX_SAID)
    stop = next((s.start() for s in _STOP.finditer(text, start, limit) if s.group() not in " \u3000" or _headline(text, start)), limit)
    while stop > start and text[stop - 1] in "”」』":
        opening = {"”": "“", "」": "「", "』": "『"}[text[stop - 1]]
        if text.count(opening, start, stop) >= text.count(text[stop - 1], start, stop):
            break
        stop -= 1
    return stop


_HEADLINE = 60


def _headline(text: str, at: int) -> bool:
    """Whether the line that holds `at` is a headline: short and without a full stop. A space ends a statement only there."""
    start = text.rfind("\n", max(0, at - _HEADLINE), at) + 1
    end = text.find("\n", at, at + _HEADLINE)
    line = text[start : end if end >= 0 else at + _HEADLINE]
    return len(line) < _HEADLINE and "。" not in line and (end >= 0 or at + _HEADLINE > len(text))


def _cut_short(text: str, found: list[Saying], speaker: Speaker) -> None:
    """End the saying before where another speaker takes over in its sentence: 甲称……，他指责……."""
    if not found or found[-1].direct:
        return
    last, at = found[-1], speaker.start
    if last.start < at - 1 < last.end and text[at - 1] in "，；,;" and (last.speaker is None or last.speaker.name != speaker.name):
        found[-1] = replace(last, end=at - 1)


_GOES_ON = re.compile(r"(?:同时|此外|另外|尤其|特别|下一步)?[，,]?(?:要(?![求闻点素])|希望|相信|必须|应当|应该|应(?![邀对急])|需要|欢迎|愿)")


def continued(text: str, marks: tuple[Quoted, ...], said: list[Saying]) -> list[Saying]:
    """What goes on without a verb after one of `said`: sentences of will right after it in its paragraph, and quoted sentences that stand alone."""
    taken = {(s.start, s.end) for s in said}
    ordered = sorted(said, key=lambda s: s.end)
    ends = [s.end for s in ordered]
    rows = [row for mark in marks if (mark.start, mark.end) not in taken and (row := _alone(text, mark, ordered, ends)) is not None]
    starts = sorted({s.start for s in said} | {s.verb_start or 0 for s in said})
    for saying in {s.end: s for s in ordered if not s.direct}.values():
        rows.extend(_running(text, saying.end, saying, starts))
    return rows


def _running(text: str, end: int, saying: Saying, starts: list[int]) -> Iterator[Saying]:
    """Sentences right after an indirect saying that begin with a word of will."""
    at = end + 1
    while at < len(text) and text[at - 1] in "。！？" and (cue := _GOES_ON.match(text, at)) is not None:
        stop = _sentence_end(text, at)
        if stop <= cue.end() or bisect_left(starts, at) < bisect_left(starts, stop):
            return
        yield Saying(saying.speaker, None, None, at, stop, direct=False)
        at = stop + 1


def _alone(text: str, mark: Quoted, said: list[Saying], ends: list[int]) -> Saying | None:
    """A quotation of whole sentences that stands by itself: the speaker is the last one before it in its paragraph or the one before."""
    before = text[mark.start - 2 : mark.start - 1] if mark.start > 1 else "\n"
    if mark.depth or before not in "。！？\n”" or text[mark.end - 1] not in "。！？!?…":
        return None
    index = bisect_right(ends, mark.start) - 1
    last = said[index] if index >= 0 else None
    near = last is not None and mark.start - last.end < REACH and text.count("\n", last.end, mark.start) <= 1
    return Saying(last.speaker if last is not None and near else None, None, None, mark.start, mark.end, direct=True)
