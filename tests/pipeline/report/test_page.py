"""The page drawn from facts: whatever they say, it is the same elements with other words in them."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.marks import FAMILIES
from pipeline.report.page import VIEW_BYTES, content_policy, printable, render
from pipeline.report.words import LANGUAGES, load_words
from tests.pipeline.report.filled import facts_with
from tests.pipeline.report.payloads import PAYLOADS

EN = load_words("en")
STYLE = (files("pipeline.report") / "templates" / "style.css").read_text(encoding="utf-8")


class Elements(HTMLParser):
    """The elements of a page with the names of their attributes, and those attributes that a browser acts on."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.acting: list[str | None] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, tuple(name for name, _ in attrs)))
        self.acting += [value for name, value in attrs if name in {"href", "src", "action", "style", "http-equiv", "id", "for"}]

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text.append(data)


PLAIN = Elements(render(facts_with("x"), EN))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_words_make_an_element_or_an_attribute(payload: str) -> None:
    """A page with a hostile text in every place has the elements and attributes of one with a harmless text, and shows it as it is."""
    page = Elements(render(facts_with(payload), EN))

    assert PLAIN.found == page.found
    assert PLAIN.acting == page.acting
    assert all(word in "".join(page.text) for word in printable(payload).split()[:1])


def test_there_are_a_hundred_of_them() -> None:
    """The payloads are different, and as many as promised."""
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 100


@settings(max_examples=30, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_no_text_at_all_does(text: str) -> None:
    """No text brings in a kind of element or attribute that the page doesn't have."""
    assert set(PLAIN.found) == set(Elements(render(facts_with(text), EN)).found)


@settings(deadline=None)
@given(st.text())
def test_printable_keeps_places_and_can_be_written(text: str) -> None:
    """Every character stays one character, so that offsets hold; none is a control or turns directions; printable text stays as it is."""
    shown = printable(text)

    assert len(shown) == len(text)
    assert shown.encode() is not None
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]", shown)
    assert shown == printable(shown)


def test_equal_facts_give_equal_bytes() -> None:
    """Drawing is a pure function."""
    assert render(facts_with("x"), EN) == render(facts_with("x"), EN)


def test_the_policy_has_the_digest_of_the_style_as_it_stands_in_the_page() -> None:
    """One byte more between the tags and a browser would refuse the style."""
    page = render(facts_with("x"), EN)
    found = re.search(r"<style>(.*?)</style>", page, re.DOTALL)

    assert found
    assert found[1] == STYLE
    assert content_policy(found[1]).replace("'", "&#39;") in page


def test_both_languages_have_all_words() -> None:
    """The same keys with the same places for values, and no text is empty or has other markup than its own."""
    english, chinese = (load_words(language).texts for language in LANGUAGES)

    assert english.keys() == chinese.keys()
    assert [] == [key for key in english if sorted(re.findall(r"{\w+}", english[key])) != sorted(re.findall(r"{\w+}", chinese[key]))]
    assert [] == [key for key in english if not english[key].strip() or not chinese[key].strip() or re.search(r"[<>&]", english[key] + chinese[key])]


def test_all_words_are_of_use() -> None:
    """Each key is said by a template, or belongs to a family whose values the lake gives."""
    templates = "".join(
        path.read_text(encoding="utf-8") for path in (files("pipeline.report") / "templates").iterdir() if path.name.endswith(".html")
    )
    families = set(re.findall(r'(?:t\("|term\(")(\w+?)_?"(?: ~|,)', templates)) | {"kind", "theme"} | FAMILIES
    said = set(re.findall(r't\(["\'](\w+)["\']', templates)) | {"overview", "people", "organizations", "places", "amounts", "was_story", "dead"}

    assert [] == [key for key in EN.texts if key not in said and not any(key.startswith(f"{family}_") for family in families)]


def test_pages_that_do_not_fit_are_left_out_and_told() -> None:
    """The pages to look at have a budget; the report says how many it left out."""
    facts = facts_with("字" * 2000)
    views = facts.views
    long = replace(views.dubious[0], lines=views.dubious[0].lines * 100)
    page = render(replace(facts, views=replace(views, dubious=(long,) * 12, drawn=(long,) * 4)), EN)

    assert len(page.encode()) < VIEW_BYTES + 200_000
    assert re.search(r"1\d pages more did not fit", page)


PAIRS = [
    (front, back)
    for front, backs in {
        "ink": ("paper", "surface", "tint-title", "tint-teaser", "tint-meta", "tint-caption", "tint-quote"),
        "quiet": ("paper", "surface", "tint-title", "tint-teaser", "tint-meta", "tint-caption"),
        "accent": ("paper", "surface"),
        "paper": ("accent",),
        "warn": ("warn-paper",),
    }.items()
    for back in backs
]
MARKS = [(front, back) for front in ("teal", "blue", "ochre", "plum", "rose", "grey", "focus") for back in ("paper", "surface")]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), [*((*pair, 4.5) for pair in PAIRS), *((*pair, 3.0) for pair in MARKS)])
def test_contrast_is_enough(theme: int, front: str, back: str, least: float) -> None:
    """Words reach 4.5 to 1 and marks 3 to 1 in both themes (WCAG 2.2, 1.4.3 and 1.4.11)."""
    colours = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\)", STYLE))
    one, other = (luminance(colours[name].split(", ")[theme]) for name in (front, back))

    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= least


@pytest.mark.parametrize("name", re.findall(r"--([\w-]+): light-dark", STYLE))
def test_browsers_without_light_dark_get_the_light_colours(name: str) -> None:
    """Each colour stands alone first, as its light value."""
    (plain,), (light,) = re.findall(rf"--{name}: (#\w+);", STYLE), re.findall(rf"--{name}: light-dark\((#\w+),", STYLE)

    assert plain == light


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, as WCAG defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
