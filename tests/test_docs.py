"""What the documents print and promise is what the program does. `python -m tests.test_docs` writes the printed outputs anew."""

import contextlib
import io
import re
import tempfile
from pathlib import Path

import pytest

from pipeline.cli import COMMANDS, OK, main
from schemas.reasons import Reason
from schemas.tables import TABLES
from tests.helpers import REPOSITORY

README = REPOSITORY / "README.md"
DOCUMENTS = [README, REPOSITORY / "README.zh.md", REPOSITORY / "CHANGELOG.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
BLOCK = re.compile(r"(?<=<!-- sample output -->\n).*?(?=<!-- end of sample output -->)", re.DOTALL)


def printed_by_demo(folder: Path) -> str:
    """What `zhengwen demo --lake lake` prints in a fresh folder, as an indented block."""
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        assert OK == main(["demo", "--lake", "lake", "--quiet"])
    lines = "".join(f"    {line}".rstrip() + "\n" for line in out.getvalue().rstrip().splitlines())
    return f"\n{lines}\n"


def test_the_readme_shows_what_the_sample_prints(tmp_path: Path) -> None:
    """The output in the README is real: it is what the command prints now."""
    found = BLOCK.search(README.read_text(encoding="utf-8"))

    assert found
    assert found.group() == printed_by_demo(tmp_path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Every relative link of a document names a file that is there."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", document.read_text(encoding="utf-8"))

    assert [] == [target for target in targets if not (document.parent / target).exists()]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_in_documents_exist(document: Path) -> None:
    """Every command that a document types is one that the program has."""
    known = {command.name for command in COMMANDS} | {"test", "bench"}
    typed = re.findall(r"(?:^ {4}|`)(?:\./run_local\.sh|zhengwen) ([a-z]+)", document.read_text(encoding="utf-8"), re.MULTILINE)

    assert set() == set(typed) - known


def test_the_readme_names_every_table() -> None:
    """Whoever reads the Parquet finds each table explained."""
    text = README.read_text(encoding="utf-8")

    assert all(f"| {table} |" in text for table in TABLES)


def test_every_reason_is_documented() -> None:
    """Each reason of a dead letter is explained where inputs are."""
    text = (REPOSITORY / "docs" / "inputs.md").read_text(encoding="utf-8")

    assert [] == [reason.value for reason in Reason if f"`{reason.value}`" not in text]


def write_outputs() -> None:
    """Put what the commands print now into the documents."""
    with tempfile.TemporaryDirectory() as folder:
        block = printed_by_demo(Path(folder))
    for readme in (README, README.with_name("README.zh.md")):
        readme.write_text(BLOCK.sub(lambda _: block, readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write_outputs()
