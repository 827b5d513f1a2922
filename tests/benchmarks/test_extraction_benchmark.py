"""The pure parts of the benchmark of extraction: what other tools say becomes records, figures become tables."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from benchmarks.extraction.cases import GIVES, GOLD, PACKAGES
from benchmarks.extraction.extractors import EXTRACTORS, jionlp_dates, jionlp_money, posseg_records, recognizers_amounts, recognizers_dates
from benchmarks.extraction.report import Speeds, quality_table, speed_table
from benchmarks.extraction.worker import answer


@dataclass
class Found:
    """A finding as Recognizers-Text gives it: the end is inclusive."""

    start: int
    end: int
    resolution: dict[str, Any] = field(default_factory=dict)


def test_every_tool_has_its_parts() -> None:
    """Each tool can be made, says what it gives, and each peer says what to install."""
    assert EXTRACTORS.keys() == GIVES.keys() == {"zhengwen", *PACKAGES}


def test_posseg_tokens_become_spans() -> None:
    """Tags that start with nr, ns and nt are names at the place of their token."""
    found = posseg_records([("梁小满", "nr"), ("在", "p"), ("巴中", "ns"), ("谈", "v"), ("玛丽", "nrt")])
    assert found["spans"] == [[0, 3, "person"], [4, 6, "place"], [7, 9, "person"]]
    assert found["people"] == [{"name": "梁小满", "spans": [[0, 3]]}, {"name": "玛丽", "spans": [[7, 9]]}]


def test_jionlp_dates() -> None:
    """A span of time gives its first and last day, a length of time nothing."""
    span = {"offset": [3, 9], "detail": {"time": ["2031-03-01 00:00:00", "2031-03-31 23:59:59"]}}
    assert list(jionlp_dates(span)) == [{"start": 3, "end": 9, "earliest": "2031-03-01", "latest": "2031-03-31"}]
    assert not list(jionlp_dates({"offset": [0, 2], "detail": {"time": {"day": 2}}}))


@pytest.mark.parametrize(("number", "value"), [("36.00", "36.00"), (["10.00", "20.00"], "10.00")])
def test_jionlp_money(number: object, value: str) -> None:
    """An amount gives its value, a range its lower end."""
    assert list(jionlp_money({"offset": [0, 4], "detail": {"num": number}})) == [{"start": 0, "end": 4, "value": value}]


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ({"type": "date", "value": "2031-03-05"}, ("2031-03-05", "2031-03-05")),
        ({"type": "daterange", "start": "2031-03-01", "end": "2031-04-01"}, ("2031-03-01", "2031-03-31")),
        ({"type": "datetimerange", "start": "2031-03-01 08:00:00", "end": "2031-03-02 08:00:00"}, ("2031-03-01", "2031-03-02")),
    ],
)
def test_recognizers_dates(value: dict[str, str], days: tuple[str, str]) -> None:
    """Ends are made exclusive, a range's last day inclusive."""
    assert list(recognizers_dates(Found(2, 5, {"values": [value]}))) == [{"start": 2, "end": 6, "earliest": days[0], "latest": days[1]}]


@pytest.mark.parametrize(
    "value", [{"type": "duration", "value": "86400"}, {"type": "daterange", "start": "2031-03-01"}, {"type": "date", "value": "not resolved"}]
)
def test_what_names_no_day_is_no_date(value: dict[str, str]) -> None:
    """Durations, open ranges and what isn't resolved give nothing."""
    assert not list(recognizers_dates(Found(0, 1, {"values": [value]})))


def test_recognizers_amounts() -> None:
    """A percentage loses its sign; what has no value is left out."""
    assert list(recognizers_amounts(Found(0, 3, {"value": "5.2%"}))) == [{"start": 0, "end": 4, "value": "5.2"}]
    assert not list(recognizers_amounts(Found(0, 3)))


def test_a_tool_that_fails_on_a_text_gives_nothing_for_it() -> None:
    """A failure costs the text and is counted."""

    def extract(text: str, _: object) -> dict[str, Any]:
        return {"spans": [[0, 6 // len(text), "date"]]}

    said = answer([("a", "", None), ("b", "日", "2031-01-01T00:00:00")], extract)
    assert (said["rows"], said["failures"]) == ([{"id": "a"}, {"spans": [[0, 6, "date"]], "id": "b"}], 1)


def test_tables_leave_cells_empty_that_a_tool_does_not_give() -> None:
    """A tool's cell is empty where it isn't made for that kind, and 0 where it found nothing."""
    gold = next(gold for gold in GOLD if gold.title.startswith("UNER"))
    scores = {gold.file: {"zhengwen": {"person": {"f1": 0.5, "gold": 7}}, "jieba.posseg": {}, "jionlp": {}}}
    assert f"| {gold.title} | person, F1 | 7 | 0.500 | 0.000 |  |" in quality_table([gold], scores, list(scores[gold.file]))


def test_speeds_are_ratios_within_a_round() -> None:
    """The median of the rounds' ratios, not the ratio of medians."""
    speeds = Speeds(1000, {"zhengwen": [1.0, 2.0, 4.0], "jieba.posseg": [2.0, 4.0, 2.0]})
    assert "| zhengwen | 0k (0-1) | 2.00 (0.50-2.00) |" in speed_table(speeds)
