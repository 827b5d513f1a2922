"""Pages to look at: their lines as they lie on disk now, what each was taken for, and the records of their stories."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Any

from pipeline.discover import source_at
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.made_by import reading_of
from pipeline.report.doubts import Doubt, doubts_in, page_doubts, weight
from pipeline.report.facts import Mark, Share, View, ViewLine, Views
from pipeline.report.marks import RECORD_TABLES, in_order, marks_of, pieces
from pipeline.report.scan import rows_of
from pipeline.report.stories import Chosen, Place
from pipeline.store.inputs import is_stored
from schemas.inputs import ReadRules, Source
from schemas.reasons import Rejected
from schemas.records import DeadLetter
from schemas.stages import Line, Page
from transforms.read import read_source
from transforms.text.charset import decode_page
from transforms.text.separate import separate_story

DUBIOUS, DRAWN = 20, 8
"""Pages that are shown."""
CANDIDATES = 32
"""Stories with the weightiest doubts, whose pages are looked at before the most dubious are shown."""
LINES = 160
LINE_CHARACTERS = 1_500
"""What of a page is shown, and of a line of it."""
SOURCE_BYTES = 32 << 20
"""A larger file isn't read again for a page in it."""
SOURCES_BYTES = 256 << 20
"""Bytes of files that are read again for all pages together; those whose turn comes later are shown without."""
SOURCE_PAGES = 2_000
"""Pages of a file that are passed over to get at one in it."""
PASSED_BYTES = 64 << 20
"""Bytes of pages that are passed over: a file may unpack to much more than it is."""

Article = dict[str, Any]
"""A row of `articles`."""


@dataclass(frozen=True, slots=True)
class _Story:
    article: Article
    day: date
    doubts: tuple[Doubt, ...]
    lines: tuple[Line, ...] | None
    """None where the page's file isn't as it was, or is too large to be read for this."""


def read_views(lake: Lake, chosen: Chosen) -> Views:
    """The pages to look at, with their lines and records. Raises LakeError where a file of the lake is damaged."""
    candidates = dict(_candidates(chosen))
    drawn = [place for place in chosen.drawn if place not in candidates]
    stories = _stories(lake, {**candidates, **dict.fromkeys(drawn, ())})
    dubious = sorted((stories[place] for place in candidates if place in stories), key=_most_dubious)[:DUBIOUS]
    shown = [stories[place] for place in drawn if place in stories][:DRAWN]
    marks = _marks(lake, [*dubious, *shown])
    return Views(
        tuple(_view(story, marks) for story in dubious),
        tuple(_view(story, marks) for story in shown),
        sum(count for mask, count in chosen.counts.items() if mask),
        chosen.counts.total(),
        _share(stories[place] for place in chosen.drawn if place in stories),
    )


def _candidates(chosen: Chosen) -> Iterator[tuple[Place, tuple[Doubt, ...]]]:
    """The stories with the weightiest doubts."""
    masks = sorted(chosen.dubious, key=lambda mask: (-weight(doubts_in(mask)), mask))
    return islice(((place, doubts_in(mask)) for mask in masks for place in chosen.dubious[mask]), CANDIDATES)


def _most_dubious(story: _Story) -> tuple[int, str]:
    return -weight(story.doubts), story.article["article_id"]


def _stories(lake: Lake, doubts: dict[Place, tuple[Doubt, ...]]) -> dict[Place, _Story]:
    """The stories with their articles and their pages' lines."""
    by_day: dict[date, list[str]] = defaultdict(list)
    for article_id, day in doubts:
        by_day[day].append(article_id)
    articles = {(row["article_id"], day): row for day, ids in by_day.items() for row in rows_of(lake, "articles", day, ids)}
    lines = _lines_of(lake, articles.values())
    stories = {}
    for place, article in articles.items():
        found = lines.get(article["article_id"])
        stories[place] = _Story(article, place[1], (*doubts[place], *(page_doubts(found) if found else ())), found)
    return stories


