"""The gold itself: it is complete, and every string of it stands in its page."""

import html
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from schemas.reasons import Reason

STORY_FIELDS = {
    *("page", "charset", "outcome", "title", "source_name", "bylines", "paragraphs", "teasers", "published", "people"),
    *("quantities", "optional_quantities", "dates", "optional_dates", "sayings", "terms"),
}
BOUNDS = {"exact", "approx", "at_least", "at_most", "range"}
DIMENSIONS = {"money", "count", "percent", "length", "area", "weight", "duration", "speed", "other"}
DAY = re.compile(r"\d{4}-\d\d-\d\d|--\d\d-\d\d")


def page_lines(golden: Any) -> list[str]:
    """The page's lines as a reader sees them; an HTML row is one line."""
    text = golden.data.decode(golden.gold["charset"]).removeprefix("\ufeff")
    if golden.markup:
        text = html.unescape(re.sub(r"<[^>]*>", " ", re.sub(r"</?em>|</a>", " ", re.sub(r"<br>|</p>|</li>|</h\d>", "\n", text))))
    return [" ".join(line.split()) for line in text.splitlines()]


def test_every_page_of_the_sample_has_gold(golds: list[Any]) -> None:
    """Each file of the sample has gold, and each line of a file of pages."""
    pages = Counter({path.name: len(path.read_text().splitlines()) if path.suffix == ".jsonl" else 1 for path in golds[0].path.parent.iterdir()})

    assert pages == Counter(golden.gold["page"] for golden in golds)


def test_every_file_of_the_sample_is_described(golds: list[Any]) -> None:
    """The sample's README has a row for each file."""
    readme = (Path(__file__).parents[2] / "pipeline" / "sample" / "README.md").read_text("utf-8")

    assert [] == [golden.gold["page"] for golden in golds if f"| `{golden.gold['page']}` |" not in readme]


def test_dead_letters_name_a_reason(golds: list[Any]) -> None:
    """A page that gives nothing has one of the named reasons."""
    reasons = {golden.gold["reason"] for golden in golds if golden.gold["outcome"] == "dead_letter"}

    assert {"empty", "binary"} == reasons <= {reason.value for reason in Reason}


def test_gold_of_a_story_is_complete(story: Any) -> None:
    """A story's gold says something of every field."""
    assert STORY_FIELDS <= story.gold.keys()


def test_paragraphs_are_lines_of_the_page(story: Any) -> None:
    """Each paragraph is a whole line of its page, in the page's order."""
    lines = iter(page_lines(story))

    assert [] == [paragraph for paragraph in story.gold["paragraphs"] if " ".join(paragraph.split()) not in lines]


def test_head_and_bylines_stand_on_the_page(story: Any) -> None:
    """Title, source, roles and names stand on the page outside the story; a JSON line's fields count as the page."""
    outside = "\n".join(line for line in page_lines(story) if line not in story.gold["paragraphs"])
    if "member" in story.gold:
        outside += "\n".join(story.member.values())
    asked = [story.gold["title"], story.gold["source_name"], *(part for byline in story.gold["bylines"] for part in byline.values())]

    assert [] == [text for text in asked if text is not None and text not in outside]


def test_teasers_are_rows_of_the_page(teasing: Any) -> None:
    """Each teaser is a line of its page: label, title and caption glued, date; a full date is the written one."""
    lines = [line.replace("[", "").replace("]", "") for line in page_lines(teasing)]
    for teaser in teasing.gold["teasers"]:
        glued = (teaser["title"] or "") + (teaser["caption"] or "")
        row = " ".join(part for part in (teaser["label"], glued, teaser["date_text"]) if part)

        assert row in lines
        assert teaser["date"] in {None, teaser["date_text"]}


def test_captions_repeat_the_end_of_their_title(teasing: Any) -> None:
    """A caption is told apart only where it starts with what its title ends with."""
    glued = [(teaser["title"], teaser["caption"]) for teaser in teasing.gold["teasers"] if teaser["caption"]]

    assert [] == [pair for pair in glued if not any(pair[0].endswith(pair[1][:size]) for size in range(4, len(pair[1]) + 1))]


def test_records_stand_in_the_story(story: Any) -> None:
    """Names, titles, quantities, dates, speakers, verbs and terms are words of the story."""
    gold, text = story.gold, "\n".join(story.gold["paragraphs"])
    words = [person["name"] for person in gold["people"]] + [
        part for person in gold["people"] for title in person["titles"] for part in title.split("|")
    ]
    words += [record["text"] for record in gold["quantities"] + gold["dates"]] + gold["terms"]
    words += [part for saying in gold["sayings"] for part in (saying["speaker"], saying["verb"], *saying["said"])]

    assert [] == [word for word in words if word not in text]


def test_values_are_well_formed(story: Any) -> None:
    """Quantities have decimal values and known vocabularies; days are ISO days, with or without a year."""
    gold = story.gold
    for quantity in gold["quantities"]:
        assert Decimal(quantity["value"]) > 0
        assert quantity["bound"] in BOUNDS
        assert quantity["dimension"] in DIMENSIONS

    assert all(DAY.fullmatch(date[key]) for date in gold["dates"] for key in ("earliest", "latest"))


def test_a_story_given_twice_has_one_text(golds: list[Any]) -> None:
    """The gold of a duplicate repeats the other page's paragraphs, and only those."""
    named = {golden.name: golden.gold for golden in golds}
    twice = [gold for gold in named.values() if "same_story_as" in gold]

    assert twice
    for gold in twice:
        assert named[gold["same_story_as"]]["paragraphs"] == gold["paragraphs"]
        assert named[gold["same_story_as"]]["teasers"] != gold["teasers"]
