"""A seeded corpus of crawled pages: stories of real lengths with teaser rows of other days around them, as text and HTML in several encodings.

What is drawn, so that figures can be read:

* A story's paragraphs are 3 to 40, log-normal around 8, of one to five sentences: some 1,200 characters in the mean, a few of more than
  5,000. Short stories have one or two paragraphs of one to three sentences, some 150 characters.
* 0 to 24 teaser rows of the weeks before; 4 % of the pages repeat the story of an earlier page with other teasers; 1 % are empty.
* Kind `both` is 55 % text and 45 % light HTML, 85 % UTF-8, 12 % GB 18030 and 3 % UTF-16; `text` and `html` are the one or the other.
* Kind `full` is HTML as it is crawled, with all that a site's pages carry besides (`benchmarks.pipeline.frames`): 78 % UTF-8, 18 %
  GB 18030, declared as gb2312 or gbk, and 4 % Big5 in traditional characters.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from pathlib import Path

import opencc

from benchmarks.pipeline import words
from benchmarks.pipeline.frames import framed

FIRST_DAY = date(2018, 1, 1)
PAGES_A_FOLDER = 1_000
REPEATED, EMPTY, MARKUP, WITHOUT_TITLE = 0.04, 0.01, 0.45, 0.1
"""Shares: of pages that repeat a story, that are empty, that are HTML; of teaser rows that have no title."""
KINDS = ("both", "text", "html", "full")
ENCODINGS = (("utf-8", "gb18030", "utf-16"), (85, 12, 3))
FULL_ENCODINGS = (("utf-8", "gb18030", "big5"), (78, 18, 4))
DECLARED = {"gb18030": ("gb2312", "gbk", "GB18030")}
"""What a page calls its encoding, where that isn't the encoding's own name."""


@dataclass(frozen=True, slots=True)
class Story:
    """What a page tells before it is laid out."""

    title: str
    day: date
    site: str
    author: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the pages are like."""

    kind: str = "both"
    """One of KINDS."""
    short: bool = False
    """Whether the stories are short: for a million pages where the number of pages is the question."""


def write_corpus(folder: Path, pages: int, days: int, seed: int = 7, shape: Shape = Shape()) -> int:
    """Write a corpus; equal arguments give equal files.

    Args:
        folder: Where to write; made where it is missing.
        pages: How many pages.
        days: Over how many days their stories spread evenly.
        seed: What the choice follows from.
        shape: What the pages are like.

    Returns:
        The bytes written.
    """
    size = 0
    for number, (name, data) in enumerate(corpus(pages, days, seed, shape)):
        home = folder / f"{number // PAGES_A_FOLDER:04d}"
        if number % PAGES_A_FOLDER == 0:
            home.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
        size += len(data)
    return size


