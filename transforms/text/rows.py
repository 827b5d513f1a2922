"""Which of a page's lines are teaser rows: the lines outside the story, read in order, with the headings over them."""

from dataclasses import dataclass

from schemas.stages import TeaserRow
from transforms.text.blocks import Block
from transforms.text.boundary import Run
from transforms.text.kinds import (
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
    PROSE,
    RUN_ON,
    SENTENCE,
    SHORT,
    TRUNCATED,
    Kind,
)
from transforms.text.shapes import ONLY_DATE, han
from transforms.text.teasers import page_labels, read_row

SURE = frozenset({DATED_ROW, LABEL_ROW})
"""Kinds that are rows by their shape."""
TITLES = frozenset({HEADLINE, CRY, ITEM_LINE, TRUNCATED, PROSE, RUN_ON, LINKED, DAY_ROW})
"""Kinds that can be a row's title where the lines around say so."""
SUMMARIES = frozenset({SENTENCE, TRUNCATED, PROSE})
"""Kinds that can tell what the row above is about."""
SATELLITES = frozenset({SHORT, COUNT, DATE, KEY_VALUE})
"""Kinds that can stand beside a row: its source, its date, how many comments it has."""
MIN_TITLE = 6
"""Han characters of the shortest line that is taken for a title."""
MAX_SATELLITE = 16
"""Characters of the longest line that is taken for a row's source or keywords."""
DATE_REACH = 4
"""A row's date stands at most so many lines below its title."""


@dataclass(frozen=True, slots=True)
class Found:
    """A teaser row and the lines that it takes up: the title's, and the date's where it stands apart."""

    line: int
    date_line: int | None
    row: TeaserRow


class _Reader:
    """Reads the lines outside a story from top to bottom and keeps which heading they stand under."""

    def __init__(self, blocks: tuple[Block, ...], kinds: list[Kind], run: Run, title: int | None) -> None:
        self.lines = [block.text for block in blocks]
        self.kinds = kinds
        self.run = run
        self.title = title
        self.labels = page_labels([line for line, kind in zip(self.lines, kinds, strict=True) if kind in SURE or kind is DATE])
        self.outside = [i for i in range(len(kinds)) if (not run.start <= i < run.end or kinds[i] in SURE) and i != title]

    def rows(self) -> list[Found]:
        picked = self._picked()
        return [self._read(i, picked) for i in sorted(picked)]

    def _picked(self) -> set[int]:
        picked: set[int] = set()
        section = ""
        for place, i in enumerate(self.outside):
            section = self._section(section, place)
            if section != "comments" and self._is_row(place, section, picked):
                picked.add(i)
        return picked

    def _section(self, section: str, place: int) -> str:
        i = self.outside[place]
        kind = self.kinds[i]
        if kind is COMMENT_HEAD and not self.lines[i][0].isdigit():
            near = self.outside[place + 1 : place + 10]
            return "comments" if any(self.kinds[j] is COMMENT_MARK for j in near) else section
        if kind is LIST_HEAD:
            return "list"
        if kind is LINKS_HEAD:
            return "links"
        return "foot" if kind is FOOTER else section

    def _is_row(self, place: int, section: str, picked: set[int]) -> bool:
        i = self.outside[place]
        kind, line = self.kinds[i], self.lines[i]
        if kind in SURE:
            return not self._beside(place, picked) and (kind is LABEL_ROW or len(line) > MAX_SATELLITE or self._own_row(line))
        if kind is DATE:
            return self._between_rows(place)
        if kind not in TITLES or han(line) < MIN_TITLE or section in ("links", "foot") or self._beside(place, picked):
            return False
        if kind in SUMMARIES and place and self.outside[place - 1] in picked and self._next(place) in (DATE, DATED_ROW):
            return False
        return section == "list" or (
            i >= self.run.end and (self._next(place) in TITLES or self._next(place) is DATE or (place > 0 and self.outside[place - 1] in picked))
        )

    def _next(self, place: int) -> Kind | None:
        return self.kinds[self.outside[place + 1]] if place + 1 < len(self.outside) else None

    def _own_row(self, line: str) -> bool:
        """Whether a short dated line is a row and not the mark of who wrote a comment when."""
        row = read_row(line, self.labels)
        return han(row.title or "") >= MIN_TITLE or row.label is not None or row.title in self.labels

    def _beside(self, place: int, picked: set[int]) -> bool:
        """Whether a short line stands beside the row above it: between a title and a number, a sign or a date."""
        i = self.outside[place]
        before = self.outside[place - 1] if place else -1
        return before in picked and len(self.lines[i]) <= MAX_SATELLITE and self._next(place) in (COUNT, DATE) and self.kinds[i] is not DATED_ROW

    def _between_rows(self, place: int) -> bool:
        """Whether a line of nothing but a date is a row without a title: rows with dates of their own stand above it."""
        before = self.kinds[self.outside[place - 1]] if place else None
        return before is DATED_ROW

    def _read(self, i: int, picked: set[int]) -> Found:
        if self.kinds[i] in SURE or self.kinds[i] is DATE:
            return Found(i, None, read_row(self.lines[i], self.labels))
        below = self._date_below(i, picked)
        if below is None:
            return Found(i, None, read_row(self.lines[i], self.labels))
        stated = ONLY_DATE.fullmatch(self.lines[below])
        row = read_row(self.lines[i], self.labels, stated[1] if stated else None)
        return Found(i, below, TeaserRow(f"{row.text}\n{self.lines[below]}", row.label, row.title, row.caption, row.date_text))

    def _date_below(self, i: int, picked: set[int]) -> int | None:
        for j in range(i + 1, min(i + 1 + DATE_REACH, len(self.lines))):
            if j in picked:
                return None
            if self.kinds[j] is DATE:
                return j
        return None


def find_rows(blocks: tuple[Block, ...], kinds: list[Kind], run: Run, title: int | None) -> list[Found]:
    """The teaser rows of a page, in its order; `title` is the line of the story's own title, which is none of them."""
    return _Reader(blocks, kinds, run, title).rows()
