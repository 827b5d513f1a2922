"""The golden pages against what the pipeline's functions give, field by field.

A stage that isn't there yet skips its fields, saying so. A field that is known to come out wrong is listed, with its page, in `misses.tsv`.
"""

import importlib
import re
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from schemas.inputs import Source
from schemas.reasons import Rejected
from schemas.stages import StoryContext
from transforms.read import read_source
from transforms.text.charset import decode_page

QUOTES = "“”「」"
PART_OF_DAY = re.compile("(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|夜间|[0-9]+时许?)+$")


def function(module: str, name: str) -> Any:
    """A stage's function; skips where the stage hasn't landed."""
    try:
        return getattr(importlib.import_module(f"transforms.text.{module}"), name)
    except (ModuleNotFoundError, AttributeError) as missing:
        pytest.skip(f"not yet tested: {missing}")


@cache
def pages_of(path: Any) -> tuple[Any, ...]:
    """The pages that reading a file gives."""
    return tuple(read_source(Source(path.as_uri(), str(path), path.stat().st_size, 0)))


def decoded(golden: Any) -> Any:
    """The page as text."""
    pages = pages_of(golden.path)
    if len(pages) != golden.members or (golden.path.suffix == ".gz" and pages[0].data[:2] == b"\x1f\x8b"):
        pytest.skip("not yet tested: reading does not unpack this file")
    return decode_page(pages[golden.gold.get("member", 0)])


def separated(golden: Any) -> Any:
    """The page taken apart."""
    separate = function("separate", "separate_story")
    return separate(decoded(golden))


def dated(golden: Any) -> Any:
    """The page with its dates."""
    resolve = function("resolve", "resolve_date")
    return resolve(separated(golden))


@cache
def extractor() -> Any:
    """The finders, loaded once."""
    return function("extract", "Extractor").load()


@cache
def records(text: str, published: Any) -> Any:
    """What the gold's own story says, so that a fault of separation isn't counted twice."""
    return extractor().extract(text, StoryContext(published_date=published))


def extracted(golden: Any) -> Any:
    """The records of the gold's story, with the day that resolving gives."""
    return records("\n".join(golden.gold["paragraphs"]), dated(golden).date.published_date)


def test_charset(teasing: Any) -> None:
    """The encoding that a page really is in is found, whatever its label says, and whether it is HTML."""
    page = decoded(teasing)

    assert teasing.markup == page.markup
    assert page.charset.replace("_", "-").lower().startswith(teasing.gold["charset"])


def test_outcome(golden: Any) -> None:
    """A page is a story, an index, or turned away for its reason."""
    try:
        outcome = "story" if separated(golden).paragraphs else "index"
    except Rejected as rejected:
        outcome = f"dead_letter {rejected.reason}"

    assert f"{golden.gold['outcome']} {golden.gold.get('reason', '')}".strip() == outcome


def test_paragraphs(teasing: Any) -> None:
    """The story comes out whole, and nothing else; an index gives none."""
    assert tuple(teasing.gold["paragraphs"]) == separated(teasing).paragraphs


def test_title(story: Any) -> None:
    """The story's own title, or none."""
    assert story.gold["title"] == separated(story).title


def test_source_name(story: Any) -> None:
    """The medium that the page names, or none."""
    assert story.gold["source_name"] == separated(story).source_name


def test_bylines(story: Any) -> None:
    """Everybody who is credited, with the role as worded, in the page's order."""
    assert [(byline["role"], byline["name"]) for byline in story.gold["bylines"]] == [(b.role, b.name) for b in separated(story).bylines]


def test_teasers(teasing: Any) -> None:
    """Each teaser's label, title, caption and date as written."""
    fields = ("label", "title", "caption", "date_text")
    wanted = [tuple(teaser[field] for field in fields) for teaser in teasing.gold["teasers"]]

    assert wanted == [tuple(getattr(teaser, field) for field in fields) for teaser in separated(teasing).teasers]


def test_teaser_dates(teasing: Any) -> None:
    """A teaser's date is what its row says: a day, a day without its year, or nothing."""
    wanted = [(t["date"], t.get("earliest", t["date"]), t.get("latest", t["date"])) for t in teasing.gold["teasers"]]
    found = [(t.teaser_date and t.teaser_date.isoformat(), t.earliest, t.latest) for t in dated(teasing).teasers]

    assert wanted == found


def test_published(story: Any) -> None:
    """The story's own date and its bounds, never a teaser's; and where it comes from."""
    wanted, found = story.gold["published"], dated(story).date
    days = [day and day.isoformat() for day in (found.published_date, found.earliest_date, found.latest_date)]

    assert [wanted["date"], wanted["earliest"], wanted["latest"]] == days
    assert found.date_source == (wanted["source"] or found.date_source)