def _lines_of(lake: Lake, articles: Iterable[Article]) -> dict[str, tuple[Line, ...]]:
    """The lines of the articles' pages, by article_id; each file is read once."""
    by_file: dict[str, dict[str, Article]] = defaultdict(dict)
    for article in articles:
        by_file[article["source_uri"].partition("#")[0]][article["source_uri"]] = article
    found: dict[str, tuple[Line, ...]] = {}
    rules = _rules(lake, by_file)
    room = SOURCES_BYTES
    for name, wanted in sorted(by_file.items()):
        source = source_at(name)
        if source and not is_stored(source) and source.size <= min(SOURCE_BYTES, room):
            room -= source.size
            found.update(_lines_in(source, dict(wanted), rules.get(name, ReadRules())))
    return found


def _rules(lake: Lake, names: Iterable[str]) -> dict[str, ReadRules]:
    """What the user said about the input when each file was read: which field of a JSON line holds the page, and the like."""
    with open_ledger_for_reading(lake) as ledger:
        return {row.uri: reading_of(row.made_by).rules for row in ledger.sources(sorted(names))}


def _lines_in(source: Source, wanted: dict[str, Article], rules: ReadRules) -> Iterator[tuple[str, tuple[Line, ...]]]:
    room = PASSED_BYTES
    for page in islice(read_source(source, rules), SOURCE_PAGES):
        article = wanted.pop(page.source_uri, None)
        if article and not isinstance(page, DeadLetter) and (lines := _explained(page, article, rules)):
            yield article["article_id"], lines
        room -= len(page.data)
        if not wanted or room < 0:
            return


def _explained(page: Page, article: Article, rules: ReadRules) -> tuple[Line, ...] | None:
    """The page's lines; None where it isn't the page that gave the article, or this version takes another story from it."""
    if sha256(page.data).hexdigest() != article["page_id"]:
        return None
    try:
        separated = separate_story(decode_page(page, rules.caps), explain=True)
    except Rejected:
        return None
    story = "\n".join(line.text for line in separated.lines if line.role == "story")
    return separated.lines if story == article["text"] else None


def _marks(lake: Lake, stories: Sequence[_Story]) -> dict[str, tuple[Mark, ...]]:
    """The records of the stories as marks, by article_id."""
    by_day: dict[date, dict[str, str]] = defaultdict(dict)
    for story in stories:
        by_day[story.day][story.article["article_id"]] = story.article["text"]
    found: dict[str, list[Mark]] = defaultdict(list)
    for day, texts in by_day.items():
        for table in RECORD_TABLES:
            for row in rows_of(lake, table, day, list(texts)):
                found[row["article_id"]].extend(marks_of(table, row, texts[row["article_id"]]))
    return {name: in_order(marks) for name, marks in found.items()}


def _view(story: _Story, all_marks: dict[str, tuple[Mark, ...]]) -> View:
    article = story.article
    marks = all_marks.get(article["article_id"], ())
    lines = story.lines or tuple(Line(text, "story", "") for text in article["text"].split("\n"))
    shown = tuple(_view_lines(lines, marks))
    return View(
        article["article_id"], article["source_uri"], article["title"], article["published_date"], article["date_source"], article["date_evidence"],
        article["earliest_date"], article["latest_date"], article["source_name"],
        tuple((byline["role"], byline["name"]) for byline in article["bylines"]),
        article["characters"], article["teasers"], tuple(article["duplicates"]), story.doubts, shown, len(lines) - len(shown),
        story.lines is not None, marks,
    )  # fmt: skip


def _view_lines(lines: Sequence[Line], marks: Sequence[Mark]) -> Iterator[ViewLine]:
    """The first lines with the records over them; only lines of the story have offsets."""
    start = 0
    for line in lines[:LINES]:
        text = line.text[:LINE_CHARACTERS]
        yield ViewLine(line.role, line.reason, pieces(text, start, marks if line.role == "story" else ()))
        start += len(line.text) + 1 if line.role == "story" else 0


def _share(stories: Iterable[_Story]) -> Share | None:
    """How many characters of the drawn pages were taken for what; None where no page's file is there."""
    roles: Counter[str] = Counter()
    pages = 0
    for story in stories:
        if story.lines:
            pages += 1
            roles.update({role: sum(len(line.text) for line in story.lines if line.role == role) for role in {line.role for line in story.lines}})
    return Share(pages, tuple(sorted(roles.items(), key=lambda item: (-item[1], item[0])))) if pages else None
