"""Which of a page's lines are teaser rows: the lines outside the story, read in order, with the headings over them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

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
from transforms.text.shapes import ONLY_DATE, wide
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
STAMPS = frozenset({DATE, MARK})
"""Kinds that can be a row without a title, or stand beside one."""
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


@dataclass(frozen=True, slots=True)
class Found:
    """A teaser row and the lines that it takes up: the title's, and the date's where it stands apart."""

    line: int
    date_line: int | None
    row: TeaserRow


class _Reader:
    """Reads the lines outside a story from top to bottom and keeps which heading they stand under."""

    def __init__(self, blocks: Sequence[Block], kinds: Sequence[Kind], run: Run, skip: frozenset[int], labels: Collection[str]) -> None:
        self.lines = [block.text for block in blocks]
        self.kinds = kinds
        self.run = run
        self.labels = frozenset(labels) | page_labels(
            [line for line, kind in zip(self.lines, kinds, strict=True) if kind in SURE or kind is DATE or kind is MARK]
        )
        self.outside = [i for i in range(len(kinds)) if (not run.holds(i) or kinds[i] in SURE) and i not in skip]
        self.around = [kinds[i] for i in self.outside]
        self.picked: set[int] = set()
        self.led: set[int] = set()
        self.section = ""

    def rows(self) -> list[Found]:
        for place, kind in enumerate(self.around):
            if kind in OPENERS:
                self._enter(place, kind)
            if kind in SURE or kind in STAMPS:
                found = self.section != "comments" and self._is_stamped_row(place, kind)
            elif kind in NAMES and self._may_hold_titles(place):
                found = self._is_title(place, kind)
            else:
                continue
            if found:
                self.picked.add(self.outside[place])
        titles = rank_free([(i, self.lines[i]) for i in sorted(self.picked)])
        return [self._read(i, titles[i]) for i in sorted(self.picked)]

    def _kind(self, place: int) -> Kind | None:
        return self.around[place] if 0 <= place < len(self.around) else None

    def _above(self, place: int) -> bool:
        """Whether the line above is a row."""
        return place > 0 and self.outside[place - 1] in self.picked

    def _below_a_row(self, place: int) -> bool:
        """Whether the next line above that is no number is a row."""
        return self._above(place - 1 if self._kind(place - 1) is COUNT else place)

    def _may_hold_titles(self, place: int) -> bool:
        """Whether rows without a date of their own can stand here: under a heading of a list, or below the story."""
        below = self.outside[place] >= self.run.end
        return self.section == "list" or (self.section == "" and (below or self._in_a_stretch(place)))

    def _in_a_stretch(self, place: int) -> bool:
        """Whether a line stands among as many lines at a title's length as no menu has."""
        first = last = place
        while first > 0 and last - first < STRETCH and self._long_title(first - 1):
            first -= 1
        while last - first < STRETCH and self._long_title(last + 1):
            last += 1
        return self._long_title(place) and last - first + 1 >= STRETCH

    def _long_title(self, place: int) -> bool:
        return self._kind(place) in TITLES and wide(self.lines[self.outside[place]]) >= STRETCH_TITLE

    def _enter(self, place: int, kind: Kind) -> None:
        """Keep the section that a line opens."""
        if kind in SECTIONS:
            self.section = SECTIONS[kind]
        elif self._opens_comments(place, kind):
            self.section = "comments"

    def _opens_comments(self, place: int, kind: Kind) -> bool:
        if kind is COMMENT_HEAD and not self.lines[self.outside[place]][0].isdigit():
            return any(self._kind(near) in (COMMENT_MARK, MARK) for near in range(place + 1, place + MARK_REACH))
        before = self._kind(place - 1)
        return kind is MARK and before not in TITLES and before not in SUMMARIES and before not in SURE and not self._labelled(place)

    def _labelled(self, place: int) -> bool:
        return self.lines[self.outside[place]].replace("　", " ").split(" ")[0] in self.labels

    def _is_stamped_row(self, place: int, kind: Kind) -> bool:
        """Whether a line with a date or a label of its own is a row."""
        line = self.lines[self.outside[place]]
        if kind in SURE:
            return not self._beside(place) and (kind is LABEL_ROW or len(line) > MAX_SATELLITE or self._own_row(line))
        if kind is MARK:
            return self._labelled(place)
        return self._above(place) and read_row(self.lines[self.outside[place - 1]]).date_text is not None

    def _is_title(self, place: int, kind: Kind) -> bool:
        """Whether a line without a date or label of its own is a row, as the lines around it tell."""
        line, after = self.lines[self.outside[place]], self._kind(place + 1)
        if len(line) < MIN_TITLE or wide(line) < MIN_TITLE or self._beside(place):
            return False
        if kind in SUMMARIES and self._above(place) and (after in (DATE, DATED_ROW, MARK) or len(line) > LONG_SUMMARY):
            return False
        if kind in SHORT_TITLES:
            return self._below_a_row(place) and (after in TITLES or after in SHORT_TITLES or after is COUNT)
        return kind in TITLES and (self.section == "list" or after in TITLES or after is DATE or self._above(place))

    def _own_row(self, line: str) -> bool:
        """Whether a short dated line is a row and not the mark of who wrote a comment when."""
        row = read_row(line, self.labels)
        return wide(row.title or "") >= MIN_TITLE or row.label is not None or row.title in self.labels

    def _beside(self, place: int) -> bool:
        """Whether a short line stands beside a row: between its title and a number, a sign or a date."""
        line, kind = self.lines[self.outside[place]], self._kind(place)
        if kind is DATED_ROW or self._kind(place + 1) not in BESIDE:
            return False
        return (self._above(place) and len(line) <= MAX_SATELLITE) or (self._kind(place - 1) is BUTTON and len(line) <= MAX_SOURCE)

    def _read(self, i: int, title: str) -> Found:
        below = None if self.kinds[i] in SURE or self.kinds[i] in STAMPS else self._date_below(i)
        if below is None:
            row = read_row(title, self.labels)
            return Found(i, None, row if title == self.lines[i] else replace(row, text=self.lines[i]))
        stated = ONLY_DATE.fullmatch(self.lines[below])
        row = read_row(title, self.labels, stated[1] if stated else None)
        return Found(i, below, replace(row, text=f"{self.lines[i]}\n{self.lines[below]}"))

    def _date_below(self, i: int) -> int | None:
        if self._dates_lead(i):
            return i - 1
        for j in range(i + 1, min(i + 1 + DATE_REACH, len(self.lines))):
            if j in self.picked:
                return None
            if self.kinds[j] is DATE:
                return j
        return None

    def _dates_lead(self, i: int) -> bool:
        """Whether the dates of a row's list stand above their titles: the list starts with one, right below its heading."""
        if i < 1 or self.kinds[i - 1] is not DATE:
            return False
        if i == 1 or self.kinds[i - 2] is LIST_HEAD or i - 2 in self.led:
            self.led.add(i)
        return i in self.led


def find_rows(blocks: Sequence[Block], kinds: Sequence[Kind], run: Run, skip: frozenset[int], labels: Collection[str] = ()) -> list[Found]:
    """The teaser rows of a page, in its order.

    `skip` are the lines of the story's own title and metadata, which are none of them; `labels` are words known to be rows' labels.
    """
    return _Reader(blocks, kinds, run, skip, labels).rows()
