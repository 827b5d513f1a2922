"""What a page's metadata say of its story: titles, publication dates, source, author.

Read are meta elements, JSON-LD (https://schema.org/Article), Open Graph (https://ogp.me/#type_article), Dublin Core, time elements,
and the page's own address; each value is given as found, with where it was found.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.stages import DateClaim
from transforms.text.outline import Fact
from transforms.text.tags import Markup, unescape

MAX_VALUE = 300
"""A value longer than this many characters is no title, name or date."""

MAX_LINKED_DATA = 500_000
"""Characters of a page's JSON-LD that are read."""

TITLE_ELEMENT = "title element"
"""The evidence of a claim from the title element, which names the site as often as the story."""

_DATE_KEYS = (
    re.compile(r"(?:^|[^a-z])(?:published|publish|pub)[-_:. ]?(?:time|date|at|on)?$|datepublished|pub[a-z]{0,5}[-_]?(?:date|time)|firstpublish"),
    re.compile(r"release[-_]?date|(?:article|og)[:_](?:time|create|date)|issued|create[-_]?(?:at|d|time|date)$|(?:^|[.:_-])date$|displaydate"),
)
"""Names of meta elements that hold the day of publication, the surest first."""

_OTHER_DATES = re.compile(r"modif|updat|expir|end|last|revis|type|status|epoch|unpublish|birth")
_TITLE_KEYS = ("og:title", "twitter:title", "articletitle", "headline", "dc.title", "dcterms.title", "title")
_SOURCE_KEYS = ("source", "contentsource", "article:source", "og:article:source", "copyright_source", "source_name")
_SITE_KEYS = ("og:site_name", "application-name", "sitename", "site_name")
_AUTHOR_KEYS = ("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "byl", "parsely-author", "sailthru.author")
_ADDRESS_KEYS = ("og:url",)

_LINKED_DATE = re.compile(r'"datePublished"\s{0,20}:\s{0,20}"([^"\\]{6,60})"')
_LINKED_TITLE = re.compile(r'"headline"\s{0,20}:\s{0,20}("(?:[^"\\]|\\.){1,400}")')
_LINKED_AUTHOR = re.compile(r'"author"\s{0,20}:\s{0,20}\[?\s{0,20}\{[^{}]{0,400}?"name"\s{0,20}:\s{0,20}("(?:[^"\\]|\\.){1,100}")')
_PATH_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_PATH_PARTS = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/_](1[0-2]|[1-9])[-/_]([12]\d|3[01]|[1-9])(?!\d)")


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that the page's metadata give, and the name of what gave it."""

    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page's metadata say, the surest first; empty where they say nothing."""

    titles: tuple[Claim, ...]
    dates: tuple[DateClaim, ...]
    sources: tuple[Claim, ...]
    sites: tuple[Claim, ...]
    authors: tuple[Claim, ...]


def page_facts(markup: Markup, facts: Sequence[Fact], address: str | None = None) -> PageFacts:
    """The page's facts; `address` is where it was crawled, where that is known."""
    named = [(key, value) for fact in facts if fact.tag == "meta" for key, value in _named(fact.attributes)]
    linked = "\n".join(markup.linked_data)[:MAX_LINKED_DATA]
    own_address = _address(facts, named)
    titles = (*_by_key(named, _TITLE_KEYS), *_linked(_LINKED_TITLE, linked, "headline"), *_title_element(markup.title))
    return PageFacts(
        titles=titles,
        dates=tuple(_dates(named, linked, facts, (own_address, address))),
        sources=tuple(_by_key(named, _SOURCE_KEYS)),
        sites=tuple(_by_key(named, _SITE_KEYS)),
        authors=(*_by_key(named, _AUTHOR_KEYS), *_linked(_LINKED_AUTHOR, linked, "author")),
    )


def _named(attributes: dict[str, str]) -> Iterable[tuple[str, str]]:
    """A meta element's names in lower case with its value."""
    value = " ".join(attributes.get("content", "")[: 4 * MAX_VALUE].split())
    if value and len(value) <= MAX_VALUE:
        for kind in ("property", "name", "itemprop", "http-equiv"):
            if kind in attributes:
                yield attributes[kind].lower(), value


def _by_key(named: Sequence[tuple[str, str]], keys: Sequence[str]) -> list[Claim]:
    """The values under these names, in the names' order."""
    return [Claim(value, f"meta {key}") for wanted in keys for key, value in named if key == wanted]


def _linked(pattern: re.Pattern[str], linked: str, key: str) -> list[Claim]:
    """The first value of a key in JSON-LD; read without parsing, because much of it is broken."""
    match = pattern.search(linked)
    if not match:
        return []
    try:
        text = " ".join(unescape(json.loads(match.group(1))).split())
    except ValueError:  # an escape that JSON doesn't know
        return []
    broken = any("\ud800" <= char <= "\udfff" for char in text)  # half of a pair that an escape gave
    return [Claim(text, f"json-ld {key}")] if text and not broken else []


def _title_element(inside: str) -> list[Claim]:
    text = " ".join(unescape(inside[: 4 * MAX_VALUE]).split())[:MAX_VALUE]
    return [Claim(text, TITLE_ELEMENT)] if text else []


def _dates(named: Sequence[tuple[str, str]], linked: str, facts: Sequence[Fact], addresses: Iterable[str | None]) -> list[DateClaim]:
    """Every claim to the day of publication, the surest first, each text once a source."""
    fit = [(key, DateClaim("metadata", value)) for key, value in named if not _OTHER_DATES.search(key)]
    sure, likely = ([claim for key, claim in fit if keys.search(key)] for keys in _DATE_KEYS)
    linked_dates = [DateClaim("metadata", match.group(1)) for match in [_LINKED_DATE.search(linked)] if match]
    times = [DateClaim("markup", found) for fact in facts if fact.tag == "time" and (found := _time(fact.attributes))][:1]
    paths = [DateClaim("path", match.group()) for address in addresses if address and (match := _path_date(address))]
    has_digits = [claim for claim in (*sure, *linked_dates, *likely, *times, *paths) if any(map(str.isdigit, claim.text))]
    return list(dict.fromkeys(has_digits))


def _time(attributes: dict[str, str]) -> str | None:
    """A time element's machine-readable value, unless it is named as a change or an event."""
    names = f"{attributes.get('itemprop', '')} {attributes.get('class', '')}".lower()
    value = attributes.get("datetime", "").strip()
    return value if value and len(value) <= MAX_VALUE and not _OTHER_DATES.search(names) else None


def _path_date(address: str) -> re.Match[str] | None:
    path = address[:2_000].partition("://")[2].partition("/")[2].partition("?")[0]
    return _PATH_DATE.search(path) or _PATH_PARTS.search(path)


def _address(facts: Sequence[Fact], named: Sequence[tuple[str, str]]) -> str | None:
    """The address that the page gives as its own."""
    canonical = [fact.attributes.get("href", "") for fact in facts if fact.tag == "link" and "canonical" in fact.attributes.get("rel", "").lower()]
    stated = [value for key, value in named if key in _ADDRESS_KEYS]
    return next((found for found in (*canonical, *stated) if "://" in found[:12]), None)
