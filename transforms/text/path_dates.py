"""A date in a path, where the user says how it is written there."""

import re
from datetime import date
from functools import lru_cache

DIRECTIVES = {"%Y": r"(?P<year>[12]\d{3})", "%y": r"(?P<short_year>\d{2})", "%m": r"(?P<month>\d{1,2})", "%d": r"(?P<day>\d{1,2})"}
"""strptime's directives that a pattern may have; two digits of a year are 2000 to 2068 or 1969 to 1999, as POSIX has it."""

POSIX_PIVOT = 69
LONGEST_PATH = 4096

_DIRECTIVE = re.compile(r"%.", re.DOTALL)


def path_date(path: str, pattern: str) -> date | None:
    """The last date that a path holds in the form of a pattern such as %Y/%m/%d; None where there is none, or none that is on the calendar.

    Month and day have two digits where the pattern puts a digit or a directive right after or before, else one or two. Raises ValueError
    as `compiled_path_date` does.
    """
    last = None
    for match in compiled_path_date(pattern).finditer(path[-LONGEST_PATH:]):
        last = _date(match) or last
    return last


@lru_cache(maxsize=16)
def compiled_path_date(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression; raises ValueError, with a message for the user, for one that doesn't give a day."""
    used = _DIRECTIVE.findall(pattern)
    if unknown := sorted(set(used) - set(DIRECTIVES) - {"%%"}):
        raise ValueError(f"{' '.join(unknown)} can't stand in a date pattern: use %Y or %y, %m and %d, such as %Y/%m/%d")
    if len([part for part in used if part in ("%Y", "%y")]) != 1 or used.count("%m") != 1 or used.count("%d") != 1:
        raise ValueError(f"{pattern} doesn't give a day: it needs %Y (or %y), %m and %d once each, such as %Y/%m/%d")
    literal = _DIRECTIVE.split(pattern)
    expression = re.escape(literal[0])
    for directive, text in zip(used, literal[1:], strict=True):
        expression += DIRECTIVES.get(directive, "%") + re.escape(text)
    if re.search(r"%[yYmd](?:%[ymd]|\d)", pattern):
        expression = expression.replace(r"\d{1,2}", r"\d{2}")
    before, after = "" if literal[0] else r"(?<!\d)", "" if literal[-1] else r"(?!\d)"
    return re.compile(before + expression + after, re.ASCII)


def _date(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    short = int(parts.get("short_year") or 0)
    year = int(parts.get("year") or (1900 if short >= POSIX_PIVOT else 2000) + short)
    try:
        return date(year, int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None
