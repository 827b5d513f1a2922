"""Teasers: the rows that a page shows for other stories, taken apart into label, title, caption and date."""

import calendar
import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import pairwise

from schemas.records import Teaser
from schemas.stages import TeaserRow
from transforms.text.labels import row_label
from transforms.text.shapes import DATE_AT_START, DATE_TAIL, DATE_TOKEN, MAX_PATTERN, ONLY_DATE, date_at_end

LABEL_SPLIT = re.compile(r"([^\s|｜丨‖，。！？：；,!?;“”《》]{2,8}) ?(?:\|\||[|｜丨‖]) ?(?=\S)")
LABEL_BRACKETS = re.compile(r"(?:【([^】]{1,12})】|\[([^\]]{2,8})\]|〖([^〗]{1,12})〗)(?: ?(?=\S)|$)")
RANK = re.compile(r"(?:\d{1,2} ?、|\d{1,2} ?[.．](?!\d)|[·•●■◆★▪▶►>»]{1,3}|\d{1,2} (?=\D)) ?")
CLOCK_BESIDE = re.compile(r"(?P<first>\d{1,2}[:：]\d\d(?:[:：]\d\d)?)\s(?P<after>\D.*)|(?P<before>.*[^\s\d])\s(?P<last>\d{1,2}[:：]\d\d)")
"""A clock time at a row's head or end, apart from its title: the day is the crawl's."""
_PLAIN = r"[^\d今昨前刚剛\[【〖|｜丨‖　>»]*"
SPACE = re.compile(r"\s")
SIMPLE = re.compile(
    rf"(?=[^\W_]|[“《「『‘])(?!\d{{1,2}}[ 、.．])[今昨前刚剛]?{_PLAIN}(?:(?>\d+)(?! ?[-/.:：年月日天小分周週]){_PLAIN})*(?<![ ,，\]】起])"
)
"""A row of one part: no date, no bar, no bracket, no rank; a word before its first blank may still be a label."""
DATE_SIGN = re.compile(r"\d ?[-/.:：年月日天小分周週]|[今昨前刚剛]")
"""What every date has in it."""
OPENING = frozenset("【[〖")
BARS = frozenset("|｜丨‖")
TAIL_SIGNS = " 　,，|>»"
TAIL_WORDS = (*(f"{left}{word}{right}" for word in ("详细", "查看", "全文", "更多", "详情") for left, right in ("[]", "【】")), " 收起")
"""What a row may end on behind its title, in signs and in words."""
TAIL_LAST = frozenset(word[-1] for word in TAIL_WORDS)
MOST_TAILS = 4
"""So many words behind a title are taken off at most."""
MAX_GLUED = 100
"""Longer rows aren't searched for words that stand twice in a row, nor for dates in their middle."""
COUNTER = re.compile(r"\d{4,9}")
MIN_RANKED = 3
"""Rows in step from which their numbers are ranks."""
YEARLESS = re.compile(r"(\d{1,2})[-/月](\d{1,2})")
FULL = re.compile(r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2})")
DOUBLED = re.compile(r"([\w《》“”‘’「」『』·]{4,24})\1")
MANY_HEADS, MOST_ROWS = 3, 0.8
"""Where so many rows, and so great a share of them, have a short word before their first blank, those words are labels."""
SHORT_LABEL, MAX_LABEL = 4, 6
"""Characters of labels: those read off a page most of whose rows have one, and those learned from repetition."""
MONTHS = range(1, 13)
LEAP_YEAR = 2024
"""A year in which every month and day exists that exists in any."""
MIN_CAPTION_HEAD = 5
"""A caption glued to a title is told apart where at least so many characters of the row's head stand again at its head."""


