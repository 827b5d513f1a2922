"""What the user says of a site: found by where a page comes from, and handed on with the page."""

from collections.abc import Sequence
from dataclasses import replace

from schemas.sites import SiteProfile
from schemas.stages import Page
from transforms.text.path_dates import path_date


def site_of(addresses: Sequence[str], sites: Sequence[SiteProfile]) -> SiteProfile | None:
    """The profile whose prefix is the longest that one of the addresses starts with; None where none does.

    An address is a URL, whose scheme and `www.` don't matter, or a path. A prefix ends where a part of the address ends, so that
    `a.cn/news` is neither `a.cn/newspaper` nor `a.cn.example`.
    """
    places = [bare_address(address) for address in addresses]
    fitting = (site for site in sites if any(_starts(place, bare_address(site.prefix)) for place in places))
    return max(fitting, key=lambda site: len(bare_address(site.prefix)), default=None)


def bare_address(address: str) -> str:
    """A URL without its scheme, `www.` and the slash at its end, the host in small letters; a path without ./ and that slash."""
    scheme, found, rest = address.partition("://")
    place = rest if found and scheme.isalpha() else address.removeprefix("./")
    host, slash, path = place.partition("/")
    return (host.lower().removeprefix("www.") + slash + path).rstrip("/")


def with_site(page: Page, sites: Sequence[SiteProfile]) -> Page:
    """The page with its site's profile, and the date that the profile's patterns find in its address."""
    addresses = [address for address in (page.hints.url, page.source_uri) if address]
    site = site_of(addresses, sites) if sites else None
    if site is None:
        return page
    dates = (path_date(address, pattern) for pattern in site.date_patterns for address in addresses)
    return replace(page, hints=replace(page.hints, site=site, path_date=next(filter(None, dates), page.hints.path_date)))


def _starts(place: str, prefix: str) -> bool:
    return place.startswith(prefix) and place[len(prefix) : len(prefix) + 1] in ("", "/", "#", "?", ":")
