"""People as records: the mentions of one name gathered, with all offices that the story gives its bearer."""

from schemas.records import Person, Span
from schemas.stages import StoryContext
from transforms.text.gazetteer import Resolved
from transforms.text.mentions import Mention
from transforms.text.offices import Holder


def people_records(text: str, holders: list[Holder], places: list[Resolved], context: StoryContext) -> tuple[Person, ...]:
    """One record a name, in the order of first mention."""
    grouped: dict[str, list[Holder]] = {}
    for holder in holders:
        grouped.setdefault(text[holder.mention.start : holder.mention.end], []).append(holder)
    codes = {p.mention: p.division.code for p in places if p.division}
    return tuple(_record(text, name, found, codes, context) for name, found in grouped.items())


def _record(text: str, name: str, holders: list[Holder], codes: dict[Mention, str], context: StoryContext) -> Person:
    offices = [office for holder in holders for office in holder.offices]
    bodies = [office.organization for office in offices if office.organization]
    places = [office.place for office in offices if office.place]
    return Person(
        article_id=context.article_id,
        published_date=context.published_date,
        name=name,
        titles=list(dict.fromkeys(text[office.title.start : office.title.end] for office in offices)),
        organization=text[bodies[0].start : bodies[0].end] if bodies else None,
        place=text[places[0].start : places[0].end] if places else None,
        place_code=codes.get(places[0]) if places else None,
        spans=[Span(holder.mention.start, holder.mention.end) for holder in holders],
    )
