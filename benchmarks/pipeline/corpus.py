"""A seeded corpus of crawled pages: stories of real lengths with teaser rows of other days around them, as text and HTML in several encodings.

What is drawn, so that figures can be read: 55 % text and 45 % HTML; a story's paragraphs 3 to 40, log-normal around 8; 0 to 24 teaser rows;
85 % UTF-8, 12 % GB 18030, 3 % UTF-16; 4 % of the pages repeat the story of an earlier page with other teasers; 1 % are empty.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from pathlib import Path

from benchmarks.pipeline import words

FIRST_DAY = date(2018, 1, 1)
PAGES_A_FOLDER = 1_000
REPEATED, EMPTY, MARKUP, WITHOUT_TITLE = 0.04, 0.01, 0.45, 0.1
"""Shares: of pages that repeat a story, that are empty, that are HTML; of teaser rows that have no title."""


@dataclass(frozen=True, slots=True)
class Story:
    """What a page tells before it is laid out."""

    title: str
    day: date
    site: str
    author: str
    paragraphs: tuple[str, ...]


def write_corpus(folder: Path, pages: int, days: int, seed: int = 7) -> int:
    """Write a corpus; equal arguments give equal files.

    Args:
        folder: Where to write; made where it is missing.
        pages: How many pages.
        days: Over how many days their stories spread evenly.
        seed: What the choice follows from.

    Returns:
        The bytes written.
    """
    size = 0
    for number, (name, data) in enumerate(corpus(pages, days, seed)):
        home = folder / f"{number // PAGES_A_FOLDER:04d}"
        home.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(data)
        size += len(data)
    return size


def corpus(pages: int, days: int, seed: int = 7) -> Iterator[tuple[str, bytes]]:
    """The pages of a corpus: name and bytes."""
    chance = random.Random(seed)  # noqa: S311  a corpus that can be made again
    told: list[Story] = []
    for number in range(pages):
        repeated = told and chance.random() < REPEATED
        story = chance.choice(told) if repeated else _story(chance, FIRST_DAY + timedelta(number * days // pages))
        told = [*told[-99:], story]
        markup = chance.random() < MARKUP
        page = "" if chance.random() < EMPTY else (_html if markup else _text)(chance, story)
        encoding = chance.choices(("utf-8", "gb18030", "utf-16"), (85, 12, 3))[0]
        declared = page.replace("charset=utf-8", f"charset={encoding}")
        yield f"{number:07d}.{'html' if markup else 'txt'}", declared.encode(encoding)


def _story(chance: random.Random, day: date) -> Story:
    count = min(max(round(chance.lognormvariate(2.1, 0.6)), 3), 40)
    paragraphs = tuple("".join(_sentence(chance, words.SENTENCES, day) for _ in range(chance.randint(1, 5))) for _ in range(count))
    return Story(_sentence(chance, words.TITLES, day), day, chance.choice(words.SITES), _name(chance), paragraphs)


def _sentence(chance: random.Random, templates: tuple[str, ...], day: date) -> str:
    pick = chance.choice
    return pick(templates).format(
        day=pick((f"{day.month}月{day.day}日", f"{day.day}日上午", "日前", "近日", "昨日")),
        month=f"{day.month}月",
        year=day.year + chance.randint(1, 3),
        city=pick(words.CITIES),
        county=pick(words.COUNTIES),
        town=pick(words.TOWNS),
        town2=pick(words.TOWNS),
        office=pick(words.OFFICES),
        body=pick(words.BODIES),
        firm=pick(words.FIRMS),
        matter=pick(words.MATTERS),
        project=pick(words.PROJECTS),
        said=pick(words.SAID),
        name=_name(chance),
        name2=_name(chance),
        name3=_name(chance),
        count=chance.randint(2, 60),
        people=chance.randint(20, 9_000),
        years=chance.randint(2, 38),
        percent=f"{chance.uniform(0.5, 98):.1f}%",
        money=pick((f"{chance.randint(12, 980)}万元", f"{chance.uniform(1, 60):.2f}亿元", f"{chance.randint(3, 90)}00余元")),
        length=f"{chance.uniform(0.8, 70):.1f}",
        area=chance.randint(100, 20_000),
    )


def _name(chance: random.Random) -> str:
    return chance.choice(words.SURNAMES) + "".join(chance.choices(words.GIVEN, k=chance.choice((1, 2, 2, 2))))


def _teasers(chance: random.Random, day: date) -> list[tuple[str, str, date]]:
    """Rows of other stories: label, title (sometimes none) and a day of the weeks before."""
    rows = []
    for _ in range(chance.randint(0, 24)):
        other = day - timedelta(chance.randint(1, 40))
        title = "" if chance.random() < WITHOUT_TITLE else _sentence(chance, words.TITLES, other)
        rows.append((chance.choice(words.LABELS), title, other))
    return rows


def _text(chance: random.Random, story: Story) -> str:
    dated = f"{story.day} {chance.randint(7, 22):02d}:{chance.randint(0, 59):02d} 来源：{story.site} 作者：{story.author}"
    rows = [f"{label} {title} {day}".replace("  ", " ") for label, title, day in _teasers(chance, story.day)]
    lines = [story.title, dated, *story.paragraphs, f"责任编辑：{_name(chance)}", *rows]
    return "\n".join(lines) + "\n"


def _html(chance: random.Random, story: Story) -> str:
    rows = "\n".join(
        f'<li><em>[{label}]</em><a href="/c/{number}.html">{escape(title)}</a><span class="date">{day}</span></li>'
        for number, (label, title, day) in enumerate(_teasers(chance, story.day))
    )
    body = "\n".join(f"<p>　　{escape(paragraph)}</p>" for paragraph in story.paragraphs)
    nav = " ".join(f'<a href="/{number}/">{label}</a>' for number, label in enumerate(words.LABELS))
    return f"""<!DOCTYPE html>
<html><head><meta charset=utf-8><title>{escape(story.title)}_{story.site}</title>
<script>var page = {{"id": {chance.randint(1, 10**9)}}}; function go(url) {{ window.location = url; }}</script>
<style>.nav a {{ color: #333; margin: 0 8px; }} .list li {{ line-height: 28px; }}</style></head>
<body><div class="nav">{nav}</div>
<div class="main"><h1>{escape(story.title)}</h1>
<div class="info"><span>{story.day} {chance.randint(7, 22):02d}:00</span> <span>来源：{story.site}</span> <span>作者：{story.author}</span></div>
<div class="content">
{body}
</div><p class="editor">责任编辑：{_name(chance)}</p></div>
<div class="list"><h3>相关新闻</h3><ul>
{rows}
</ul></div>
<div class="footer"><p>主办：{story.site}　版权所有 未经授权禁止转载</p></div></body></html>
"""
