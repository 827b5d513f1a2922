"""From a page's pieces to its stretches of text: what stands together, how much of it is linked or bold, what encloses it.

What encloses a stretch is a list of open elements, not a tree: stretches are given out as their text ends.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from transforms.text.blocks import MAX_BLOCKS
from transforms.text.elements import GROUPING, Element, OpenElements
from transforms.text.tags import attributes, unescape

_BREAKS = frozenset(("br", "hr"))
_STRONG = frozenset(("b", "strong"))
_FACTS = frozenset(("meta", "link", "time"))
MAX_FACTS = 2_000
"""Meta, link and time elements past this many are not looked at."""

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
    bold: float
    """Share of its characters that are bold, 0 to 1."""


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
    reader.text(pieces[0])
    take_text, take_tag = reader.text, reader.tag
    for position in range(1, len(pieces), 3):
        take_tag(pieces[position].lower(), pieces[position + 1])
        text = pieces[position + 2]
        if text:
            take_text(text)
    reader.flush()
    return reader.outline


class _Reader:
    """The state of one pass over a page's pieces."""

    def __init__(self) -> None:
        self._open = OpenElements()
        self.outline = Outline(elements=self._open.seen)
        self._text: list[str] = []
        self._linked = 0
        self._links = 0
        self._link_depth = 0
        """How many elements stood open when the open link began; 0 where no link is open."""
        self._bold = 0
        self._bold_open = False

    def text(self, text: str) -> None:
        """Take text as it stands between two tags; white space counts only inside a stretch."""
        if text.isspace():
            if self._text:
                self._text.append(text)
            return
        self._text.append(text)
        if self._link_depth:
            self._linked += len(text.strip())
        if self._bold_open:
            self._bold += len(text.strip())

    def tag(self, name: str, written: str) -> None:
        """Take a tag; `name` starts with / where the tag ends an element."""
        if name in GROUPING:
            self._begin(name, written)
        elif name[0] == "/":
            self._end(name[1:])
        elif name == "a":
            self._link_depth = self._open.depth if "href" in written.lower() else 0
            self._links += self._link_depth > 0
        elif name in _BREAKS:
            self.flush()
        elif name in _STRONG:
            self._bold_open = True
        elif name in _FACTS:
            self._take_fact(name, written)
        elif "-" in name and name[0].isalpha():  # a custom element: https://html.spec.whatwg.org/multipage/custom-elements.html
            self._begin(name, written)

    def _begin(self, name: str, written: str) -> None:
        self.flush()
        self._open.begin(name, written)
        self._check_depth()

    def _end(self, name: str) -> None:
        if name == "a":
            self._link_depth = 0
        elif name in _STRONG:
            self._bold_open = False
        elif name in GROUPING or "-" in name:
            self.flush()
            self._open.end(name)
            self._check_depth()

    def _check_depth(self) -> None:
        """A link or bold type that was never ended ends with the element around it."""
        self._bold_open = False
        if self._link_depth > self._open.depth:
            self._link_depth = 0

    def _take_fact(self, name: str, written: str) -> None:
        if len(self.outline.facts) < MAX_FACTS:
            self.outline.facts.append(Fact(name, attributes(written), len(self.outline.stretches)))

    def flush(self) -> None:
        """End the stretch that is being gathered."""
        if not self._text:
            return
        raw = unescape("".join(self._text))
        self._text.clear()
        if self._open.innermost.tag == "pre":
            for line in raw.split("\n"):
                self._give(" ".join(line.split()))
        else:
            raw = raw.strip()
            self._give(" ".join((_WRAP.sub("", raw) if "\n" in raw else raw).split()))
        self._linked = self._bold = 0
        self._links = int(self._link_depth > 0)

    def _give(self, text: str) -> None:
        if not text or len(self.outline.stretches) >= MAX_BLOCKS:
            return
        size = len(text) - text.count(" ")
        linked, bold = min(1.0, self._linked / size), min(1.0, self._bold / size)
        self.outline.stretches.append(Stretch(text, self._open.innermost.number, linked, self._links, bold))
