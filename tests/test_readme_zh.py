"""README.zh.md is kept beside README.md: the same blocks, commands, tables, links and sections."""

import re

import pytest

from tests.helpers import REPOSITORY

ENGLISH, CHINESE = ((REPOSITORY / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
FIRST_CELLS = re.compile(r"^\| (.*?) \| ", re.MULTILINE)


def blocks(text: str) -> list[str]:
    """The lines of code and output."""
    return [line for line in text.splitlines() if line.startswith("    ")]


def first_cells(text: str, until: str) -> list[str]:
    """What the rows of the tables before a section name; the head's words differ."""
    return [cell for cell in FIRST_CELLS.findall(text.partition(until)[0]) if cell not in ("table", "command", "表", "命令")]


def test_code_and_output_are_the_same() -> None:
    """Whoever reads Chinese types and sees the same. `python -m tests.test_docs` writes both."""
    assert blocks(ENGLISH) == blocks(CHINESE)


def test_tables_and_commands_are_the_same() -> None:
    """No table of the lake and no command is missing."""
    assert first_cells(ENGLISH, "## How good is it") == first_cells(CHINESE, "## 质量如何")


def test_sections_are_the_same() -> None:
    """As many, in the same order."""
    assert len(re.findall(r"^## ", ENGLISH, re.MULTILINE)) == len(re.findall(r"^## ", CHINESE, re.MULTILINE))


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(((?:docs/)[^)#]+)", ENGLISH))))
def test_every_document_is_linked_in_both(target: str) -> None:
    """What the English text leads to, the Chinese one does too."""
    assert f"({target}" in CHINESE
