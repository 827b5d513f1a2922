"""A story's own date: which of the page's claims is believed, what the story states itself, and bounds where neither gives a day.

Order: metadata, markup, byline, text, path. What is made for machines is whole and unambiguous; a byline is written for this story; a dateline
names the day of the report, at most a day before; an address tells when the page was filed. docs/dates.md says more.
"""

import re
from collections.abc import Sequence
from datetime import date

from schemas.stages import DateClaim, StoryContext, StoryDate
from transforms.text.date_bounds import bounds_of
from transforms.text.date_claims import EARLIEST, LATEST, ReadClaim, read_claim
from transforms.text.dates import find_dates
from transforms.text.flat import flatten

ORDER = ("metadata", "markup", "byline", "text", "path")
"""Sources from the most believed to the least."""
_DATELINE = re.compile(r"^.{0,40}?(?:([12]\d{3})年)?(\d{1,2})月(\d{1,2})日.{0,6}?[电讯電訊](?![话视影脑力子台])")
_TODAY = re.compile(r"(?:今天|今日)[（(](?:([12]\d{3})年)?(\d{1,2})月(\d{1,2})日[）)]")
_SIGNED = re.compile(r"[（(]?([12]\d{3})年(\d{1,2})月(\d{1,2})日[）)]?$")
_HEAD, _LEAD = 3, 1
MAX_EVIDENCE = 120


def resolve_story_date(claims: Sequence[DateClaim], paragraphs: Sequence[str], assume_latest_year_before: date | None = None) -> StoryDate:
    """The story's date from the page's `claims` and the story's `paragraphs`.

    A claim without a year takes it from another claim of the same month and day. Without a day the bounds are those that the story's own words
    give. With `assume_latest_year_before`, a day known to lie after publication such as the crawl's, a month and day without a year are taken for
    the latest such day before it, and the evidence says that the year was assumed. Teasers' dates are no claims.
    """
    said = (*claims, *_stated(paragraphs))
    read = [(claim, found) for source in ORDER for claim in said if claim.source == source and (found := read_claim(claim.text)) != ReadClaim()]
    whole = [(claim, found.day) for claim, found in read if found.day is not None]
    completed = _completed(read, whole)
    if whole and (completed is None or ORDER.index(whole[0][0].source) <= ORDER.index(completed.date_source)):
        claim, day = whole[0]
        return StoryDate(day, claim.source, claim.text[:MAX_EVIDENCE], day, day)
    if completed is not None:
        return completed
    earliest, latest, evidence = bounds_of(paragraphs)
    if assume_latest_year_before is not None:
        assumed = _assumed(read, paragraphs, assume_latest_year_before, earliest, latest)
        if assumed is not None:
            return assumed
    short = next((claim.text[:MAX_EVIDENCE] for claim, found in read if found.month_day), None)
    words = "; ".join(w for w in (short, evidence) if w) or None
    return StoryDate(None, "none", words, earliest, latest)


def _stated(paragraphs: Sequence[str]) -> tuple[DateClaim, ...]:
    """What the story itself states: its dateline, 今天 with the date in brackets, the date that it is signed with."""
    found = [m for p in paragraphs[:_HEAD] if (m := _DATELINE.match(flatten(p[:120]).text))]
    found += [m for p in paragraphs[:_HEAD] if (m := _TODAY.search(flatten(p[:400]).text))]
    if paragraphs and len(paragraphs[-1]) <= 24 and (signed := _SIGNED.match(flatten(paragraphs[-1]).text)):  # noqa: PLR2004  a line of a date
        found.append(signed)
    return tuple(DateClaim("text", m.group()) for m in found)


def _completed(read: Sequence[tuple[DateClaim, ReadClaim]], whole: Sequence[tuple[DateClaim, date]]) -> StoryDate | None:
    """The first claim without a year whose month and day another claim gives with one."""
    for claim, found in read:
        match = next(((other, day) for other, day in whole if (day.month, day.day) == found.month_day), None)
        if match is not None:
            other, day = match
            return StoryDate(day, claim.source, f"{claim.text[:MAX_EVIDENCE]} (year: {other.source} {other.text[:MAX_EVIDENCE]})", day, day)
    return None


def _assumed(
    read: Sequence[tuple[DateClaim, ReadClaim]], paragraphs: Sequence[str], before: date, earliest: date | None, latest: date | None
) -> StoryDate | None:
    """The latest day before `before`, and within the bounds, that a claim without a year can mean, else the last day that the lead tells of."""
    candidates = [(claim.source, claim.text, found.month_day) for claim, found in read if found.month_day]
    candidates += [("text", text, month_day) for text, month_day in _lead_days(paragraphs)]
    limit = min(before, latest) if latest else before
    for source, text, (month, number) in candidates:
        for year in range(limit.year, limit.year - 9, -1):
            day = _valid(year, month, number)
            if day is not None and day <= limit and day >= (earliest or EARLIEST):
                return StoryDate(day, source, f"{text[:MAX_EVIDENCE]} (year assumed: the latest before {before.isoformat()})", day, day)
    return None


def _lead_days(paragraphs: Sequence[str]) -> list[tuple[str, tuple[int, int]]]:
    """Days without a year that the first paragraph tells of."""
    found = [d for p in paragraphs[:_LEAD] for d in find_dates(p[:400], StoryContext()) if d.precision == "day" and (d.latest or "").startswith("--")]
    return [(d.text, (int(d.latest[2:4]), int(d.latest[5:7]))) for d in found if d.latest]


def _valid(year: int, month: int, number: int) -> date | None:
    try:
        day = date(year, month, number)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None
