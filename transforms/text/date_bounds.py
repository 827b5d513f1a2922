"""Bounds of an unknown day of publication: what a story tells as past was before it, a plan that is under way holds it."""

import re
from collections.abc import Sequence
from datetime import date

from schemas.records import DateExpression
from schemas.stages import StoryContext
from transforms.text.date_claims import EARLIEST, LATEST
from transforms.text.dates import find_dates

_ENTERED = re.compile(r"(?:进入|迈入|步入|踏入|跨入|正值|正处|处于|处在|迎来)[了“\"「]{0,2}$")
_UNDER_WAY = re.compile(r"[”\"」]?(?:规划|计划|时期)?(?:以来|开局|开启之年|收官|末期|中期评估|期间[^。！？]{0,20}?(?:已|累计|目前))")
_FIRST_YEAR = re.compile(r"[”\"」]?(?:规划|计划|时期)?(?:开局|开启之年)")
_LAST_YEAR = re.compile(r"[”\"」]?(?:规划|计划|时期)?收官")
_TO_COME_BEFORE = re.compile(r"(?:到|至|力争|争取|截止|预计|计划|拟|将于|将在|自|从|面向|展望|迎接|申办|筹办|举办权|目标|期限|有效期)[在于“]?$")
_TO_COME_AFTER = re.compile(
    r"[^，。；！？]{0,12}?(?:将|拟|预计|力争|计划|前(?:建成|完成|实现|基本|竣工|投产)|底前|年前|起施行|起实施|起执行|(?:及)?以前|之前|远景|目标|规划|奥运会|亚运会|世界杯|世博会)"
)
_SURE = ("day", "month", "quarter", "year")
MAX_TEXT = 20_000
"""Characters of a story that are looked at."""


def bounds_of(paragraphs: Sequence[str]) -> tuple[date | None, date | None, str | None]:
    """The first and last day on which the story can have been published, as far as its words tell, and those words."""
    text = "\n".join(paragraphs)[:MAX_TEXT]
    found = find_dates(text, StoryContext())
    past = [(day, words) for d in found if (day := _past(text, d)) and (words := d.text)]
    plans = [span for d in found if (span := _plan(text, d))]
    lows = past + [(low, words) for low, _, words in plans]
    highs = [(high, words) for _, high, words in plans]
    earliest = max(lows, default=(None, None), key=lambda x: x[0])
    sound = [h for h in highs if earliest[0] is None or h[0] >= earliest[0]]
    latest = min(sound, default=(None, None), key=lambda x: x[0])
    evidence = dict.fromkeys(w for w in (earliest[1], latest[1]) if w)
    return earliest[0], latest[0], "、".join(evidence) or None


def _around(text: str, found: DateExpression) -> tuple[str, str]:
    return text[max(0, found.start - 8) : found.start], text[found.end : found.end + 30]


def _past(text: str, found: DateExpression) -> date | None:
    """The first day of a date with its own year that is not told as to come."""
    if found.basis != "text" or found.precision not in _SURE or found.earliest is None or found.earliest.startswith("--"):
        return None
    before, after = _around(text, found)
    if _TO_COME_BEFORE.search(before) or _TO_COME_AFTER.match(after):
        return None
    day = date.fromisoformat(found.earliest)
    return day if EARLIEST <= day <= LATEST else None


def _plan(text: str, found: DateExpression) -> tuple[date, date, str] | None:
    """The years of a five-year plan that the story tells is entered or under way."""
    if found.kind != "period" or found.precision != "period" or not found.earliest or not found.latest or found.earliest.startswith("--"):
        return None
    before, after = _around(text, found)
    if not re.search("五", found.text) or not (_ENTERED.search(before) or _UNDER_WAY.match(after)):
        return None
    low, high = date.fromisoformat(found.earliest), date.fromisoformat(found.latest)
    if _FIRST_YEAR.match(after):
        high = date(low.year, 12, 31)
    if _LAST_YEAR.match(after):
        low = date(high.year, 1, 1)
    return low, high, found.text
