"""Which of a page's lines are teaser rows: the lines outside the story, read in order, with the headings over them."""

from bisect import bisect_left
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from schemas.stages import TeaserRow
from transforms.text.blocks import Block
from transforms.text.boundary import Run
from transforms.text.kinds import (
    BUTTON,
    COMMENT_HEAD,
    COMMENT_MARK,
    COUNT,
    CRY,
    DATE,
    DATED_ROW,
    DAY_ROW,
    FOOTER,
    HEADLINE,
    ITEM_LINE,
    KEY_VALUE,
    LABEL_ROW,
    LINKED,
    LINKS_HEAD,
    LIST_HEAD,
    MARK,
    PROSE,
    SENTENCE,
    SHORT,
    SUMMARY,
    TRUNCATED,
    Kind,
)
from transforms.text.shapes import ONLY_DATE, is_wide
from transforms.text.teasers import page_labels, rank_free, read_row

SURE = frozenset({DATED_ROW, LABEL_ROW})
"""Kinds that are rows by their shape."""
TITLES = frozenset({HEADLINE, CRY, ITEM_LINE, TRUNCATED, PROSE, LINKED, DAY_ROW})
"""Kinds that can be a row's title where the lines around say so."""
SHORT_TITLES = frozenset({SHORT, KEY_VALUE})
"""Kinds that can be a row's title where a row stands above."""
SUMMARIES = frozenset({SUMMARY, SENTENCE, TRUNCATED, PROSE})
"""Kinds that can tell what the row above is about."""
BESIDE = frozenset({COUNT, DATE, MARK})
"""Kinds that stand below a row's source."""
NAMES = TITLES | SHORT_TITLES
"""Kinds that can be a row's title."""
NEXT_TO_SHORT = NAMES | {COUNT}
"""Kinds that follow a row with a short title."""
STAMPS = frozenset({DATE, MARK})
"""Kinds that can be a row without a title, or stand beside one."""
STAMPED = SURE | STAMPS
STAMPED_BELOW = STAMPS | {DATED_ROW}
"""Kinds that a row's date below its summary has."""
MARKED = TITLES | SUMMARIES | SURE
"""Kinds that a mark below them tells of."""
COMMENT_MARKS = frozenset({COMMENT_MARK, MARK})
SECTIONS = {LIST_HEAD: "list", LINKS_HEAD: "links", FOOTER: "foot"}
"""The section that a heading opens."""
OPENERS = frozenset({LIST_HEAD, LINKS_HEAD, FOOTER, COMMENT_HEAD, MARK})
"""Kinds that can open a section."""
STRETCH, STRETCH_TITLE = 3, 9
"""So many lines in a row with so many Han characters each are rows above a story, where no heading stands over them."""
MIN_TITLE = 6
"""Han characters of the shortest line that is taken for a title."""
MAX_SATELLITE, MAX_SOURCE = 16, 9
"""Characters of the longest line that is taken for a row's source or keywords: below a row, and anywhere above a number."""
DATE_REACH = 4
"""A row's date stands at most so many lines below its title."""
MARK_REACH = 10
"""A heading of comments is one where a mark of a comment stands so near below it."""
LONG_SUMMARY = 60
"""A sentence below a row that is longer than this tells what the row is about."""


class Found(NamedTuple):
    """A teaser row and the lines that it takes up: the title's, and the date's where it stands apart."""

    line: int
    date_line: int | None
    row: TeaserRow


