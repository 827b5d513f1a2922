"""Floors for the separation of HTML pages, on the gold pages; they may rise, and fall only with a word in the changelog."""

import hashlib
import json
import os
from collections import defaultdict
from pathlib import Path

import pytest

from benchmarks.separation.scores import f1, mean
from schemas.reasons import Rejected
from schemas.stages import DecodedPage
from transforms.text.separate import separate_story

SHARED = Path(os.environ.get("ZHENGWEN_SHARED") or Path(__file__).resolve().parents[2] / "../shared")
FOLDER = SHARED / "data" / "separation"
GOLD = FOLDER / "pages.gold.jsonl"
DIGEST = "6ce80d80d9a0b68a0518947dfcc15b70e576ea71bc7b56d6419d96b9484ae60c"
FLOORS = {"zh article": 0.968, "zh forum": 0.79, "ja article": 0.97, "en article": 0.965, "zh code/tech": 0.81}
"""Mean F1 over 4-token shingles, of language and kind."""

pytestmark = pytest.mark.skipif(not GOLD.exists(), reason="the shared gold pages are not here")


def test_the_gold_is_the_one_that_the_floors_were_measured_on() -> None:
    """Other gold needs other floors."""
    assert hashlib.sha256(GOLD.read_bytes()).hexdigest() == DIGEST


def test_no_kind_of_page_falls_below_its_floor() -> None:
    """The story's text, page by page, against the gold's."""
    scores = defaultdict(list)
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        if not page["gold_type"].startswith(("partial", "prefix")):
            scores[f"{page['lang']} {page['kind']}"].append(f1(_story(page["file"], page["encoding"]), page["text"]))

    assert {kind: mean(scores[kind]) for kind in FLOORS if mean(scores[kind]) < FLOORS[kind]} == {}


def _story(file: str, encoding: str) -> str:
    html = (FOLDER / file).read_bytes().decode(encoding, "replace").replace("\0", "").replace("\r\n", "\n")
    try:
        return "\n".join(separate_story(DecodedPage("0" * 64, file, html, markup=True, charset=encoding)).paragraphs)
    except Rejected:
        return ""
