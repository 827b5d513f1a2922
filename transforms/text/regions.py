"""Which part of a page holds its story, by what is inside the page's elements and what their names say.

Text that runs in sentences speaks for an element, links speak against it. An element's worth is that of its own text and of the
elements in it, but no element inside takes away more than `MOST_LOST`: a story stays one though a list of links stands between its paragraphs.
The story's element is the one worth most. It is an old idea (Readability, 2009; boilerpipe, WSDM 2010: link and text density),
here with the page's headline as one more witness: an element that holds the headline is not taken for an aside whatever its name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.text.elements import Element
from transforms.text.outline import Outline, Stretch

_APART = frozenset(("comment", "related", "navigation", "footer", "aside", "share", "advertisement", "dialog"))
_ALWAYS_APART = frozenset(("comment", "related", "footer"))
"""Purposes that stand even for an element with much of the page's text in it."""

_APART_TAGS = frozenset(("nav", "footer", "aside", "form"))
_MARK = re.compile(r"[。！？；，、：…”」]|[.,;:!?](?=\s|$)")

SENTENCE = 12
"""Characters from which a line with punctuation counts as sentences."""

LEAST = 12.0
"""A page none of whose elements is worth this much, one short sentence, has no story."""

LATIN = 0.45
"""What a letter of a script with blanks between its words is worth, a Han character or kana being 1: text of the same length to read."""

FRAGMENT = 0.3
"""What a character outside of sentences is worth."""

LINKED = 0.3
"""Link density from which a stretch's links speak against it."""

LINK_COST = 3.0
MOST_LOST = 60.0
APART = 0.15
"""What text is worth inside an element whose name says that it is something else."""

BEFORE = 0.3
"""What text is worth that stands before the headline."""

LARGE = 0.4
"""An element with this share of all the text's worth in it is no aside, unless it is named as comments, other stories or a foot."""

THREAD = 0.5
"""An element named as a discussion with this share of all the text's worth makes the page one."""

HELD = 0.8
"""A thread is in an element with this share of all that stands in elements named as comments."""

LIST = 0.6
"""An element with a larger share of its characters in links is a list of links."""


@dataclass(frozen=True, slots=True)
class Region:
    """The part of a page that holds its story."""

    element: int
    inside: tuple[bool, ...]
    """Of each stretch, whether it is part of it."""
    worth: float
    thread: bool
    """Whether the page is a discussion, so that the answers are part of it."""


def wide(text: str) -> int:
    """About how many of a text's characters are Han, kana or hangul: those of three bytes in UTF-8, their punctuation included."""
    return (len(text.encode("utf-8", "surrogatepass")) - len(text)) // 2


def find_region(page: Outline, headline: int | None) -> Region:
    """The page's story region, given the index of the headline among its stretches."""
    elements, stretches = page.elements, page.stretches
    plain = [0.0 if elements[stretch.element].hidden else _worth(stretch) for stretch in stretches]
    mass = _gathered(elements, stretches, [max(0.0, worth) for worth in plain])
    around = _ancestors(elements, stretches[headline].element) if headline is not None else set()
    thread = any("thread" in element.own and (element.number in around or mass[element.number] > THREAD * mass[0]) for element in elements)
    apart = _apart(elements, mass, _APART - {"comment"} if thread else _APART, around)
    first = headline + 1 if headline is not None else 0
    shares = [(APART if apart[stretch.element] else 1.0) * (BEFORE if index < first else 1.0) for index, stretch in enumerate(stretches)]
    total = [0.0] * len(elements)
    for stretch, worth, share in zip(stretches, plain, shares, strict=True):
        total[stretch.element] += worth * share if worth > 0 else worth
    for element in reversed(elements[1:]):
        total[element.parent] += max(total[element.number], -MOST_LOST)
    best = max(elements, key=lambda element: (total[element.number], element.depth)).number
    if thread:
        best = _with_answers(elements, mass, best)
    inside = _members(page, best, apart) if thread or total[best] >= LEAST else [False] * len(elements)
    return Region(best, tuple(inside[stretch.element] for stretch in stretches), total[best], thread)


def _with_answers(elements: Sequence[Element], mass: Sequence[float], best: int) -> int:
    """The smallest element around the best one that holds nearly all that is in elements named as comments."""
    held = [0.0] * len(elements)
    for element in reversed(elements):
        if "comment" in element.own:
            held[element.number] = mass[element.number]
        if element.parent >= 0:
            held[element.parent] += held[element.number]
    while best > 0 and held[best] < HELD * held[0]:
        best = elements[best].parent
    return best


def _worth(stretch: Stretch) -> float:
    """What a stretch says for its element being the story's: about its length, or a negative number."""
    text, linked = stretch.text, stretch.link_density
    letters = wide(text)
    size = letters + (len(text) - letters) * LATIN
    sentences = size >= SENTENCE and _MARK.search(text) is not None
    worth = size * (1 - linked) * (1.0 if sentences else FRAGMENT)
    return worth - (size * linked + LINK_COST * stretch.links) if linked > LINKED else worth


def _gathered(elements: Sequence[Element], stretches: Sequence[Stretch], worths: Sequence[float]) -> list[float]:
    """Of each element, the sum over all that stands in it."""
    sums = [0.0] * len(elements)
    for stretch, worth in zip(stretches, worths, strict=True):
        sums[stretch.element] += worth
    for element in reversed(elements[1:]):
        sums[element.parent] += sums[element.number]
    return sums


def _ancestors(elements: Sequence[Element], number: int) -> set[int]:
    """The element itself and all that enclose it."""
    found = set()
    while number >= 0:
        found.add(number)
        number = elements[number].parent
    return found


def _apart(elements: Sequence[Element], mass: Sequence[float], names: frozenset[str], around_headline: set[int]) -> list[bool]:
    """Of each element, whether it is set apart from the story by a name or tag, its own or one around it."""
    apart = [False] * len(elements)
    for element in elements[1:]:
        apart[element.number] = apart[element.parent] or (
            (element.tag in _APART_TAGS or not names.isdisjoint(element.own))
            and element.tag != "body"
            and element.number not in around_headline
            and not (mass[element.number] > LARGE * mass[0] and _may_hold_story(element))
        )
    return apart


def _may_hold_story(element: Element) -> bool:
    return element.tag not in ("nav", "footer") and _ALWAYS_APART.isdisjoint(element.own)


def _members(page: Outline, best: int, apart: Sequence[bool]) -> list[bool]:
    """Of each element, whether its text is part of the region: in the best element, shown, not set apart, no list of links."""
    elements, stretches = page.elements, page.stretches
    size = _gathered(elements, stretches, [float(len(stretch.text)) for stretch in stretches])
    linked = _gathered(elements, stretches, [len(stretch.text) * stretch.link_density for stretch in stretches])
    member = [False] * len(elements)
    member[best] = True
    for element in elements[best + 1 :]:
        number = element.number
        member[number] = member[element.parent] and not element.hidden and not apart[number] and linked[number] <= LIST * size[number]
    return member
