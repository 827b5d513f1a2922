"""Sayings and quoted terms: who says what with which verb, and names in quotation marks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.records import Person, Quote
from schemas.stages import StoryContext
from transforms.text.quote_marks import Quoted, quoted
from transforms.text.speakers import Mentions, Speaker, mentions, speaker_of
from transforms.text.speech_verbs import FREE_SET, HOPES, NOT_AFTER, NOT_BEFORE, VERBS

_VERB = re.compile("|".join(VERBS))
_ENDS = "。！？!?\n"
_END = re.compile(f"[{_ENDS}]")
_OPENERS = '“「『"‘'
_CLOSERS = '”」』"’'
_NOTHING_SAID = ("", *"。！？；、）)”」\n")
MAX_TERM = 30
MIN_SAID, MAX_SAID = 2, 2000


@dataclass(frozen=True, slots=True)
class _Saying:
    speaker: Speaker | None
    verb: str | None
    verb_start: int | None
    start: int
    end: int
    direct: bool


def find_quotes(text: str, context: StoryContext, people: Sequence[Person] = ()) -> tuple[Quote, ...]:
    """Every saying and every quoted term of the story `text`, by place.

    A saying needs a verb of saying and somebody who says it; what is said runs to the end of its sentence, or to where another speaker takes
    over, or is what the quotation marks enclose. `people` are the story's persons with their spans; without them subjects are taken as
    they stand. What is quoted and no saying is a term where it is short and no sentence.
    """
    marks = quoted(text)
    named = mentions(people)
    sayings = list(_sayings(text, marks, named))
    taken = {(s.start, s.end) for s in sayings if s.direct}
    rows = [_quote(text, s, context) for s in sayings]
    rows += [_term(text, q, context) for q in marks if (q.start, q.end) not in taken and _is_term(text, q)]
    return tuple(sorted(rows, key=lambda r: (r.start, r.end, r.kind, r.verb_start or 0)))


def _quote(text: str, saying: _Saying, context: StoryContext) -> Quote:
    who = saying.speaker
    return Quote(
        article_id=context.article_id,
        published_date=context.published_date,
        kind="saying",
        speaker=who.name if who else None,
        speaker_title=who.title if who else None,
        verb=saying.verb,
        verb_start=saying.verb_start,
        text=text[saying.start : saying.end],
        start=saying.start,
        end=saying.end,
        direct=saying.direct,
    )


def _term(text: str, mark: Quoted, context: StoryContext) -> Quote:
    return Quote(
        context.article_id, context.published_date, "term", None, None, None, None, text[mark.start : mark.end], mark.start, mark.end, direct=True
    )


def _is_term(text: str, mark: Quoted) -> bool:
    return mark.end - mark.start <= MAX_TERM and not any(c in text[mark.start : mark.end] for c in "。！？；\n")


def _sayings(text: str, marks: tuple[Quoted, ...], named: Mentions) -> Iterator[_Saying]:
    starts = {q.start - 1: q for q in marks}
    ends = {q.end: q for q in marks}
    floor = 0
    for found in _VERB.finditer(text):
        verb, at, end = found.group(), found.start(), found.end()
        if not _may_be_verb(text, verb, at, end):
            continue
        sentence = _sentence_start(text, floor, at)
        opening = _opening(text, end)
        speaker = _speaker(text, (verb, at, end), sentence, opening, named)
        if speaker is None:
            continue
        before = _direct_before(text, speaker, sentence, at, ends)
        if before is not None:
            yield _Saying(speaker, verb, at, before.start, before.end, direct=True)
        said = _said(text, end, opening, starts)
        if said is not None:
            yield _Saying(speaker, verb, at, said[0], said[1], direct=said[2])


def _may_be_verb(text: str, verb: str, at: int, end: int) -> bool:
    before, after = text[max(at - 4, 0) : at], text[end : end + 3]
    return (
        not before.endswith(NOT_AFTER.get(verb, ()))
        if NOT_AFTER.get(verb) and before.endswith(NOT_AFTER[verb])
        else not after.startswith(NOT_BEFORE.get(verb, ("\0",)))
    )


def _sentence_start(text: str, floor: int, at: int) -> int:
    """Where the sentence that holds `at` begins; a full stop inside of quotation marks ends one too."""
    low = max(floor, at - 300)
    return max(low, *(text.rfind(c, low, at) + 1 for c in "。！？!?\n；;"))


def _opening(text: str, end: int) -> str:
    """What follows the verb: punctuation that opens a saying, a quotation mark, or other."""
    char = text[end : end + 1]
    return char if char in '，：:,“「『"' and char else ""


def _speaker(text: str, verb: tuple[str, int, int], sentence: int, opening: str, named: Mentions) -> Speaker | None:
    """Who says it; None where the verb takes no saying here. `verb` is the word, its start and its end."""
    word, at, end = verb
    if word in HOPES:
        return None if opening else speaker_of(text, sentence, at, named, adjacent=True)
    if not opening and (word not in FREE_SET or text[end : end + 1] in _NOTHING_SAID):
        after_quote = text[end : end + 1] in ("。", "！", "？") and any(c in text[sentence:at] for c in _CLOSERS)
        return speaker_of(text, sentence, at, named) if after_quote else None
    return speaker_of(text, sentence, at, named)


def _direct_before(text: str, speaker: Speaker, sentence: int, at: int, ends: dict[int, Quoted]) -> Quoted | None:
    """The quotation that the clause of the verb follows: “……。”某某说."""
    close = max(text.rfind(c, max(0, at - 60), at) for c in '”」』"')
    mark = ends.get(close)
    if mark is None or speaker.start < close:
        return None
    last = text[mark.end - 1]
    whole = last in "。！？，!?," or mark.end - mark.start > MAX_TERM
    return (
        mark if whole and text[close + 1 : speaker.start].strip("，, \n") == text[close + 1 : speaker.start] and close + 1 >= sentence - 1 else None
    )


def _said(text: str, end: int, opening: str, starts: dict[int, Quoted]) -> tuple[int, int, bool] | None:
    """Span of what is said after the verb that ends at `end`, and whether it is direct."""
    start = end + (opening in ("，", "：", ":", ",") and opening != "")
    while text[start : start + 1] == " ":
        start += 1
    mark = starts.get(start)
    if mark is not None and (text[mark.end - 1] in "。！？，!?…" or text[mark.end + 1 : mark.end + 2] in "。\n" or mark.end + 1 >= len(text)):
        return mark.start, mark.end, True
    stop = _sentence_end(text, start)
    if stop - start < MIN_SAID:
        return None
    return start, stop, False


def _sentence_end(text: str, start: int) -> int:
    """Where the sentence that begins at `start` ends, without its mark; marks of another's end are looked through."""
    found = _END.search(text, start, min(len(text), start + MAX_SAID))
    stop = found.start() if found else min(len(text), start + MAX_SAID)
    while stop > start and text[stop - 1] in '”」』"' and text[stop - 1] not in text[start : stop - 1]:
        stop -= 1
    return stop