def corpus(pages: int, days: int, seed: int = 7, shape: Shape = Shape()) -> Iterator[tuple[str, bytes]]:
    """The pages of a corpus: name and bytes."""
    chance = random.Random(seed)  # noqa: S311  a corpus that can be made again
    told: list[Story] = []
    for number in range(pages):
        repeated = told and chance.random() < REPEATED
        story = chance.choice(told) if repeated else _story(chance, FIRST_DAY + timedelta(number * days // pages), short=shape.short)
        told = [*told[-99:], story]
        markup = chance.random() < MARKUP if shape.kind == "both" else shape.kind != "text"
        extension = "html" if markup else "txt"
        yield f"{number:07d}.{extension}", b"" if chance.random() < EMPTY else _page(chance, story, shape.kind, markup=markup)


def _page(chance: random.Random, story: Story, kind: str, *, markup: bool) -> bytes:
    """A story's page, encoded."""
    encoding = chance.choices(*(FULL_ENCODINGS if kind == "full" else ENCODINGS))[0]
    declared = chance.choice(DECLARED.get(encoding, (encoding,)))
    if kind == "full":
        page = framed(chance, story, teasers(chance, story.day), declared)
    else:
        page = _html(chance, story, declared) if markup else _text(chance, story)
    return _traditional(page).encode(encoding, "replace") if encoding == "big5" else page.encode(encoding)


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")


def _traditional(page: str) -> str:
    converted: str = _converter().convert(page)
    return converted


def _story(chance: random.Random, day: date, *, short: bool) -> Story:
    count = chance.randint(1, 2) if short else min(max(round(chance.lognormvariate(2.1, 0.6)), 3), 40)
    longest = 3 if short else 5
    paragraphs = tuple("".join(sentence(chance, words.SENTENCES, day) for _ in range(chance.randint(1, longest))) for _ in range(count))
    return Story(sentence(chance, words.TITLES, day), day, chance.choice(words.SITES), name(chance), paragraphs)


class _Slots(dict[str, object]):
    """Values for a sentence's slots, each drawn when it is asked for and kept for the sentence."""

    def __init__(self, chance: random.Random, day: date) -> None:
        super().__init__()
        self._chance, self._day = chance, day

    def __missing__(self, slot: str) -> object:
        self[slot] = value = _drawn(self._chance, self._day, slot)
        return value


CHOICES = {
    "city": words.CITIES,
    "county": words.COUNTIES,
    "town": words.TOWNS,
    "town2": words.TOWNS,
    "office": words.OFFICES,
    "body": words.BODIES,
    "firm": words.FIRMS,
    "matter": words.MATTERS,
    "project": words.PROJECTS,
    "said": words.SAID,
}
RANGES = {"count": (2, 60), "people": (20, 9_000), "years": (2, 38), "area": (100, 20_000)}


def _drawn(chance: random.Random, day: date, slot: str) -> object:
    """A value for a slot; a slot of no other kind is a person."""
    if slot in CHOICES:
        return chance.choice(CHOICES[slot])
    if slot in RANGES:
        return chance.randint(*RANGES[slot])
    return MADE.get(slot, _person)(chance, day)


def _day(chance: random.Random, day: date) -> str:
    return chance.choice((f"{day.month}月{day.day}日", f"{day.day}日上午", "日前", "近日", "昨日"))


def _person(chance: random.Random, _: date) -> str:
    return name(chance)


def _money(chance: random.Random, _: date) -> str:
    return chance.choice((f"{chance.randint(12, 980)}万元", f"{chance.uniform(1, 60):.2f}亿元", f"{chance.randint(3, 90)}00余元"))


MADE: dict[str, Callable[[random.Random, date], str]] = {
    "day": _day,
    "month": lambda _, day: f"{day.month}月",
    "year": lambda chance, day: f"{day.year + chance.randint(1, 3)}",
    "percent": lambda chance, _: f"{chance.uniform(0.5, 98):.1f}%",
    "money": _money,
    "length": lambda chance, _: f"{chance.uniform(0.8, 70):.1f}",
}


def sentence(chance: random.Random, templates: tuple[str, ...], day: date) -> str:
    """One of the templates, its slots filled."""
    return chance.choice(templates).format_map(_Slots(chance, day))


def name(chance: random.Random) -> str:
    """A made-up person's name."""
    return chance.choice(words.SURNAMES) + "".join(chance.choices(words.GIVEN, k=chance.choice((1, 2, 2, 2))))


def teasers(chance: random.Random, day: date) -> list[tuple[str, str, date]]:
    """Rows of other stories: label, title (sometimes none) and a day of the weeks before."""
    rows = []
    for _ in range(chance.randint(0, 24)):
        other = day - timedelta(chance.randint(1, 40))
        title = "" if chance.random() < WITHOUT_TITLE else sentence(chance, words.TITLES, other)
        rows.append((chance.choice(words.LABELS), title, other))
    return rows


def _text(chance: random.Random, story: Story) -> str:
    dated = f"{story.day} {chance.randint(7, 22):02d}:{chance.randint(0, 59):02d} 来源：{story.site} 作者：{story.author}"
    rows = [f"{label} {title} {day}".replace("  ", " ") for label, title, day in teasers(chance, story.day)]
    lines = [story.title, dated, *story.paragraphs, f"责任编辑：{name(chance)}", *rows]
    return "\n".join(lines) + "\n"


def _html(chance: random.Random, story: Story, charset: str) -> str:
    rows = "\n".join(
        f'<li><em>[{label}]</em><a href="/c/{number}.html">{escape(title)}</a><span class="date">{day}</span></li>'
        for number, (label, title, day) in enumerate(teasers(chance, story.day))
    )
    body = "\n".join(f"<p>　　{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    nav = " ".join(f'<a href="/{number}/">{label}</a>' for number, label in enumerate(words.LABELS))
    return f"""<!DOCTYPE html>
<html><head><meta charset={charset}><title>{escape(story.title)}_{story.site}</title>
<script>var page = {{"id": {chance.randint(1, 10**9)}}}; function go(url) {{ window.location = url; }}</script>
<style>.nav a {{ color: #333; margin: 0 8px; }} .list li {{ line-height: 28px; }}</style></head>
<body><div class="nav">{nav}</div>
<div class="main"><h1>{escape(story.title)}</h1>
<div class="info"><span>{story.day} {chance.randint(7, 22):02d}:00</span> <span>来源：{story.site}</span> <span>作者：{story.author}</span></div>
<div class="content">
{body}
</div><p class="editor">责任编辑：{name(chance)}</p></div>
<div class="list"><h3>相关新闻</h3><ul>
{rows}
</ul></div>
<div class="footer"><p>主办：{story.site}　版权所有 未经授权禁止转载</p></div></body></html>
"""
