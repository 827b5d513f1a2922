"""The tutorial: each of its commands and queries is run, and prints what the page shows."""

import doctest
import re
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipeline.stamps import RESTED_NS

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def same(wanted: str, printed: str) -> bool:
    """Whether the text is the one shown; `...` stands for anything."""
    return doctest.OutputChecker().check_output(wanted, printed, doctest.ELLIPSIS)


def test_the_tutorial_prints_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the sample to the answers, in the page's order, in an empty folder."""
    start_here(tmp_path)
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall((ROOT / "docs" / "tutorial.md").read_text("utf-8"))
    seen = []
    for (kind, text), (_, after) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind == "console":
            seen += [(command, wanted, printed_by(command)) for command, wanted in COMMAND.findall(text)]
        elif kind == "sql":
            seen.append((text, after, f"{duckdb.sql(text)}".strip() + "\n"))

    assert len(seen) >= 10
    assert [] == [(asked, printed) for asked, wanted, printed in seen if not same(wanted, printed)]


def start_here(folder: Path) -> None:
    """Make the folder look like the repository to somebody who only runs commands; the environment is the test's own."""
    (folder / "pipeline").symlink_to(ROOT / "pipeline")
    script = folder / "run_local.sh"
    script.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m pipeline.cli "$@"\n', "utf-8")
    script.chmod(0o755)


def printed_by(command: str) -> str:
    """What a command prints on standard output; it has to succeed.

    Files that have only just been copied would be read once more by the next run, and the page shows files that rest.
    """
    if " ingest " in command:
        time.sleep(RESTED_NS / 1e9 + 0.1)
    return subprocess.run(command, shell=True, stdout=subprocess.PIPE, text=True, check=True).stdout  # noqa: S602 - the page's own commands
