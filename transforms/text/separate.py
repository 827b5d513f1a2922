"""A page taken apart: the story's paragraphs, the teaser rows, and what the page says about its story."""

import re
from itertools import pairwise
from typing import NamedTuple

from schemas.reasons import Reason, Rejected
from schemas.records import Byline
from schemas.stages import DateClaim, DecodedPage, Line, SeparatedPage
from transforms.text.blocks import Block
from transforms.text.boundary import Run, region_run
from transforms.text.bylines import dateline_bylines, line_bylines, line_source, unique, wire_source
from transforms.text.evidence import weigh
from transforms.text.headline import find_title
from transforms.text.kinds import AUTHOR, BYLINE, CAPTION, COMMENT_HEAD, CRY, DATE, DATED_ROW, FOOTER, LIST_HEAD, MARK, META, Kind
from transforms.text.parts import PageParts, page_parts, stated_authors, stated_dates, stated_source, story_title
from transforms.text.rows import Found, find_rows
from transforms.text.shapes import ONLY_DATE, STATED_DATE_RE
from transforms.text.unstopped import unstopped_run

MEDIUM = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9·]{2,11}")
"""A name alone on its line, above a date alone on its: the medium or the account that published the story."""
MAX_STORY = 400_000
"""Characters of a story: a book's worth, which extraction reads in about the two seconds that a page may take."""
MAX_DATE_LINE = 40
HEAD_REACH = 12
"""Credits stand at most so many lines before a story whose title isn't known."""
TAIL_REACH = 12
"""Credits stand at most so many lines after the story."""
ABOVE = 3
"""A story's date stands at most so many lines above its title."""
MAX_DATED = 120
"""Characters of a line that are searched for a date."""
OUTSIDE = "outside the part of the page that holds the story by its markup"
OWN_KINDS = frozenset({AUTHOR, META, DATE, BYLINE, DATED_ROW, MARK})
"""Kinds that tell of the story where they stand between its title and its first paragraph."""
QUOTES = frozenset('“"「『‘')
"""A line that starts with one is speech."""
TAIL_ENDS = frozenset({LIST_HEAD, COMMENT_HEAD, FOOTER})
"""Kinds of lines after which only plain credits are the story's."""


class Around(NamedTuple):
    """The lines that may credit or date a story: those above it, and those inside and below it."""

    above: list[str]
    below: list[str]


def separate_story(page: DecodedPage, *, explain: bool = False) -> SeparatedPage:
    """The page taken apart; `lines`, every line with its role and the reason for it, only where `explain` asks for them.

    Raises Rejected: NO_STORY for a page with neither a story nor a teaser row, TOO_LARGE for a story longer than MAX_STORY.
    """
    parts = page_parts(page)
    blocks = parts.blocks
    labels = page.hints.site.label_words if page.hints.site else ()
    kinds, weights = weigh(blocks, labels)
    run = region_run(blocks, kinds, weights, parts.headline, thread=parts.thread)
    if not run.end:
        run = unstopped_run(blocks, kinds)
    title = _title_line(parts, kinds, run)
    if title is None and run.end:
        run, title = _without_title(blocks, kinds, run)
    rows = find_rows(blocks, kinds, run, _own_lines(kinds, run, title), labels)
    if not run.end and not rows:
        raise Rejected(Reason.NO_STORY, f"{len(blocks)} lines, none of them a story's or a teaser row")
    paragraphs = tuple([blocks[i].text for i in range(run.start, run.end) if kinds[i].stays and i not in run.apart])
    _check_length(paragraphs)
    around = _around(blocks, kinds, run, title, rows)
    beside = around.above + around.below
    source, source_evidence = _source(beside, paragraphs) or stated_source(parts.facts) or (None, None)
    named = story_title(page, parts, title)
    return SeparatedPage(
        page_id=page.page_id,
        source_uri=page.source_uri,
        paragraphs=paragraphs,
        teasers=tuple(found.row for found in rows),
        title=named[0],
        title_source=named[1],
        source_name=page.hints.source_name or source,
        source_evidence="source_name" if page.hints.source_name else source_evidence,
        bylines=_bylines(around, paragraphs) or stated_authors(parts.facts),
        date_claims=stated_dates(page, parts.facts, _written_dates(beside) or _written_dates(_above(blocks, kinds, title))),
        lines=_lines(blocks, kinds, run, title, rows) if explain else (),
        home=page.hints.site.home if page.hints.site else None,
    )


def _check_length(paragraphs: tuple[str, ...]) -> None:
    length = sum(map(len, paragraphs))
    if length > MAX_STORY:
        raise Rejected(Reason.TOO_LARGE, f"a story of {length} characters; the cap is {MAX_STORY}")


