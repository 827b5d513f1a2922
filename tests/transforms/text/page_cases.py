"""Pages written for the tests, each line marked with what it is; they lie in pages/*.page.

A line is `mark<TAB>text`; the mark is S story, T title, M metadata, C caption, N navigation, O other, F foot, or R a teaser row, which
is followed by its label, title and date, each after a tab, empty where the row has none. `# key: value` lines give the title, the source,
the bylines (`role name; role name`) and the date that the page gives for its story.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "pages"
Row = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class PageCase:
    """One page with what is expected of it."""

    name: str
    lines: tuple[str, ...]
    marks: tuple[str, ...]
    rows: tuple[Row, ...]
    facts: dict[str, str]


def read_case(path: Path) -> PageCase:
    """A page file as a case."""
    written = path.read_text(encoding="utf-8").splitlines()
    facts = dict(line[2:].split(":", 1) for line in written if line.startswith("# "))
    fields = [line.split("\t") for line in written if line and not line.startswith("# ")]
    rows = [[value.strip() or None for value in (*parts[2:5], "", "", "")][:3] for parts in fields if parts[0] == "R"]
    return PageCase(
        path.stem,
        tuple(parts[1] for parts in fields),
        tuple(parts[0] for parts in fields),
        tuple((label, title, day) for label, title, day in rows),
        {key: value.strip() for key, value in facts.items()},
    )


CASES = tuple(read_case(path) for path in sorted(FOLDER.glob("*.page")))