class _Reader:
    """Reads the lines outside a story from top to bottom and keeps which heading they stand under.

    A line's index among those outside is its place.
    """

    def __init__(self, blocks: Sequence[Block], kinds: Sequence[Kind], run: Run, skip: frozenset[int], labels: Collection[str]) -> None:
        inside = [i for i in range(run.start, run.end) if kinds[i] in SURE or i in run.apart]
        self.outside = [i for i in (*range(run.start), *inside, *range(run.end, len(kinds))) if i not in skip]
        self.first_below = bisect_left(self.outside, run.end)
        self.lines = [blocks[i].text for i in self.outside]
        self.kinds: list[Kind | None] = [*[kinds[i] for i in self.outside], None]
        """The kind at each place, and none behind the last and before the first."""
        stamped = [block.text for block, kind in zip(blocks, kinds, strict=True) if kind in STAMPED]
        self.labels = page_labels(stamped).union(labels)
        self.picked: set[int] = set()
        self.section = ""

    def rows(self) -> dict[int, str]:
        """The rows' lines and texts, in order; the texts without ranks."""
        for place, kind in enumerate(self.kinds):
            if kind in OPENERS:
                self._enter(place, kind)
            if kind in NAMES:
                found = self._is_title(place, kind)
            elif kind in STAMPED:
                found = self.section != "comments" and self._is_stamped_row(place, kind)
            else:
                continue
            if found:
                self.picked.add(place)
        return rank_free([(self.outside[place], self.lines[place]) for place in sorted(self.picked)])

    def _enter(self, place: int, kind: Kind | None) -> None:
        """Keep the section that a line opens."""
        if kind in SECTIONS:
            self.section = SECTIONS[kind]
        elif self._opens_comments(place, kind):
            self.section = "comments"

    def _opens_comments(self, place: int, kind: Kind | None) -> bool:
        if kind is COMMENT_HEAD and not self.lines[place][0].isdigit():
            return not COMMENT_MARKS.isdisjoint(self.kinds[place + 1 : place + MARK_REACH])
        return kind is MARK and self.kinds[place - 1] not in MARKED and not self._labelled(place)

    def _labelled(self, place: int) -> bool:
        return self.lines[place].replace("　", " ").split(" ")[0] in self.labels

    def _is_stamped_row(self, place: int, kind: Kind | None) -> bool:
        """Whether a line with a date or a label of its own is a row."""
        if kind in SURE:
            line = self.lines[place]
            return not self._beside(place, kind) and (kind is LABEL_ROW or len(line) > MAX_SATELLITE or self._own_row(line))
        if kind is MARK:
            return self._labelled(place)
        return place - 1 in self.picked and read_row(self.lines[place - 1]).date_text is not None

    def _is_title(self, place: int, kind: Kind | None) -> bool:
        """Whether a line without a date or label of its own is a row, as the lines around it tell.

        Rows stand under a heading of a list, or under none: below the story, or above it in a stretch.
        """
        if self.section != "list" and (self.section or (place < self.first_below and place not in self._stretches)):
            return False
        after = self.kinds[place + 1]
        if kind in SHORT_TITLES:
            fits = after in NEXT_TO_SHORT and (place - 2 if self.kinds[place - 1] is COUNT else place - 1) in self.picked
        else:
            fits = after in TITLES or after is DATE or self.section == "list" or place - 1 in self.picked
        return fits and not self._is_summary(place, kind) and not self._beside(place, kind) and is_wide(self.lines[place], MIN_TITLE)

    def _is_summary(self, place: int, kind: Kind | None) -> bool:
        """Whether a line tells what the row above it is about."""
        if kind not in SUMMARIES or place - 1 not in self.picked:
            return False
        return self.kinds[place + 1] in STAMPED_BELOW or len(self.lines[place]) > LONG_SUMMARY

    @cached_property
    def _stretches(self) -> frozenset[int]:
        """The places above the story where as many lines stand together at a title's length as no menu has."""
        near = range(min(self.first_below + STRETCH, len(self.lines)))
        long = [self.kinds[place] in TITLES and is_wide(self.lines[place], STRETCH_TITLE) for place in near]
        runs = [list(places) for is_long, places in groupby(near, long.__getitem__) if is_long]
        return frozenset(place for places in runs if len(places) >= STRETCH for place in places)

    def _own_row(self, line: str) -> bool:
        """Whether a short dated line is a row and not the mark of who wrote a comment when."""
        row = read_row(line, self.labels)
        return is_wide(row.title or "", MIN_TITLE) or row.label is not None or row.title in self.labels

    def _beside(self, place: int, kind: Kind | None) -> bool:
        """Whether a short line stands beside a row: between its title and a number, a sign or a date."""
        if self.kinds[place + 1] not in BESIDE or kind is DATED_ROW:
            return False
        length = len(self.lines[place])
        return (length <= MAX_SATELLITE and place - 1 in self.picked) or (length <= MAX_SOURCE and self.kinds[place - 1] is BUTTON)


def find_rows(blocks: Sequence[Block], kinds: Sequence[Kind], run: Run, skip: frozenset[int], labels: Collection[str] = ()) -> list[Found]:
    """The teaser rows of a page, in its order.

    `skip` are the lines of the story's own title and metadata, which are none of them; `labels` are words known to be rows' labels.
    """
    reader = _Reader(blocks, kinds, run, skip, labels)
    rows = reader.rows()
    dates = _dates_beside(rows, kinds)
    return [_found(blocks, i, title, dates.get(i), reader.labels) for i, title in rows.items()]


def _found(blocks: Sequence[Block], i: int, title: str, date_line: int | None, labels: frozenset[str]) -> Found:
    line = blocks[i].text
    if date_line is None:
        return Found(i, None, read_row(title, labels, text=line))
    below = blocks[date_line].text
    stated = ONLY_DATE.fullmatch(below)
    return Found(i, date_line, read_row(title, labels, stated[1] if stated else None, text=f"{line}\n{below}"))


def _dates_beside(rows: Collection[int], kinds: Sequence[Kind]) -> dict[int, int]:
    """The lines of the dates that stand apart from their rows: below them, or above where the list starts with one, right below its heading."""
    if DATE not in kinds:
        return {}
    found: dict[int, int] = {}
    led: set[int] = set()
    for i in rows:
        if kinds[i] not in NAMES:
            continue
        if i >= 1 and kinds[i - 1] is DATE and (i == 1 or kinds[i - 2] is LIST_HEAD or i - 2 in led):
            led.add(i)
            found[i] = i - 1
            continue
        below = next((j for j in range(i + 1, min(i + 1 + DATE_REACH, len(kinds))) if j in rows or kinds[j] is DATE), i)
        if below not in rows:
            found[i] = below
    return found
