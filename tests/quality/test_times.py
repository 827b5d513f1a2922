"""Quality of dates, quantities and sayings on gold made elsewhere: floors that a change must not fall below.

Each floor belongs to one corpus, told by its digest: other gold, other floors. Skipped where the gold is absent.
"""

import hashlib
import importlib.util
import json
import os
from collections import Counter
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schemas.records import Person, Span
from schemas.stages import StoryContext
from transforms.text.dates import find_dates
from transforms.text.quantities import find_quantities
from transforms.text.quotes import find_quotes

SHARED = Path(os.environ.get("ZHENGWEN_SHARED") or Path(__file__).resolve().parents[2] / "../shared")
GOLD = SHARED / "data"

EXPECTED = {
    "CurrencyModel": ("a1af0b4e83a700c2", {"overlap": 1.0, "right value": 1.0}),
    "DateTimeModel": ("fa218981b2105fe1", {"overlap": 1.0, "exact span": 0.91, "right value": 0.79}),
    "DimensionModel": ("51cd8ad7a7bb4a8a", {"overlap": 1.0, "right value": 1.0}),
    "NumberModel": ("fc3192a817c641e6", {"overlap": 0.90, "right value": 0.90}),
    "PercentModel": ("96d3ea59fe7c8016", {"overlap": 1.0, "right value": 0.98}),
}
RECORDS: tuple[str, dict[str, float]] = (
    "321f1ab3f92c7be0",
    {"date spans": 1.0, "date values": 1.0, "quantity spans": 0.98, "quantity values": 0.98, "speaker+verb": 0.98, "quote text": 0.98},
)


def scorer() -> Any:
    """The scorer that came with the gold."""
    path = SHARED / "eval/score_extraction.py"
    if not path.exists():
        pytest.skip("the gold is not beside the repository")
    spec = importlib.util.spec_from_file_location("score_extraction", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold(path: Path, digest: str) -> list[dict[str, Any]]:
    """The gold's documents; fails where it isn't the corpus that the floors were measured on."""
    if not path.exists():
        pytest.skip("the gold is not beside the repository")
    data = path.read_bytes()
    assert hashlib.sha256(data).hexdigest().startswith(digest)
    return [json.loads(line) for line in data.splitlines()]


def people(document: dict[str, Any]) -> list[Person]:
    """The gold's persons, so that a name missed isn't counted as a saying missed."""
    named: dict[str, list[Span]] = {}
    for mention in document.get("people", ()):
        named.setdefault(mention["name"], []).append(Span(mention["start"], mention["end"]))
    return [Person("", None, name, [], None, None, None, spans) for name, spans in named.items()]


def predicted(document: dict[str, Any]) -> dict[str, Any]:
    """What the finders say of a document, in the scorer's form."""
    day = (document.get("reference") or document.get("reference_date") or "")[:10]
    text, context = document["text"], StoryContext(published_date=date.fromisoformat(day) if day else None)
    found = {
        "dates": [asdict(row) for row in find_dates(text, context)],
        "quantities": [asdict(row) for row in find_quantities(text, context)],
        "quotes": [asdict(row) for row in find_quotes(text, context, people(document))],
    }
    spans = [[row["start"], row["end"], kind] for kind, name in (("date", "dates"), ("quantity", "quantities")) for row in found[name]]
    return {**found, "spans": spans}


@pytest.mark.parametrize("model", EXPECTED)
def test_expected(model: str) -> None:
    """Spans and values of the specifications of another project."""
    digest, floors = EXPECTED[model]
    count: Counter[tuple[str, str]] = Counter()
    score = scorer()
    for document in gold(GOLD / f"extraction/recognizers_{model}.jsonl", digest):
        score.score_expected(count, document, predicted(document))
    total = sum(n for (_, what), n in count.items() if what == "gold")
    shares = {what: sum(n for (_, w), n in count.items() if w == what) / total for what in floors}

    assert not {what: share for what, share in shares.items() if share < floors[what]}


def test_records() -> None:
    """F1 on annotated news."""
    digest, floors = RECORDS
    score = scorer()
    tally = score.Tally()
    for document in gold(GOLD / "records/records.gold.jsonl", digest):
        score.score_records(tally, document, predicted(document))
    result = tally.result()

    assert not {what: result[what]["f1"] for what, floor in floors.items() if result[what]["f1"] < floor}


@pytest.mark.parametrize(
    "unit",
    ["一", "1", "12,", "说，", "“说", "2024年", "10月14日至", "三至", "（", "5%、", "甲乙说：“", "第", "1/", "十", " ", "今天（", "前1", "3年"],
)
def test_work_grows_with_length(unit: str) -> None:
    """Twice a hostile text costs about twice the steps, not four times; counted in the interpreter's own events, not in time."""
    import sys  # noqa: PLC0415  only this test counts steps

    def steps(size: int) -> int:
        """Calls that the finders make on `size` repeats."""
        text, calls = unit * size, 0

        def count(*_: Any) -> None:
            nonlocal calls
            calls += 1

        sys.setprofile(count)
        try:
            for find in (find_dates, find_quantities, find_quotes):
                find(text, StoryContext(published_date=date(2024, 5, 1)))
        finally:
            sys.setprofile(None)
        return calls

    assert steps(4000) < 3 * steps(2000)