def _title_line(parts: PageParts, kinds: list[Kind], run: Run) -> int | None:
    """The line of the story's own title: the one that repeats the metadata's, else the one that looks most like a title."""
    if not run.end:
        return None
    return parts.headline if parts.headline is not None else find_title(parts.blocks, kinds, run)


def _without_title(blocks: tuple[Block, ...], kinds: list[Kind], run: Run) -> tuple[Run, int | None]:
    """The run without the title at its head, and that title's line: an exclamation or a question that the next lines take up."""
    below = run._replace(start=run.start + 1)
    if kinds[run.start] is not CRY or blocks[run.start].text[0] in QUOTES or below.start >= run.end:
        return run, None
    return (below, run.start) if find_title(blocks, kinds, below) == run.start else (run, None)


def _own_lines(kinds: list[Kind], run: Run, title: int | None) -> frozenset[int]:
    """The lines of the story's title, and of dates and sources between it and the story."""
    if title is None:
        return frozenset(i for i in range(max(0, run.start - 2), run.start) if kinds[i] is DATED_ROW)
    return frozenset({title}) | frozenset(i for i in range(title, run.start) if kinds[i] in OWN_KINDS)


def _lines(blocks: tuple[Block, ...], kinds: list[Kind], run: Run, title: int | None, rows: list[Found]) -> tuple[Line, ...]:
    """Every line with its role and the reason for it."""
    lines = [
        Line(block.text, "story", f"{kind.reason}; in the run of story lines")
        if run.holds(i) and kind.stays
        else Line(block.text, "nav" if kind.role == "story" else kind.role, kind.reason if block.hints.inside else f"{kind.reason}; {OUTSIDE}")
        for i, (block, kind) in enumerate(zip(blocks, kinds, strict=True))
    ]
    if title is not None:
        lines[title] = Line(lines[title].text, "title", "before the story, shares its words or stands over its date")
    for found in rows:
        lines[found.line] = Line(lines[found.line].text, "teaser", f"row of another story: {kinds[found.line].reason}")
        if found.date_line is not None:
            lines[found.date_line] = Line(lines[found.date_line].text, "meta", "date of the row above")
    return tuple(lines)


def _around(blocks: tuple[Block, ...], kinds: list[Kind], run: Run, title: int | None, rows: list[Found]) -> Around:
    """The lines that may credit the story or date it: those at its head, credits inside it, those after its end."""
    if not run.end:
        return Around([], [])
    taken = {found.line for found in rows} | {found.date_line for found in rows}
    head = [i for i in range(title if title is not None else max(0, run.start - HEAD_REACH), run.start) if i not in taken and i != title]
    inside = [i for i in range(run.start, run.end) if kinds[i] in (AUTHOR, BYLINE, META)]
    tail: list[int] = []
    ended = False
    for i in range(run.end, min(run.end + TAIL_REACH, len(blocks))):
        ended = ended or kinds[i] in TAIL_ENDS
        if i in taken:
            break
        if not ended or kinds[i] in (AUTHOR, BYLINE):
            tail.append(i)
    above = [blocks[i].text for i in head if kinds[i] is not CAPTION]
    return Around(above, [blocks[i].text for i in (*inside, *tail) if kinds[i] is not CAPTION])


def _bylines(around: Around, paragraphs: tuple[str, ...]) -> tuple[Byline, ...]:
    """The credits in the page's order: in the lines above the story, in brackets at its head and end, in and below it."""
    above = [byline for text in around.above for byline in line_bylines(text)]
    inside = [byline for text in (*paragraphs[:2], *paragraphs[-1:]) for byline in dateline_bylines(text)]
    return unique([*above, *inside, *(byline for text in around.below for byline in line_bylines(text))])


def _source(around: list[str], paragraphs: tuple[str, ...]) -> tuple[str, str] | None:
    """The medium that the lines around the story name, or its first words do, with the line; None where none does."""
    for text in around:
        source = line_source(text)
        if source:
            return source, text
    for name, text in pairwise(around):
        if ONLY_DATE.fullmatch(text[:MAX_DATE_LINE]) and MEDIUM.fullmatch(name):
            return name, name
    wire = wire_source(paragraphs[0]) if paragraphs else None
    return (wire, paragraphs[0][:40]) if wire else None


def _written_dates(lines: list[str]) -> tuple[DateClaim, ...]:
    """The dates that stand in these lines."""
    return tuple(
        DateClaim("byline", found[0]) for text in lines if ("20" in text or "19" in text) and (found := STATED_DATE_RE.search(text[:MAX_DATED]))
    )


def _above(blocks: tuple[Block, ...], kinds: list[Kind], title: int | None) -> list[str]:
    """The lines of metadata right above a title, where some pages put the date."""
    return [blocks[i].text for i in range(max(0, title - ABOVE), title) if kinds[i] in (META, DATE)] if title else []
