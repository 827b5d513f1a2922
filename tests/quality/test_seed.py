"""The seed page comes out exactly as its gold says, field by field; skipped, saying so, where the gold isn't at hand."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import ingest, rows, shared

SHARED = shared()
pytestmark = pytest.mark.skipif(SHARED is None, reason="../shared with the seed page and its gold isn't here")


@pytest.fixture(scope="module")
def gold() -> dict[str, Any]:
    """The seed's gold."""
    assert SHARED is not None
    return json.loads((SHARED / "data/seed/hanzhong-bazhong.gold.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with the seed page alone."""
    assert SHARED is not None
    root = tmp_path_factory.mktemp("seed") / "lake"
    ingest(root, SHARED / "data/seed/hanzhong-bazhong.txt")
    return root


def test_story(lake: Path, gold: dict[str, Any]) -> None:
    """The story is its paragraphs and not a character of the rest; it has no title."""
    (article,) = rows(lake, "articles")

    assert "\n".join(gold["story_paragraphs"]) == article["text"]
    assert gold["story_paragraphs"] == [article["text"][span["start"] : span["end"]] for span in article["paragraphs"]]
    assert article["title"] is None


def test_byline_and_date(lake: Path, gold: dict[str, Any]) -> None:
    """The byline is read, the unknown date stays unknown, and its bounds are those of the five-year plan under way."""
    (article,) = rows(lake, "articles")

    assert [gold["byline"]] == [{"role": line["role"], "name": line["name"]} for line in article["bylines"]]
    assert ("none", None) == (article["date_source"], article["published_date"])
    assert (gold["published"]["earliest"], gold["published"]["latest"]) == (str(article["earliest_date"]), str(article["latest_date"]))


def test_teasers(lake: Path, gold: dict[str, Any]) -> None:
    """Each teaser has its label, its title or none, and its date; a caption told apart belongs to its title."""
    found = sorted(rows(lake, "teasers"), key=lambda row: row["position"])

    assert [(row["label"], row["title"], row["date"]) for row in gold["teasers"]] == [
        (row["label"], ((row["title"] or "") + (row["caption"] or "")) or None, str(row["teaser_date"])) for row in found
    ]


def test_people(lake: Path, gold: dict[str, Any]) -> None:
    """Each person has the titles and the jurisdiction, also those inherited in a list, at every mention; nobody else is found."""
    text = rows(lake, "articles")[0]["text"]
    found = {row["name"]: row for row in rows(lake, "people")}

    assert sorted(person["name"] for person in gold["people"]) == sorted(found)
    for person in gold["people"]:
        row = found[person["name"]]
        assert (person["titles"], person["jurisdiction"]) == (row["titles"], row["place"])
        assert text.count(person["name"]) == len(row["spans"])
        assert {person["name"]} == {text[span["start"] : span["end"]] for span in row["spans"]}


def test_quantities(lake: Path, gold: dict[str, Any]) -> None:
    """The four quantities have their values, units and bounds, and there is no fifth."""
    expected = [(row["text"], row["dimension"], row["unit"], Decimal(row["value"]), row["bound"]) for row in gold["quantities"]]

    assert expected == [(row["text"], row["dimension"], row["unit"], row["value"], row["bound"]) for row in rows(lake, "quantities")]


def test_dates(lake: Path, gold: dict[str, Any]) -> None:
    """The dates have their days, without a year where the page has none; a part of the day belongs to no span."""
    found = {row["text"]: (row["earliest"], row["latest"]) for row in rows(lake, "dates")}
    expected = {row["text"].strip("“”").removesuffix("下午"): (row["start"], row["end"]) for row in gold["dates"]}

    assert expected == found


def test_quotes(lake: Path, gold: dict[str, Any]) -> None:
    """The four sayings have their speakers and verbs, and the quoted terms are those of the gold."""
    found = rows(lake, "quotes")

    assert [(row["speaker"], row["verb"]) for row in gold["attributions"]] == [
        (row["speaker"], row["verb"]) for row in found if row["kind"] == "saying"
    ]
    assert sorted(gold["quoted_terms"]) == sorted(row["text"] for row in found if row["kind"] == "term")