def read_row(line: str, labels: Collection[str] = (), date_text: str | None = None, *, text: str | None = None) -> TeaserRow:
    """A row taken apart; `labels` are the words that stand before a blank in several rows of the page.

    The date is looked for at the row's end, at its head, and as a word between blanks; `date_text` is given where it stands
    on a line of its own. `text` is the row as it stands on the page, where that is more than the line.
    """
    text = line if text is None else text
    if date_text is None and SIMPLE.fullmatch(line) and (not labels or line.partition(" ")[0] not in labels):
        title, caption = split_caption(line)
        return TeaserRow(text, None, title, caption, None)
    rest, found = take_date(line) if date_text is None and DATE_SIGN.search(line) else (line, date_text)
    if found and labels:
        before, _, last = rest.rpartition(" ")
        if before and last in labels:
            return TeaserRow(text, last, before.rstrip(), None, found)
    rest = RANK.sub("", rest[:MAX_PATTERN].strip("\u200b\u200c\ufeff "), count=1) + rest[MAX_PATTERN:] if RANK.match(rest) else rest
    label, rest = _take_label(rest, labels)
    if label and not found and DATE_SIGN.search(rest):
        rest, found = take_date(rest)
    title, caption = split_caption(_without_tail(rest))
    return TeaserRow(text, label, title or None, caption, found)


def rank_free(rows: Sequence[tuple[int, str]]) -> dict[int, str]:
    """The rows' texts without a rank glued to their titles, by the lines' indices.

    A rank is read only from a list: neighbouring rows that start with 1, 2, 3 and so on, in step. A second number after each
    rank (how often it was read) goes with it where all rows of the list have one of four digits or more; it never grows.
    """
    texts = dict(rows)
    for ranked in _ranked_lists(rows):
        rests = [text[len(str(rank)) :] for rank, (_, text) in enumerate(ranked, 1)]
        counted = all(COUNTER.match(rest) for rest in rests)
        limit = math.inf
        for (i, _), rest in zip(ranked, rests, strict=True):
            cut, limit = _take_count(rest, limit) if counted else (0, limit)
            texts[i] = rest[cut:].lstrip("、.． ")
    return texts


def _ranked_lists(rows: Sequence[tuple[int, str]]) -> Iterator[Sequence[tuple[int, str]]]:
    """The stretches of three rows or more that start with 1, 2, 3 and so on."""
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end][1].startswith(str(end - start + 1)):
            end += 1
        if end - start >= MIN_RANKED:
            yield rows[start:end]
        start = max(end, start + 1)


def _take_count(rest: str, limit: float) -> tuple[int, float]:
    """How many digits of a row's head are its counter: as many as stand there while the number isn't above the row before."""
    digits = COUNTER.match(rest)
    length = digits.end() if digits else 0
    while length > 1 and int(rest[:length]) > limit:
        length -= 1
    return length, float(rest[:length] or 0)


def _without_tail(title: str) -> str:
    for _ in range(MOST_TAILS):
        title = title.rstrip(TAIL_SIGNS)
        if title[-1:] not in TAIL_LAST or not title.endswith(TAIL_WORDS):
            return title
        title = title[: -next(len(word) for word in TAIL_WORDS if title.endswith(word))]
    return title.rstrip(TAIL_SIGNS)


def take_date(line: str) -> tuple[str, str | None]:
    """The row without its date, and the date as it stands; None where the row has none."""
    whole = ONLY_DATE.fullmatch(line[:MAX_PATTERN])
    if whole:
        return "", whole[1]
    end = date_at_end(line)
    if end:
        start = max(0, len(line) - DATE_TAIL)
        if _apart(line[: start + end.start("date")], end["date"], end["open"]):
            return line[: start + end.start()].rstrip(" ·|•/-—"), end["date"]
    head = DATE_AT_START.match(line[:MAX_PATTERN])
    if head and (head["open"] or line[head.end("date") : head.end("date") + 1].isspace()):
        return line[head.end() :].lstrip(), head["date"]
    token = DATE_TOKEN.search(line[:MAX_GLUED]) if SPACE.search(line) else None
    if token:
        return f"{line[: token.start()].rstrip()} {line[token.end() :].lstrip()}", token[1]
    clock = CLOCK_BESIDE.fullmatch(line) if len(line) <= MAX_GLUED and (":" in line or "：" in line) else None
    if clock:
        return clock["after"] or clock["before"], clock["first"] or clock["last"]
    return line, None


def _apart(before: str, found: str, opened: str) -> bool:
    """Whether a date at a row's end is the row's and not its title's last word: with a year always, else after a blank or a bracket."""
    return bool(opened) or FULL.match(found) is not None or not before or before[-1].isspace() or before[-1] in "·|•/"


