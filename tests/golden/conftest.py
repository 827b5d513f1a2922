"""The golden pages: each page of the bundled sample with what it should give, written by hand."""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

GOLD = Path(__file__).parent
PAGES = Path(__file__).parents[2] / "pipeline" / "sample" / "pages"


@dataclass(frozen=True)
class Golden:
    """A page and its gold."""

    name: str
    gold: dict[str, Any]

    @property
    def path(self) -> Path:
        """The file that holds the page."""
        return PAGES / self.gold["page"]

    @property
    def member(self) -> dict[str, str]:
        """The JSON line of a page that is one of several in its file."""
        return json.loads(self.path.read_text("utf-8").splitlines()[self.gold["member"]])

    @property
    def members(self) -> int:
        """How many pages the file holds."""
        return len(self.path.read_text("utf-8").splitlines()) if "member" in self.gold else 1

    @property
    def markup(self) -> bool:
        """Whether the page is HTML."""
        return "html" in self.member if "member" in self.gold else ".html" in self.gold["page"]

    @property
    def data(self) -> bytes:
        """The page's own bytes, unpacked."""
        if "member" in self.gold:
            return (self.member.get("html") or self.member["text"]).encode()
        data = self.path.read_bytes()
        return gzip.decompress(data) if self.path.suffix == ".gz" else data


GOLDEN = [Golden(path.stem, json.loads(path.read_text("utf-8"))) for path in sorted(GOLD.glob("*.json"))]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `golden` runs for each page, `story` for each page with a story, `teasing` for each with teasers or a story."""
    outcomes = {"golden": {"story", "index", "dead_letter"}, "teasing": {"story", "index"}, "story": {"story"}}
    for name in outcomes.keys() & set(metafunc.fixturenames):
        chosen = [page for page in GOLDEN if page.gold["outcome"] in outcomes[name]]
        metafunc.parametrize(name, chosen, ids=[page.name for page in chosen])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A field that is known to come out wrong is expected to, until its line is taken out of misses.tsv."""
    misses = dict(line.split("\t", 1) for line in (GOLD / "misses.tsv").read_text("utf-8").splitlines()[1:])
    for item in items:
        if item.path.name == "test_golden.py" and item.name in misses:
            item.add_marker(pytest.mark.xfail(reason=misses[item.name], strict=True))


@pytest.fixture
def golds() -> list[Golden]:
    """All golden pages."""
    return GOLDEN
