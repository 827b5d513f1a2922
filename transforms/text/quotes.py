"""Sayings and quoted terms: who says what with which verb, and names in quotation marks."""

from collections.abc import Sequence

from schemas.records import Person, Quote
from schemas.stages import StoryContext
from transforms.text.quote_marks import Quoted, quoted
from transforms.text.sayings import MAX_TERM, Saying, continued, sayings
from transforms.text.speakers import mentions


def find_quotes(text: str, context: StoryContext, people: Sequence[Person] = ()) -> tuple[Quote, ...]:
    """Every saying and every quoted term of the story `text`, by place.

    A saying has a verb of saying and somebody who says it; what is said runs to the end of its sentence, or to where another speaker takes
    over, or is what the quotation marks enclose. A saying that goes on in further sentences has a record for each, with the same speaker and no verb.
    `people` are the story's persons with their spans; without them subjects are taken as they stand. What is quoted and no saying is a term
    where it is short and no sentence.
    """
    marks = quoted(text)
    said = sayings(text, marks, mentions(people))
    said += continued(text, marks, said)
    taken = {(s.start, s.end) for s in said if s.direct}
    rows = [_quote(text, saying, context) for saying in said]
    rows += [_term(text, mark, context) for mark in marks if (mark.start, mark.end) not in taken and _is_term(text, mark)]
    return tuple(sorted(rows, key=lambda r: (r.start, r.end, r.kind, r.verb_start or 0)))


def _quote(text: str, saying: Saying, context: StoryContext) -> Quote:
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
