"""Pages of many shapes, written for these tests, come apart as marked; they lie in pages/*.page.

A line of such a file is `mark<TAB>text`; the mark is S story, T title, M metadata, C caption, N navigation, O other, F foot, or R a teaser
row, which is followed by its label, title and date, each after a tab, empty where the row has none. `# key: value` lines give the title,
the source, the bylines (`role name; role name`) and the date that the page gives for its story.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from schemas.stages import DecodedPage, SeparatedPage
from transforms.text.separate import separate_story

PAGES = sorted((Path(__file__).parent / "pages").glob("*.page"))


@dataclass(frozen=True, slots=True)
class PageCase:
    """One page with what is expected of it."""

    lines: tuple[str, ...]
    marks: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    facts: dict[str, str]

    @property
    def separated(self) -> SeparatedPage:
        """The page, taken apart, with every line's role."""
        return separate_story(DecodedPage("0" * 64, "page.txt", "\n".join(self.lines), markup=False, charset="utf-8"), explain=True)


@pytest.fixture(params=PAGES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> PageCase:
    """Each page file as a case."""
    written = request.param.read_text(encoding="utf-8").splitlines()
    facts = dict(line[2:].split(":", 1) for line in written if line.startswith("# "))
    fields = [line.split("\t") for line in written if line and not line.startswith("# ")]
    return PageCase(
        lines=tuple(parts[1] for parts in fields),
        marks=tuple(parts[0] for parts in fields),
        rows=tuple(tuple(value.strip() or None for value in [*parts[2:5], "", "", ""][:3]) for parts in fields if parts[0] == "R"),
        facts={key: value.strip() for key, value in facts.items()},
    )


def test_the_story_is_kept_and_nothing_else(case: PageCase) -> None:
    """Every line marked as story is a paragraph, in order, and no other line is."""
    wanted = tuple(line for line, mark in zip(case.lines, case.marks, strict=True) if mark == "S")

    assert case.separated.paragraphs == wanted


def test_every_row_is_found_with_its_parts(case: PageCase) -> None:
    """The teaser rows are found in order, each with its label, title and date; a date may carry its clock time."""
    found = [(row.label, row.title, row.date_text) for row in case.separated.teasers]

    assert [row[:2] for row in found] == [row[:2] for row in case.rows]
    assert all((got or "").startswith(wanted or "") and bool(got) == bool(wanted) for (*_, got), (*_, wanted) in zip(found, case.rows, strict=True))


def test_title_source_and_credits_are_read(case: PageCase) -> None:
    """Title, medium and credits are what the page gives, each credit once and in the page's order."""
    page = case.separated
    credits_found = "; ".join(f"{byline.role} {byline.name}" for byline in page.bylines)

    assert page.title == case.facts.get("title")
    assert page.source_name == (case.facts["source"] or None if "source" in case.facts else page.source_name)
    assert credits_found == case.facts.get("bylines", credits_found)


def test_the_first_date_claimed_is_the_storys(case: PageCase) -> None:
    """Where the page dates its story, that date is the first claim; no teaser's date is."""
    claims = ["-".join(part.zfill(2) for part in re.findall(r"\d+", claim.text)[:3]) for claim in case.separated.date_claims]

    assert claims[:1] == [case.facts["date"]] if "date" in case.facts else not (claims and case.marks.count("S") == 0)


def test_every_line_has_a_role_and_a_reason(case: PageCase) -> None:
    """What `explain` shows are the page's lines, all of them, in order, each with a reason."""
    lines = case.separated.lines

    assert [line.text for line in lines] == [line.strip() for line in case.lines]
    assert all(line.reason for line in lines)