def test_people(story: Any) -> None:
    """Everybody in the story and nobody else."""
    assert {person["name"] for person in story.gold["people"]} == {person.name for person in extracted(story).people}


def titles_of(found: list[str], wanted: dict[str, Any]) -> list[str]:
    """The titles found, roles that are no office left out; one that says more or less of the same body counts as the one asked for."""
    asked = [*wanted["titles"], *wanted.get("soft_titles", ())]
    same = {title: next((ask for ask in asked if title.endswith(ask) or ask.endswith(title)), title) for title in found}
    return [same[title] for title in found if same[title] not in wanted.get("soft_titles", ())]


def test_titles(story: Any) -> None:
    """Everybody's titles, in order; exactly as given where the office is one over a place."""
    found = {person.name: person.titles for person in extracted(story).people}
    wanted = {person["name"]: person for person in story.gold["people"] if person["name"] in found}
    given = {name: found[name] if "place" in person else titles_of(found[name], person) for name, person in wanted.items()}

    assert [] == [(name, given[name]) for name, person in wanted.items() if not fits(given[name], person["titles"])]


def fits(found: list[str], wanted: list[str]) -> bool:
    """Whether each title is the one asked for, or one of those that a bar divides."""
    return len(found) == len(wanted) and all(title in asked.split("|") for title, asked in zip(found, wanted, strict=True))


def test_places_of_office(story: Any) -> None:
    """The place over which somebody holds office, also where a list says it only once."""
    wanted = {person["name"]: person["place"] for person in story.gold["people"] if "place" in person}

    assert wanted == {person.name: person.place for person in extracted(story).people if person.name in wanted}


def test_quantities(story: Any) -> None:
    """Each quantity with its exact value, unit and bound, and no other."""
    units = {unit: q["unit"] for q in story.gold["quantities"] for unit in q["unit"].split("|")}
    wanted = [(q["text"], Decimal(q["value"]), q["unit"], q["dimension"], q["bound"]) for q in story.gold["quantities"]]
    found = [q for q in extracted(story).quantities if q.text not in story.gold["optional_quantities"]]

    assert sorted(wanted) == sorted((q.text, q.value, units.get(q.unit, q.unit), q.dimension, q.bound) for q in found)


def bare(text: str) -> str:
    """A date's words without quotation marks and part of day."""
    return PART_OF_DAY.sub("", text.strip(QUOTES))


def test_dates(story: Any) -> None:
    """Each expression of time with its first and last day, and no other."""
    optional = {bare(text) for text in story.gold["optional_dates"]}
    wanted = {(bare(d["text"]), d["earliest"], d["latest"]) for d in story.gold["dates"]}
    found = {(bare(d.text), d.earliest, d.latest) for d in extracted(story).dates if bare(d.text)}

    assert wanted == {date for date in found if date[0] not in optional - {text for text, _, _ in wanted}}


def test_sayings(story: Any) -> None:
    """Who says something, and the verb; speech that goes on, or stands in quotation marks, without a verb is not asked for."""
    found = {(quote.speaker, quote.verb) for quote in extracted(story).quotes if quote.kind == "saying" and quote.verb}

    assert {(saying["speaker"], saying["verb"]) for saying in story.gold["sayings"]} == found


def test_what_is_said(story: Any) -> None:
    """What is said starts where the speech does, after the verb and whom it is told to, or inside the quotation marks."""
    texts = [(quote.speaker, quote.verb, quote.text.lstrip(QUOTES)) for quote in extracted(story).quotes if quote.kind == "saying"]
    wanted = [(saying["speaker"], saying["verb"], said) for saying in story.gold["sayings"] for said in saying["said"]]

    assert [] == [asked for asked in wanted if not any(text[:2] == asked[:2] and text[2].startswith(asked[2]) for text in texts)]


def test_terms(story: Any) -> None:
    """Names in quotation marks, apart from what somebody says."""
    assert set(story.gold["terms"]) == {quote.text.strip(QUOTES) for quote in extracted(story).quotes if quote.kind == "term"}


def test_a_story_given_twice_is_one_article(golds: list[Any]) -> None:
    """Two pages that give the same story with other teasers give one article."""
    named = {golden.name: golden for golden in golds}
    identify = function("article", "article_id")
    pairs = [(golden, named[golden.gold["same_story_as"]]) for golden in golds if "same_story_as" in golden.gold]

    for pair in pairs:
        assert 1 == len({identify("\n".join(separated(golden).paragraphs)) for golden in pair})
