"""Each tool as a function from a text to the records that it gives, in the form of `zhengwen extract`.

A tool that gives only some kinds leaves the others out. Where a tool knows several readings of a date, each is given: any right one counts.
"""

# ruff: noqa: PLC0415  each tool is imported only in the process that runs it

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any

Row = dict[str, Any]
Extract = Callable[[str, date | None], Row]
"""From a text and its day of publication to its records."""

DAY = len("YYYY-MM-DD")
POSSEG_KINDS = {"nr": "person", "ns": "place", "nt": "organization"}
"""jieba's tags are ICTCLAS's: nr names of persons (nrt transliterated, nrfg from the Three Kingdoms), ns places, nt institutions."""


def zhengwen() -> Extract:
    """This project: all tables."""
    from transforms.text.extract import Extractor
    from transforms.text.printed import printed_records

    extractor = Extractor.load()
    return lambda text, reference: printed_records("", text, reference, extractor)


def posseg() -> Extract:
    """The tagger of jieba: each token tagged as a name is a span."""
    import jieba
    from jieba import posseg as tagger

    jieba.initialize()
    return lambda text, _: posseg_records([(token.word, token.flag) for token in tagger.cut(text)])


def posseg_records(tokens: Iterable[tuple[str, str]]) -> Row:
    """The spans of tagged tokens, which follow one another without gaps, and a person for each that is one."""
    start = 0
    spans, people = [], []
    for word, flag in tokens:
        end = start + len(word)
        if flag[:2] in POSSEG_KINDS:
            spans.append([start, end, POSSEG_KINDS[flag[:2]]])
        if flag[:2] == "nr":
            people.append({"name": word, "spans": [[start, end]]})
        start = end
    return {"spans": spans, "people": people}


def jionlp() -> Extract:
    """JioNLP's time and money extractors, with parsing."""
    import jionlp

    def extract(text: str, reference: date | None) -> Row:
        moment = datetime.combine(reference or datetime.now(UTC).date(), time(), UTC).timestamp()
        dates = [row for found in jionlp.ner.extract_time(text, time_base=moment, with_parsing=True) or () for row in jionlp_dates(found)]
        money = [row for found in jionlp.ner.extract_money(text, with_parsing=True) or () for row in jionlp_money(found)]
        return _records(dates, money)

    return extract


def jionlp_dates(found: Row) -> Iterator[Row]:
    """The date of a finding; a length of time has none."""
    ends = (found.get("detail") or {}).get("time")
    if isinstance(ends, list):
        earliest, latest = (str(end)[:DAY] for end in ends)
        yield {"start": found["offset"][0], "end": found["offset"][1], "earliest": earliest, "latest": latest}


def jionlp_money(found: Row) -> Iterator[Row]:
    """The amount of a finding; of a range the lower end."""
    value = (found.get("detail") or {}).get("num")
    if value is not None:
        yield {"start": found["offset"][0], "end": found["offset"][1], "value": value[0] if isinstance(value, list) else value}


def recognizers() -> Extract:
    """Microsoft Recognizers-Text: dates and times, numbers, percent, currency, dimensions."""
    from ms_recognizers_date_time import recognize_datetime
    from ms_recognizers_number import recognize_number, recognize_ordinal, recognize_percentage
    from ms_recognizers_number_with_unit import recognize_currency, recognize_dimension
    from ms_recognizers_text import Culture

    kinds = (recognize_currency, recognize_dimension, recognize_percentage, recognize_ordinal, recognize_number)

    def extract(text: str, reference: date | None) -> Row:
        moment = datetime.combine(reference, time()) if reference else None
        dates = [row for found in recognize_datetime(text, Culture.Chinese, reference=moment) for row in recognizers_dates(found)]
        quantities = [row for kind in kinds for found in kind(text, Culture.Chinese) for row in recognizers_amounts(found)]
        return _records(dates, quantities)

    return extract


def recognizers_dates(found: Any) -> Iterator[Row]:
    """Every reading of a finding that names days; a range's end is exclusive."""
    for value in (found.resolution or {}).get("values") or ():
        ends = (value.get("value"), value.get("value")) if "value" in value else (value.get("start"), value.get("end"))
        if "date" not in value.get("type", "") or not all(ends):
            continue
        try:
            earliest, latest = (date.fromisoformat(str(end)[:DAY]) for end in ends)
        except ValueError:
            continue
        last = date.fromordinal(latest.toordinal() - 1) if value["type"] == "daterange" else latest
        yield {"start": found.start, "end": found.end + 1, "earliest": earliest.isoformat(), "latest": last.isoformat()}


def recognizers_amounts(found: Any) -> Iterator[Row]:
    """The value of a finding; percent without its sign."""
    value = (found.resolution or {}).get("value")
    if value is not None:
        yield {"start": found.start, "end": found.end + 1, "value": str(value).rstrip("%")}


def _records(dates: list[Row], quantities: list[Row]) -> Row:
    """Both tables with their spans; a quantity within another is left out, as a number within an amount."""
    whole = [row for row in quantities if not any(_within(row, other) for other in (*quantities, *dates))]
    spans = {(row["start"], row["end"], kind) for kind, rows in (("date", dates), ("quantity", whole)) for row in rows}
    return {"spans": [list(span) for span in sorted(spans)], "dates": dates, "quantities": quantities}


def _within(row: Row, other: Row) -> bool:
    """Whether a row lies in a longer one."""
    return bool(other["start"] <= row["start"] and row["end"] <= other["end"] and other["end"] - other["start"] > row["end"] - row["start"])


EXTRACTORS: dict[str, Callable[[], Extract]] = {"zhengwen": zhengwen, "jieba.posseg": posseg, "jionlp": jionlp, "ms-recognizers": recognizers}