def _take_label(rest: str, labels: Collection[str]) -> tuple[str | None, str]:
    """The row's label and the rest; the label stands in brackets, before a bar, or before a blank where other rows have it too."""
    bracket = LABEL_BRACKETS.match(rest) if rest[:1] in OPENING else None
    if bracket and (bracket.end() < len(rest) or bracket.end() <= MAX_LABEL + 2):
        return bracket[1] or bracket[2] or bracket[3], rest[bracket.end() :]
    bar = LABEL_SPLIT.match(rest) if not BARS.isdisjoint(rest[:12]) else None
    if bar:
        return bar[1], rest[bar.end() :]
    if labels:
        head, _, tail = rest.replace("　", " ").partition(" ")
        if head in labels:
            return head, tail.lstrip()
    return None, rest


def split_caption(title: str) -> tuple[str, str | None]:
    """A title and the photo caption glued to it, told apart only where the row repeats itself.

    Either the caption starts with the words that the title ends on, or with those that it starts with; a title as it stands
    otherwise.
    """
    if not 2 * MIN_CAPTION_HEAD <= len(title) <= MAX_PATTERN:
        return title, None
    doubled = DOUBLED.search(title) if len(title) <= MAX_GLUED and _repeats_itself(title) else None
    if doubled and doubled.end() < len(title):
        return title[: doubled.end(1)], title[doubled.end(1) :]
    again = title.find(title[:MIN_CAPTION_HEAD], MIN_CAPTION_HEAD)
    if again > 0 and title[again - 1] not in "“‘《「『（( 、，,：:的":
        return title[:again].rstrip(), title[again:]
    return title, None


def _repeats_itself(title: str) -> bool:
    """Whether three pairs of neighbouring characters stand in a title more than once, as in any that holds four characters twice."""
    return len(title) - len(set(title)) > 3 and len(title) - len(set(pairwise(title))) > 3  # noqa: PLR2004


def page_labels(lines: Collection[str]) -> frozenset[str]:
    """The labels of a page's rows, learned from repetition: words before a blank that stand so in two rows or more.

    Where half of the rows have such a label, or nearly all have a short word there, a word of two to four characters in the
    same place of another row is one too.
    """
    parts = [take_date(line) for line in lines]
    heads = [head for rest, found in parts if (head := _head_word(rest, found))]
    if not heads:
        heads = [tail for rest, found in parts if found and (tail := _tail_word(rest))]
    known = {head for head, count in Counter(heads).items() if count > 1}
    if len(heads) >= MANY_HEADS and len(heads) >= MOST_ROWS * len(lines) and max(map(len, heads)) <= SHORT_LABEL:
        known.update(heads)
    if known and sum(head in known for head in heads) * 2 >= len(lines):
        known.update(head for head in heads if len(head) <= SHORT_LABEL)
    return frozenset(known)


def _head_word(rest: str, found: str | None) -> str:
    """The word before the first blank of a row less its date; the whole of what is left of a short row."""
    if found and rest.isalpha() and 1 < len(rest) <= MAX_LABEL:
        return rest
    return row_label(rest)


def _tail_word(rest: str) -> str:
    """The word after the last blank of a row less its date, if it can be a label."""
    before, _, last = rest.rpartition(" ")
    return last if before and 1 < len(last) <= SHORT_LABEL and last.isalpha() else ""


def resolve_teaser(row: TeaserRow, page_id: str, source_uri: str, position: int, article_id: str | None) -> Teaser:
    """The teaser record of a row: its day where the row gives it whole, bounds without a year where it gives month and day.

    A date relative to the crawl (昨天, 3小时前) gives neither; `date_text` keeps its words.
    """
    day, earliest, latest = _resolve(row.date_text or "")
    return Teaser(page_id, article_id, position, row.text, row.label, row.title, row.caption, day, row.date_text, earliest, latest, source_uri)


def _resolve(text: str) -> tuple[date | None, str | None, str | None]:
    full = FULL.match(text)
    if full:
        if not _is_day(int(full[1]), int(full[2]), int(full[3])):
            return None, None, None
        day = date(int(full[1]), int(full[2]), int(full[3]))
        return day, day.isoformat(), day.isoformat()
    short = YEARLESS.match(text)
    if short and _is_day(LEAP_YEAR, int(short[1]), int(short[2])):
        bound = f"--{int(short[1]):02d}-{int(short[2]):02d}"
        return None, bound, bound
    return None, None, None


def _is_day(year: int, month: int, day: int) -> bool:
    return month in MONTHS and 1 <= day <= calendar.monthrange(year, month)[1]
