"""From a page's pieces to its stretches of text: what stands together, how much of it is linked, what encloses it.

What encloses a stretch is a list of open elements, not a tree: stretches are given out as their text ends.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.text.blocks import MAX_BLOCKS
from transforms.text.elements import GROUPING, Element, OpenElements
from transforms.text.tags import attributes, unescape

_BREAKS = frozenset(("br", "hr"))
_FACTS = frozenset(("meta", "link", "time"))
MAX_FACTS = 2_000
"""Meta, link and time elements past this many are not looked at."""

_NUMERALS = re.compile(r"[\d:/.()\[\]（）-]")
"""What a row's date is made of; it stands beside the row's link and makes the row no less a link."""

_WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\u201c\u201d\u2018\u2019\u2026\u2014"
_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t]*+\n[ \t\n]*+(?=[{_WIDE}])")
"""A line's end in the source between characters of scripts that put no blank there."""


class Stretch(NamedTuple):
    """A stretch of the page's text, broken nowhere by an element that groups."""

    text: str
    """One line, without white space at its ends; never empty."""
    element: int
    """Number of the innermost element around it that groups."""
    link_density: float
    links: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A meta, link or time element."""

    tag: str
    attributes: dict[str, str]
    stretch: int
    """How many stretches came before it."""


@dataclass(slots=True)
class Outline:
    """A page's text and what encloses it."""

    stretches: list[Stretch] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    """By number; a parent stands before its children."""
    facts: list[Fact] = field(default_factory=list)


def outline(pieces: list[str]) -> Outline:
    """The page's outline.

    Raises:
        Rejected: TOO_DEEP (see `elements.OpenElements.begin`).
    """
    reader = _Reader()
    known, take_text, gathered = reader.known, reader.text, reader.gathered
    take_text(pieces[0])
    for name, written, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        action, tag = known.get(name) or reader.learn(name)
        if action:
            action(tag, written)
        if text and (gathered or not text.isspace()):
            take_text(text)
    reader.flush()
    return reader.outline


Action = Callable[[str, str], None]
"""What is done at a tag, given its name and its attributes."""


class _Reader:
    """The state of one pass over a page's pieces."""

    def __init__(self) -> None:
        self._open = OpenElements()
        self.outline = Outline(elements=self._open.seen)
        self.known: dict[str, tuple[Action | None, str]] = {}
        """What is done at the tags met so far, by their names as written."""
        self.gathered: list[str] = []
        """The text of the stretch that is being read."""
        self._linked = 0
        self._links = 0
        self._link_depth = 0
        """How many elements stood open when the open link began; 0 where no link is open."""
        self._after_link = 0
        """How much had been gathered when the last link ended."""

    def learn(self, name: str) -> tuple[Action | None, str]:
        """What to do at a tag, and its name in lower case; most tags, such as span and img, mean nothing for the text around them."""
        tag = name.lower()
        ends = tag[0] == "/"
        tag = tag[1:] if ends else tag
        action: Action | None = None
        if tag in GROUPING or ("-" in tag and tag[0].isalpha()):  # the latter are custom elements
            action = self._end if ends else self._begin
        elif tag == "a":
            action = self._end_link if ends else self._begin_link
        elif tag in _BREAKS:
            action = self._break
        elif tag in _FACTS and not ends:
            action = self._take_fact
        self.known[name] = action, tag
        return action, tag

    def text(self, text: str) -> None:
        """Take text as it stands between two tags; white space counts only where text has been gathered."""
        self.gathered.append(text)
        if self._link_depth:
            self._linked += len(text.strip())

    def _begin(self, tag: str, written: str) -> None:
        if self.gathered:
            self.flush()
        self._open.begin(tag, written)
        if self._link_depth > len(self._open.tags):
            self._link_depth = 0  # a link that was never ended ends with the element around it

    def _end(self, tag: str, _: str) -> None:
        if self.gathered:
            self.flush()
        self._open.end(tag)
        if self._link_depth > len(self._open.tags):
            self._link_depth = 0  # a link that was never ended ends with the element around it

    def _begin_link(self, _: str, written: str) -> None:
        if self.gathered and self._after_link == len(self.gathered):
            self.gathered.append(" ")  # a menu's links, which only style sets apart
        self._link_depth = len(self._open.tags) if "href" in written.lower() else 0
        self._links += self._link_depth > 0

    def _end_link(self, _: str, __: str) -> None:
        self._link_depth = 0
        self._after_link = len(self.gathered)

    def _break(self, _: str, __: str) -> None:
        if self.gathered:
            self.flush()

    def _take_fact(self, tag: str, written: str) -> None:
        if len(self.outline.facts) < MAX_FACTS:
            self.outline.facts.append(Fact(tag, attributes(written), len(self.outline.stretches)))

    def flush(self) -> None:
        """End the stretch that is being gathered."""
        raw = "".join(self.gathered)
        self.gathered.clear()
        if "&" in raw:
            raw = unescape(raw)
        if self._open.tags[-1] == "pre":
            for line in raw.split("\n"):
                self._give(" ".join(line.split()))
        else:
            raw = raw.strip()
            self._give(" ".join((_WRAP.sub("", raw) if "\n" in raw else raw).split()))
        self._linked = 0
        self._links = int(self._link_depth > 0)

    def _give(self, text: str) -> None:
        if not text or len(self.outline.stretches) >= MAX_BLOCKS:
            return
        size = len(text) - text.count(" ")
        linked = min(1.0, self._linked / max(1, size - len(_NUMERALS.findall(text)))) if self._linked else 0.0
        self.outline.stretches.append(Stretch(text, self._open.innermost().number, linked, self._links))
