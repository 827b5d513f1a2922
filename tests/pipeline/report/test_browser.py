"""The report in a real browser: nothing runs, nothing is loaded, nothing is told to the console, and all can be reached and read."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.cli import OK, main
from pipeline.report.page import render
from pipeline.report.words import load_words
from tests.browser import Browser, browser, needs_chromium
from tests.helpers import SAMPLE, ingest, page
from tests.pipeline.report.filled import facts_with
from tests.pipeline.report.payloads import PAYLOADS, RAN
from tests.pipeline.small_lake import make_lake

pytestmark = needs_chromium

OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
ELEMENTS = "document.querySelectorAll('*').length"
MOST_ELEMENTS = 30_000
MOST_BYTES = 5_000_000


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    """A browser."""
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with reports of the bundled sample: en.html and zh.html."""
    folder = tmp_path_factory.mktemp("sample")
    assert OK == ingest(folder / "lake", SAMPLE)
    for language in ("en", "zh"):
        assert OK == main(["report", "--lake", str(folder / "lake"), "--lang", language, "--out", str(folder / f"{language}.html")])
    return folder


def hostile_page(payload: str) -> str:
    """A page that says a payload in its title, its story, its credits and its teasers."""
    lines = page(name="柳青川", teasers=2).split("\n")
    shown = payload.replace("\n", " ")
    head = [f"{lines[0]}{shown}", f"2025-05-13 09:30 来源:{shown}", f"{shown}{lines[2]}"]
    return "\n".join([*head, *lines[3:], f"要闻 {shown}第三届桃花节开幕 2025-04-13"])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a lake of hostile pages, in a file whose name is one too."""
    folder = tmp_path_factory.mktemp("hostile")
    records = [json.dumps({"text": hostile_page(text), "title": text, "source": text, "url": text}) for text in PAYLOADS]
    broken = [f'{{"text": {text}' for text in PAYLOADS[:10]]
    (folder / f'"><img src=x onerror={RAN}>.jsonl').write_text("\n".join([*records, *broken]), encoding="utf-8")
    assert OK == ingest(folder / "lake", folder)
    assert OK == main(["report", "--lake", str(folder / "lake"), "--out", str(folder / "report.html")])
    return folder / "report.html"


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report that says all payloads in every place that holds text, and has a page to look at for each."""
    facts = facts_with(" ".join(PAYLOADS))
    pages = tuple(facts_with(payload).views.dubious[0] for payload in PAYLOADS)
    path = tmp_path_factory.mktemp("everywhere") / "report.html"
    told = render(replace(facts, lake="lake", views=replace(facts.views, dubious=pages)), load_words("en"))
    path.write_text(told, encoding="utf-8")
    return path


def without_policy(report: str) -> str:
    """The report with nothing but its escapes between the payloads and the browser."""
    start = report.index('<meta http-equiv="Content-Security-Policy"')
    return report[:start] + report[report.index(">", start) + 1 :]


@pytest.mark.parametrize("report", ["hostile", "everywhere"])
def test_hostile_pages_run_nothing(window: Browser, report: str, request: pytest.FixtureRequest) -> None:
    """Neither with the policy nor with the escapes alone does a page's text run, load or break anything."""
    shielded: Path = request.getfixturevalue(report)
    bare = shielded.with_name("bare.html")
    bare.write_text(without_policy(shielded.read_text(encoding="utf-8")), encoding="utf-8")
    for path in (shielded, bare):
        window.open(path)
        window.value(OPEN_ALL)

        assert window.value("window.ran") is None
        assert [] == window.told()
        assert [path.resolve().as_uri()] == window.asked_for()
        assert window.value("document.querySelectorAll('img, script, iframe, object, embed, link, form').length") == 0
        assert window.value("document.title") == "Report on lake"
        assert window.value("document.querySelectorAll('main > section').length") == 10


