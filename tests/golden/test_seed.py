"""The page that the project exists for, against its gold; skips where the shared data is not at hand."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import REPOSITORY, ingest, rows, shared

SEED = "hanzhong-bazhong"


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where the page and its gold lie."""
    found = shared()
    if found is None:
        pytest.skip("no shared data beside the repository, nor named by ZHENGWEN_SHARED")
    return found / "data" / "seed"


@pytest.fixture(scope="module")
def gold(folder: Path) -> dict[str, Any]:
    """What the page should give."""
    found: dict[str, Any] = json.loads((folder / f"{SEED}.gold.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def lake(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with the page alone."""
    made = tmp_path_factory.mktemp("seed") / "lake"
    assert 0 == ingest(made, folder / f"{SEED}.txt")
    return made


def test_story(lake: Path, gold: dict[str, Any]) -> None:
    """The story's paragraphs and not a character of the rest; no title is made up."""
    (article,) = rows(lake, "articles")

    assert "\n".join(gold["story_paragraphs"]) == article["text"]
    assert (None, [(gold["byline"]["role"], gold["byline"]["name"])]) == (article["title"], [(b["role"], b["name"]) for b in article["bylines"]])


def test_published(lake: Path, gold: dict[str, Any]) -> None:
    """The year isn't in the page: the date is NULL with the five-year plan's bounds, and no teaser's date leaks into it."""
    (article,) = rows(lake, "articles")
    bounds = [article[key].isoformat() for key in ("earliest_date", "latest_date")]

    assert (gold["published"]["date"], [gold["published"]["earliest"], gold["published"]["latest"]]) == (article["published_date"], bounds)


def test_teasers(lake: Path, gold: dict[str, Any]) -> None:
    """Each row with its label, its title and caption or neither, and its date, in the page's order."""
    found = sorted(rows(lake, "teasers"), key=lambda row: row["position"])
    told = [(row["label"], (row["title"] or "") + (row["caption"] or "") or None, row["teaser_date"].isoformat()) for row in found]

    assert [(teaser["label"], teaser["title"], teaser["date"]) for teaser in gold["teasers"]] == told


def test_people(lake: Path, gold: dict[str, Any]) -> None:
    """Each official with every title and the place of office, said or inherited, and every mention."""
    text = rows(lake, "articles")[0]["text"]
    found = {row["name"]: row for row in rows(lake, "people")}

    assert {person["name"]: (person["titles"], person["jurisdiction"]) for person in gold["people"]} == {
        name: (row["titles"], row["place"]) for name, row in found.items()
    }
    assert {name: text.count(name) for name in found} == {name: len(row["spans"]) for name, row in found.items()}


def test_quantities(lake: Path, gold: dict[str, Any]) -> None:
    """Each quantity with its scaled value and bound, and no other."""
    found = {row["text"]: (row["dimension"], row["unit"], row["value"], row["bound"]) for row in rows(lake, "quantities")}

    assert {q["text"]: (q["dimension"], q["unit"], Decimal(q["value"]), q["bound"]) for q in gold["quantities"]} == found


def test_dates(lake: Path, gold: dict[str, Any]) -> None:
    """Each of the gold's dates with its first and last day, with the part of the day or without; a missing year stays missing."""
    found = {bare(row["text"]): (row["earliest"], row["latest"]) for row in rows(lake, "dates")}
    wanted = {bare(date["text"]): (date["start"], date["end"]) for date in gold["dates"]}

    assert wanted == {text: found.get(text) for text in wanted}


def bare(text: str) -> str:
    """A date's words without quotation marks and part of day."""
    return text.strip("“”").removesuffix("下午")


def test_quotes(lake: Path, gold: dict[str, Any]) -> None:
    """Who says something with which verb, and each quoted term once."""
    quotes = rows(lake, "quotes")

    assert sorted((saying["speaker"], saying["verb"]) for saying in gold["attributions"]) == sorted(
        (quote["speaker"], quote["verb"]) for quote in quotes if quote["kind"] == "saying" and quote["verb"]
    )
    assert sorted(gold["quoted_terms"]) == sorted({quote["text"].strip("“”") for quote in quotes if quote["kind"] == "term"})


def test_no_rule_names_what_is_on_the_page(gold: dict[str, Any]) -> None:
    """Neither code nor lexicons hold the page's people, terms, label or titles: other pages of its shape prove the rest."""
    words = {person["name"] for person in gold["people"] if len(person["name"]) > len("何平")} | {teaser["label"] for teaser in gold["teasers"]}
    words |= {term for term in gold["quoted_terms"] if term != "十四五"} | {teaser["title"] for teaser in gold["teasers"] if teaser["title"]}
    rooms = [path for room in ("schemas", "transforms", "pipeline") for path in (REPOSITORY / room).rglob("*")]
    texts = {path: path.read_text("utf-8") for path in rooms if path.suffix in {".py", ".tsv", ".txt", ".json", ".md", ".toml"} and is_utf8(path)}

    assert [] == [(word, path.name) for word in words for path, text in texts.items() if word in text]


def is_utf8(path: Path) -> bool:
    """Whether a file is text in UTF-8; the sample has others."""
    try:
        path.read_text("utf-8")
    except UnicodeDecodeError:
        return False
    return True
