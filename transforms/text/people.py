"""People as records: the mentions of one name gathered, with all offices that the story gives its bearer."""

from schemas.records import Person, Span
from schemas.stages import StoryContext
from transforms.text.gazetteer import Resolved
from transforms.text.lexicon import Division
from transforms.text.mentions import Mention
from transforms.text.offices import Holder, Office


def people_records(text: str, holders: list[Holder], places: list[Resolved], homes: dict[str, Division], context: StoryContext) -> tuple[Person, ...]:
    """One record a name, in the order of first mention; `homes` are the divisions that the page speaks for, by their level."""
    grouped: dict[str, list[Holder]] = {}
    for holder in holders:
        grouped.setdefault(text[holder.mention.start : holder.mention.end], []).append(holder)
    codes = {p.mention: p.division.code for p in places if p.division}
    return tuple(_record(text, name, found, (codes, homes), context) for name, found in grouped.items())


def _record(text: str, name: str, holders: list[Holder], known: tuple[dict[Mention, str], dict[str, Division]], context: StoryContext) -> Person:
    offices = [office for holder in holders for office in holder.offices]
    bodies = [office.organization for office in offices if office.organization]
    place, code = next((found for office in offices if (found := _place(text, office, *known))), (None, None))
    return Person(
        article_id=context.article_id,
        published_date=context.published_date,
        name=name,
        titles=list(dict.fromkeys(text[office.title.start : office.title.end] for office in offices)),
        organization=text[bodies[0].start : bodies[0].end] if bodies else None,
        place=place,
        place_code=code,
        spans=[Span(holder.mention.start, holder.mention.end) for holder in holders],
    )


def _place(text: str, office: Office, codes: dict[Mention, str], homes: dict[str, Division]) -> tuple[str, str | None] | None:
    """The place over which an office is held, with its code where the text decides it."""
    if office.place:
        return text[office.place.start : office.place.end], codes.get(office.place)
    home = homes.get(office.title.level)
    return (home.name, home.code) if home and not office.organization else None
