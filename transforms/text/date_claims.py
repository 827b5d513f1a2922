"""Claims to a story's date, as pages and containers word them, read to a day.

ISO 8601, RFC 5322, Unix time, and the ways that Chinese and English pages write dates.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
"""No page of the Web tells of an earlier publication; a later one is a fault."""
CHINA = timezone(timedelta(hours=8))
"""The zone that Chinese pages' readers live in: a moment in UTC is on the day that it was in China."""
_UTC = frozenset(("Z", "+0000", "-0000"))
MAX_CLAIM = 200
_MONTHS = {m: i for i, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d{1,9})? ?(Z|[+-]\d\d:?\d\d)(?![\d:])")
_YMD = re.compile(r"(?<!\d)(\d{4}) {0,2}[-/.年] {0,2}(\d{1,2}) {0,2}[-/.月] {0,2}(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/]?(\d\d)[-/]?(\d\d)(?:\d{2,6})?(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d{1,6})?")
_ENGLISH = re.compile(r"(?:(\d{1,2}) ([A-Za-z]{3,9}),? (\d{4})|([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4}))")
_CLOCKED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/((?:19|20)\d\d) {1,3}\d{1,2}:\d\d(?::\d\d)? ?[AP]M\b")
"""Month, day, year, and a twelve-hour clock after them: how servers with American settings print a moment."""
_SHORT = re.compile(r"(?<![\d年])(\d{1,2}) {0,2}[-/月] {0,2}(\d{1,2})(?![\d年])")


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim's day, or its month and day where it names no year."""

    day: date | None = None
    month_day: tuple[int, int] | None = None


def read_claim(text: str) -> ReadClaim:
    """The day that `text` claims; nothing where it claims none, or one before 1990 or after 2100."""
    text = text[:MAX_CLAIM].strip()
    found = _moment(text) or _written(text)
    if found is not None:
        return ReadClaim(day=found if EARLIEST <= found <= LATEST else None)
    short = _SHORT.search(text)
    if short is None or _day(2000, int(short[1]), int(short[2])) is None:
        return ReadClaim()
    return ReadClaim(month_day=(int(short[1]), int(short[2])))


def _moment(text: str) -> date | None:
    """A moment with its zone, or Unix seconds or milliseconds."""
    iso = _ISO.search(text)
    if iso is not None:
        return _iso(iso)
    if _EPOCH.fullmatch(text):
        seconds = int(text.split(".", maxsplit=1)[0]) / (1000 if len(text.split(".", maxsplit=1)[0]) > 10 else 1)  # noqa: PLR2004  digits of Unix seconds until 2286
        return datetime.fromtimestamp(seconds, UTC).astimezone(CHINA).date()
    return None


def _iso(found: "re.Match[str]") -> date | None:
    """The day of an ISO 8601 moment: as written where it has an offset, which is the writer's; in China where it is in UTC, which is a machine's."""
    zone = found[7].replace(":", "")
    try:
        local = datetime(int(found[1]), int(found[2]), int(found[3]), int(found[4]), int(found[5]), int(found[6] or 0), tzinfo=UTC)
        return local.astimezone(CHINA).date() if zone in _UTC else local.date()
    except (ValueError, OverflowError):
        return None


def _written(text: str) -> date | None:
    """A date as written, year first, or as English has it."""
    found = _YMD.search(text) or _COMPACT.search(text)
    if found is not None:
        return _day(int(found[1]), int(found[2]), int(found[3])) or date.max
    clocked = _CLOCKED.search(text)
    if clocked is not None:
        return _day(int(clocked[3]), int(clocked[1]), int(clocked[2])) or date.max
    english = _ENGLISH.search(text)
    if english is None:
        return None
    name, number, year = (english[2], english[1], english[3]) if english[1] else (english[4], english[5], english[6])
    month = _MONTHS.get(name[:3].lower())
    return None if month is None else _day(int(year), month, int(number))


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
