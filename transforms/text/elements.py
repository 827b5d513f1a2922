"""The elements that group a page's text: which are open, what they say of the text inside, which close by themselves.

Elements that a page leaves open are closed as the HTML standard closes them
(https://html.spec.whatwg.org/multipage/syntax.html#optional-tags), and an end tag without its start changes nothing.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from schemas.reasons import Reason, Rejected
from transforms.text.purposes import NONE, purposes
from transforms.text.tags import MAX_ATTRIBUTES

MAX_DEPTH = 500
"""Elements that may stand open around a block; browsers stop nesting at 512."""

_GROUPING_TAGS = """
address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6
header hgroup html legend li main menu nav noframes ol p pre section summary table tbody td tfoot th thead tr ul
"""
GROUPING = frozenset(_GROUPING_TAGS.split())
"""Elements whose start and end are a block's end."""

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_REGIONS = frozenset(("article", "main", "nav", "header", "footer", "aside", "form"))
_ROLES = {"navigation": "nav", "banner": "header", "contentinfo": "footer", "complementary": "aside", "main": "main", "article": "article"}
_LISTS = frozenset(("ul", "ol", "dl", "menu", "dir"))
_ITEM_SCOPE = ("ul", "ol", "dl", "menu", "dir", "td", "th")
_IMPLIED_END = {
    "li": (("li",), _ITEM_SCOPE),
    "dt": (("dt", "dd"), _ITEM_SCOPE),
    "dd": (("dt", "dd"), _ITEM_SCOPE),
    "td": (("td", "th"), ("table",)),
    "th": (("td", "th"), ("table",)),
    "tr": (("tr",), ("table",)),
    "tbody": (("tbody", "thead"), ("table",)),
    "tfoot": (("tbody", "thead"), ("table",)),
}
"""What the start of an element ends, and what keeps it from doing so by standing between."""

_TABLE_PARTS = frozenset(("table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"))
_TELLING = re.compile(r"""(?<=\s)(class|id|style|role|hidden)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+))|(?=[\s/>]|$))""", re.IGNORECASE)
"""The attributes that tell what an element is for; an attribute's value that reads like another attribute does no harm."""
MAX_REMEMBERED = 200
"""Characters of a tag's attributes whose meaning is remembered: a site's pages write the same ones."""
_INVISIBLE = re.compile(r"display\s{0,9}:\s{0,9}none")


class Element(NamedTuple):
    """An element that groups blocks and has text in it."""

    number: int
    parent: int
    """Its parent's number, lower than its own; -1 for the page itself."""
    tag: str
    own: frozenset[str]
    """What its own names say it is for."""
    within: frozenset[str]
    """What its names and those of its ancestors below body say."""
    region: str
    """As in `blocks.Hints`."""
    heading: int
    in_list: bool
    hidden: bool
    """Whether its attributes, or an ancestor's, keep it from being shown."""
    depth: int


_PAGE = Element(0, -1, "", NONE, NONE, "", 0, in_list=False, hidden=False, depth=0)


class OpenElements:
    """The elements that stand open at a point of the page, and all with text in them until there.

    What an element's tag says is read only when text is found in it: most elements of a page have none.
    """

    def __init__(self) -> None:
        self.seen = [_PAGE]
        self.tags = [""]
        """The open elements' tags, outermost first; the first is the page itself."""
        self._written = [""]
        self._known = [_PAGE]
        """The elements of the outermost open ones, as far as they are known."""
        self._places: dict[str, list[int]] = {}
        """Of each tag, where its elements lie among those open."""

    def begin(self, tag: str, written: str) -> None:
        """Open an element, after closing what its start closes.

        Raises:
            Rejected: TOO_DEEP where more than MAX_DEPTH stand open already.
        """
        tags = self.tags
        if tags[-1] == "p":
            self._close_down_to(len(tags) - 1)
        if tag in _IMPLIED_END:
            others, scope = _IMPLIED_END[tag]
            for other in others:
                self._close(other, scope)
        if len(tags) > MAX_DEPTH:
            raise Rejected(Reason.TOO_DEEP, f"markup nested more than {MAX_DEPTH} elements deep")
        places = self._places.get(tag)
        if places is None:
            self._places[tag] = [len(tags)]
        else:
            places.append(len(tags))
        tags.append(tag)
        self._written.append(written)

    def end(self, tag: str) -> None:
        """Close the innermost open element of that tag and all inside it; a cell's inside can't close what is around its table."""
        if self.tags[-1] == tag:  # as most end tags find it
            self._places[tag].pop()
            size = len(self.tags) - 1
            del self.tags[size], self._written[size], self._known[size:]
        elif tag not in ("body", "html"):
            self._close(tag, () if tag in _TABLE_PARTS else ("td", "th"))

    def innermost(self) -> Element:
        """The innermost open element."""
        known = self._known
        while len(known) < len(self.tags):
            element = self._read(known[-1], self.tags[len(known)], self._written[len(known)])
            self.seen.append(element)
            known.append(element)
        return known[-1]

    def _read(self, above: Element, tag: str, written: str) -> Element:
        """The element that a tag starts inside another one."""
        own, region, hidden = self._meaning(tag, written)
        return Element(
            len(self.seen),
            above.number,
            tag,
            own,
            above.within | own if own and tag != "body" else above.within,
            region or above.region,
            _HEADINGS.get(tag, above.heading),
            above.in_list or tag in _LISTS,
            above.hidden or hidden,
            above.depth + 1,
        )

    def _meaning(self, tag: str, written: str) -> tuple[frozenset[str], str, bool]:
        """What an element's own tag says: its purposes, its region, and whether it is hidden."""
        region = tag if tag in _REGIONS else ""
        if not written or tag == "html":
            return NONE, region, False
        return _remembered(region, written) if len(written) <= MAX_REMEMBERED else _meaning(region, written)

    def _close(self, tag: str, scope: tuple[str, ...]) -> None:
        places = self._places.get(tag)
        if not places:
            return
        place = places[-1]
        for other in scope:
            if (others := self._places.get(other)) and others[-1] > place:
                return
        self._close_down_to(place)

    def _close_down_to(self, size: int) -> None:
        tags, places = self.tags, self._places
        for tag in reversed(tags[size:]):
            places[tag].pop()
        del tags[size:], self._written[size:], self._known[size:]


def _meaning(region: str, written: str) -> tuple[frozenset[str], str, bool]:
    """What a tag's attributes say of an element whose name alone gives it that region."""
    found = {name.lower(): double or single or bare for name, double, single, bare in _TELLING.findall(written[:MAX_ATTRIBUTES])}
    if not found:
        return NONE, region, False
    hidden = "hidden" in found or ("style" in found and _INVISIBLE.search(found["style"].lower()) is not None)
    names = f"{found.get('class', '')} {found.get('id', '')}"
    return purposes(names), _ROLES.get(found.get("role", "").lower(), region) if "role" in found else region, hidden


_remembered = lru_cache(4096)(_meaning)
