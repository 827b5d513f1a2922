"""Quality of people, titles, organisations and places on gold made elsewhere: floors that a change must not fall below.

Each floor belongs to one corpus, told by its digest: other gold, other floors. Skipped where the gold is absent.
"""

import hashlib
import importlib.util
import json
from dataclasses import asdict
from typing import Any

import pytest

from schemas.stages import StoryContext
from tests.helpers import shared
from transforms.text.names import NameFinder

SHARED = shared()
pytestmark = pytest.mark.skipif(SHARED is None, reason="../shared with the gold isn't here")

FLOORS = {
    "records/records.gold": (
        "321f1ab3f92c7be0",
        {"person mentions": 0.99, "person+title": 0.98, "person+organization": 0.94, "organization spans": 0.92, "place spans": 0.93},
    ),
    "extraction/uner_dev": ("d3cef6a9c643b4bc", {"person": 0.69, "organization": 0.575, "place": 0.69}),
    "extraction/resume_dev": ("ad7bdefbab154efd", {"person": 0.93, "title": 0.865}),
}
"""Gold file: the first 16 digits of its SHA-256, and the F1 of each kind to be kept."""


@pytest.fixture(scope="module")
def finder() -> NameFinder:
    """The finder, loaded once."""
    return NameFinder.load()


def predicted(finder: NameFinder, document: dict[str, Any]) -> dict[str, Any]:
    """The document's names in the scorer's form."""
    names = finder.find(document["text"], StoryContext())
    tables = (("person", names.people), ("organization", names.organizations), ("place", names.places))
    spans = [[span.start, span.end, kind] for kind, rows in tables for row in rows for span in row.spans]
    spans += [[span.start, span.end, "title"] for span in names.title_spans]
    people = [asdict(person) | {"spans": [[span.start, span.end] for span in person.spans]} for person in names.people]
    return {"spans": spans, "people": people}


@pytest.mark.parametrize("name", FLOORS)
def test_floors(finder: NameFinder, name: str) -> None:
    """F1 of each kind doesn't fall below its floor."""
    assert SHARED is not None
    digest, floors = FLOORS[name]
    data = (SHARED / f"data/{name}.jsonl").read_bytes()
    if not hashlib.sha256(data).hexdigest().startswith(digest):
        pytest.skip("other gold than these floors are for")
    spec = importlib.util.spec_from_file_location("score_extraction", SHARED / "eval/score_extraction.py")
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    tally = scorer.Tally()
    for line in data.decode().splitlines():
        document = json.loads(line)
        out = predicted(finder, document)
        if "spans" in document:
            for kind in floors:
                tally.add(kind, *([(a, b) for a, b, k in spans if k == kind] for spans in (out["spans"], document["spans"])))
        else:
            scorer.score_records(tally, document, out)
    result = tally.result()

    assert not {kind: result[kind]["f1"] for kind, floor in floors.items() if result[kind]["f1"] < floor}