def test_the_policy_alone_would_stop_a_script(window: Browser, hostile: Path) -> None:
    """What an escape forgotten would let in, the browser refuses, and the style still holds."""
    holed = hostile.with_name("holed.html")
    hole = f"<script>{RAN}</script><img src=x onerror={RAN}><p style='display:none' id=styled>x</p>"
    holed.write_text(hostile.read_text(encoding="utf-8").replace("</main>", f"{hole}</main>"), encoding="utf-8")
    window.open(holed)

    assert window.value("window.ran") is None
    assert window.value("getComputedStyle(document.getElementById('styled')).display") == "block"
    assert window.value("getComputedStyle(document.querySelector('.lines')).listStyleType") == "none"
    assert len(window.told()) >= 3


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_width_needs_scrolling_sideways(window: Browser, sample: Path, language: str, width: int) -> None:
    """Also at 40 columns the page fits; wide tables scroll by themselves."""
    window.open(sample / f"{language}.html", width=width)
    window.value(OPEN_ALL)

    assert [] == window.told()
    assert window.value("document.documentElement.scrollWidth") <= width


def test_the_theme_follows_the_system_until_one_is_chosen(window: Browser, sample: Path) -> None:
    """Without a script: the browser's preference holds until a radio button says otherwise."""
    shade = "getComputedStyle(document.body).backgroundColor"
    window.open(sample / "en.html", dark=True)
    dark = window.value(shade)
    window.value("document.getElementById('theme-light').click()")
    light = window.value(shade)
    window.open(sample / "en.html")

    assert ("rgb(21, 24, 26)", "rgb(251, 250, 247)") == (dark, light)
    assert light == window.value(shade)


def test_reasons_are_shown_when_asked_for(window: Browser, sample: Path) -> None:
    """What a pointer reads by hovering, a keyboard gets by a checkbox."""
    shown = "getComputedStyle(document.querySelector('details[open] .why')).display"
    window.open(sample / "en.html")
    before = window.value(shown)
    window.value("document.getElementById('show-why').click()")

    assert ("none", "block") == (before, window.value(shown))


def press_tab(window: Browser) -> None:
    """Go on to what is next by keyboard."""
    for kind in ("rawKeyDown", "keyUp"):
        window.ask("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)


FOCUSED = """(() => {
  const one = document.activeElement, near = one.nextElementSibling, outlined = e => e && getComputedStyle(e).outlineStyle !== 'none';
  return [one.tagName, one.textContent.trim().slice(0, 20), outlined(one) || outlined(near)];
})()"""


def test_a_keyboard_reaches_everything_and_sees_where_it_is(window: Browser, sample: Path) -> None:
    """First the way past the contents, then the theme, the contents, each page and table; each is outlined when it has the focus."""
    window.open(sample / "en.html")
    seen = []
    for _ in range(40):
        press_tab(window)
        seen.append(window.value(FOCUSED))

    assert seen[0][:2] == ["A", "Skip to the content"]
    assert {"A", "INPUT", "DIV", "SUMMARY"} <= {name for name, _, _ in seen}
    assert [] == [one for one in seen if not one[2]]


def test_a_screen_reader_finds_its_way(window: Browser, sample: Path) -> None:
    """Landmarks, one first heading, no level left out, a name for every table, region, picture and control, no id twice."""
    window.open(sample / "en.html")
    window.value(OPEN_ALL)
    nodes = [node for node in window.ask("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    roles = [node["role"]["value"] for node in nodes]
    headings = [node for node in nodes if node["role"]["value"] == "heading"]
    levels = [item["value"]["value"] for node in headings for item in node["properties"] if item["name"] == "level"]
    named = {"table", "region", "image", "navigation", "radio", "checkbox", "link", "img"}

    assert all(roles.count(role) == 1 for role in ("banner", "main", "contentinfo", "navigation"))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert [] == [node["role"]["value"] for node in nodes if node["role"]["value"] in named and not node.get("name", {}).get("value")]
    assert window.value("document.querySelectorAll('[id]').length == new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size")


def test_a_lake_of_a_thousand_stories_opens_quietly(window: Browser, tmp_path: Path) -> None:
    """The report's bytes and elements are those of a sample, however many stories there are."""
    lake = make_lake(tmp_path / "lake", stories=1_000)
    assert OK == main(["report", "--lake", str(lake.root)])
    window.open(lake.report_file)

    assert [] == window.told()
    assert lake.report_file.stat().st_size < MOST_BYTES
    assert window.value(ELEMENTS) < MOST_ELEMENTS
