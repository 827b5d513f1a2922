"""Quality floors of separating naive text, on gold that isn't part of the project; a drop fails, and so does another gold."""

import hashlib
import importlib.util
import json
from collections.abc import Iterator
from statistics import mean
from types import ModuleType
from typing import Any

import pytest

from schemas.reasons import Rejected
from schemas.stages import DecodedPage, SeparatedPage
from tests.helpers import shared
from transforms.text.separate import separate_story
from transforms.text.teasers import resolve_teaser

SHARED = shared()
pytestmark = pytest.mark.skipif(SHARED is None, reason="no shared gold data at hand")

PAGES_DIGEST = "ff31fad44e74f1e220ba5f0213a19bcea9e1d4b754aa6493aade84fb320c91fb"
LINES_DIGEST = "e9588b97fd1c89003005b7cb80a1e372ea8bfcd6ac9465f5b5e75a82adfcba8e"


def scorer(name: str) -> ModuleType:
    """A scorer of the shared data as a module."""
    assert SHARED is not None
    spec = importlib.util.spec_from_file_location(name, SHARED / "eval" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold(path: str, digest: str) -> Iterator[dict[str, Any]]:
    """The records of a gold file, whose digest must be the one that the floors were measured with."""
    assert SHARED is not None
    data = (SHARED / "data" / path).read_bytes()
    assert hashlib.sha256(data).hexdigest() == digest, "the floors were measured with another gold"
    return map(json.loads, data.decode().splitlines())


def separated(name: str, text: str) -> SeparatedPage | None:
    """A text taken apart; None where it is turned away."""
    try:
        return separate_story(DecodedPage("0" * 64, name, text, markup=False, charset="utf-8"))
    except Rejected:
        return None


def test_articles_as_naive_text() -> None:
    """Chinese articles: mean F1 of 4-token shingles, and the share of other lines that leaks in."""
    score = scorer("score_separation")
    f1, leaks = [], []
    for page in gold("separation/lines.gold.jsonl", LINES_DIGEST):
        if page["kind"] == "article" and page["clean"]:
            assert SHARED is not None
            text = (SHARED / "data" / "separation" / page["file"]).read_text("utf-8")
            result = separated(page["file"], text)
            one, leak = lines_score(score, page, text.split("\n"), result.paragraphs if result else ())
            f1.append(one)
            leaks.append(leak)

    assert mean(f1) >= 0.943
    assert mean(leaks) <= 0.029


def lines_score(score: ModuleType, page: dict[str, Any], lines: list[str], kept: tuple[str, ...]) -> tuple[float, float]:
    """F1 and leak of one page, as the scorer counts them."""
    unsure = {line.strip() for line in lines if score.BYLINE.match(line) or line.strip() == (page["title"] or "").strip()}
    labelled = [(line, label) for line, label in zip(lines, page["labels"], strict=True) if line.strip() not in unsure]
    other = [line for line, label in labelled if not label and len(score.tokens(line)) > 3]
    held = {"".join(line.split()) for line in kept}
    leak = sum(len(line) for line in other if "".join(line.split()) in held) / max(1, sum(map(len, other)))
    out = "\n".join(line for line in kept if line.strip() not in unsure)
    _, _, f1 = score.prf(score.tokens(out), score.tokens("\n".join(line for line, label in labelled if label)))
    return f1, leak


def test_labelled_pages() -> None:
    """Pages with every line labelled: the story, the teaser rows as records, the title and the credits."""
    score = scorer("score_pages")
    stories, found, wanted, given, right = [], 0, 0, 0, []
    for page in gold("pages/pages.gold.jsonl", PAGES_DIGEST):
        result = separated(page["file"], "\n".join(line["text"] for line in page["lines"]))
        assert result is not None
        stories.append(score.story(page, {"text": "\n".join(result.paragraphs)} if result.paragraphs else None)[2])
        rows = [resolve_teaser(row, "p", page["file"], i, None) for i, row in enumerate(result.teasers)]
        pairs, gold_rows, out_rows = score.teasers(
            page, [{"title": row.title, "caption": row.caption, "label": row.label, "teaser_date": row.teaser_date} for row in rows]
        )
        found, wanted, given = found + len(pairs), wanted + gold_rows, given + out_rows
        right += [g["label"] == r["label"] and score.same_date(g["date"], r["teaser_date"]) for g, r in pairs]

    assert mean(stories) >= 0.99
    assert 2 * found / (wanted + given) >= 0.97
    assert mean(right) >= 0.98
