"""Markup as a flat list of pieces: text, tag, attributes, text, ... in passes that are linear on hostile input.

No tree is built: what a page nests 50,000 deep costs no more here than what it writes in a row. Tags are told from text as
the HTML standard's tokeniser does (https://html.spec.whatwg.org/multipage/parsing.html#tokenization), with two differences: an
attribute value whose quotation mark never closes ends at the tag's `>` instead of swallowing the rest of the page, and so does a comment
or script that never closes.
"""

import html
import re
from dataclasses import dataclass

MAX_ATTRIBUTES = 20_000
"""Characters of a tag that are looked at for attributes; pictures inlined in an attribute are longer."""

_RAW_TAGS = "script style noscript template svg math iframe object audio video canvas select button textarea title xmp noembed map datalist"
RAW = tuple(_RAW_TAGS.split())
"""Elements whose inside is no text of the page."""

# Possessive throughout, and applied only up to the last `>`: every `<` followed by a letter matches at its first try, so that no
# character is gone over more than a fixed number of times. A value's quotation marks count only after `=`, as in the standard.
_TAG = re.compile(r"""<(/?[a-zA-Z!?][^\s/>]*+)((?>(?:[^>=]++|=\s*+(?>(?:"[^"]*+"|'[^']*+')?))*))>""")
_RAW = "|".join(
    f"[{first}{first.upper()}](?i:{'|'.join(name[1:] for name in RAW if name[0] == first)})" for first in sorted({name[0] for name in RAW})
)
"""Their names by their first letter, so that a tag of another name is passed over at a look; it halves the search."""
_OPENING = re.compile(rf"<(?:!--|({_RAW})(?=[\s/>]))")
_ATTRIBUTE = re.compile(r"""([^\s=/>"']++)(?>(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?)""")
_REFERENCE = re.compile(r"&(?:#(?:[0-9]{1,7}+(?![0-9])|[xX][0-9a-fA-F]{1,6}+(?![0-9a-fA-F]))|[a-zA-Z][a-zA-Z0-9]{1,31});?")


@dataclass(frozen=True, slots=True)
class Markup:
    """A page's markup, taken to pieces."""

    pieces: list[str]
    """Text, then again and again a tag's name (as written, with / before it if it ends an element), its attributes, and the text after it.

    Character references are not yet resolved.
    """
    title: str
    """The inside of the first title element."""
    linked_data: tuple[str, ...]
    """The insides of the scripts of type application/ld+json."""


def take_apart(text: str) -> Markup:
    """The page's pieces in order; comments, declarations and raw elements are not among them."""
    kept, raw = _without_raw(text)
    end = kept.rfind(">") + 1
    pieces = _TAG.split(kept[:end])
    pieces[-1] += kept[end:]
    titles = [inside for name, _, inside in raw if name == "title"]
    data = tuple(inside for name, written, inside in raw if name == "script" and "ld+json" in written.lower())
    return Markup(pieces, titles[0] if titles else "", data)


def attributes(written: str) -> dict[str, str]:
    """A tag's attributes by name in lower case, values with their character references resolved; the first of a name counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(written[:MAX_ATTRIBUTES]):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


def unescape(text: str) -> str:
    """The text with its character references resolved; numbers outside Unicode and surrogates become U+FFFD, nothing, or stay."""
    if "&" not in text:
        return text
    return _REFERENCE.sub(lambda match: html.unescape(match.group()), text)


def _without_raw(text: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The page without comments and raw elements; and the titles and scripts among these as (name, attributes, inside)."""
    kept: list[str] = []
    raw: list[tuple[str, str, str]] = []
    unclosed: set[str] = set()
    position = 0
    last = text.rfind(">")
    while opening := _OPENING.search(text, position, last + 1):
        name = (opening.group(1) or "").lower()
        inside = text.find(">", opening.end()) + 1 if name else opening.end()
        close, after = _close(text, name, inside, unclosed)
        kept.append(text[position : opening.start()])
        position = after
        if close < 0:  # it never closes: only its tag is left out
            position = max(inside, opening.end())
        elif name in ("title", "script"):
            raw.append((name, text[opening.end() : inside - 1], text[inside:close]))
            kept.append(" ")
    kept.append(text[position:])
    return "".join(kept), raw


def _close(text: str, name: str, start: int, unclosed: set[str]) -> tuple[int, int]:
    """Where the inside of a comment (no name) or raw element that begins at `start` ends, and where the page goes on; -1 where it never closes."""
    if name in unclosed:
        return -1, -1
    if not name:
        close = start - 2 if text.startswith((">", "->"), start) else text.find("-->", start)
        after = text.find(">", close) + 1
    else:
        close = text.find("</", start)
        size = len(name) + 2
        while close >= 0 and text[close + 2 : close + size].lower() != name:
            close = text.find("</", close + 2)
        after = text.find(">", close) + 1 if close >= 0 else -1
    if close < 0 or after <= 0:
        unclosed.add(name)
        return -1, -1
    return close, after
