"""Where on a page its own headline stands: the line that repeats what its metadata call it."""

import unicodedata
from collections.abc import Sequence

from transforms.text.elements import Element
from transforms.text.outline import Stretch

MAX_HEADLINE = 200
FEWEST = 4
"""A line of fewer letters repeats a title by chance."""

PART = 0.35
"""A line that is part of the page's title must be this much of it: the rest is the site's name."""

WHOLE = 0.6
"""A line that holds the page's title must be no more than that much longer."""

LEAST_WORTH = 0.3
"""What a line must be worth, by how well it repeats the title and where it stands, to be taken for the headline."""

LINK = 0.99
"""A line that is nothing but a link names its own page only where it is a heading."""

_ASIDE = frozenset(("nav", "footer", "aside", "form"))


def letters(text: str) -> str:
    """What is compared of a title: letters and digits, in NFKC and lower case."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).lower()))


def headline_at(stretches: Sequence[Stretch], elements: Sequence[Element], titles: Sequence[str]) -> int | None:
    """Index of the stretch that repeats one of the page's own titles, a heading rather than a link; None where none does."""
    wanted = [found for title in titles if len(found := letters(title[: 2 * MAX_HEADLINE])) >= FEWEST]
    best, best_worth = None, LEAST_WORTH
    longest = min(MAX_HEADLINE, 2 * max(map(len, wanted), default=0))  # signs and blanks are letters' equals here
    for index, stretch in enumerate(stretches if wanted else ()):
        element = elements[stretch.element]
        if len(stretch.text) <= longest and not element.hidden and (stretch.link_density < LINK or element.heading):
            cover = _cover(letters(stretch.text), wanted)
            if cover and (worth := cover + _standing(stretch, element)) > best_worth:
                best, best_worth = index, worth
    return best


def _cover(line: str, titles: Sequence[str]) -> float:
    """How well a line repeats one of the titles: the shorter's share of the longer, 0 where neither is enough of the other."""
    if len(line) < FEWEST:
        return 0.0
    best = 0.0
    for title in titles:
        share = min(len(line), len(title)) / max(len(line), len(title))
        if share > best and ((line in title and share >= PART) or (title in line and share >= WHOLE)):
            best = share
    return best


def _standing(stretch: Stretch, element: Element) -> float:
    """What speaks for a line besides its words: headings stand over stories, links and the page's margins name others."""
    heading = 0.6 if element.heading in (1, 2) else 0.3 if element.heading else 0.0
    return heading - 0.5 * stretch.link_density - (0.4 if element.region in _ASIDE else 0.0)
