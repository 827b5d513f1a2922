"""The recipes of docs/howto.md: each command is run, in the page's order, and prints what the page shows."""

import contextlib
import io
import re
import shlex
import time
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.stamps import RESTED_NS
from tests.helpers import REPOSITORY
from tests.test_tutorial import BLOCK, COMMAND, printed_by, same, start_here

OURS = re.compile(r"\./run_local\.sh ([^>|]*)$")


def printed(command: str) -> str:
    """What a command prints on standard output; ours are run in this process, since starting takes longer than working."""
    ours = OURS.match(command)
    if ours is None:
        return printed_by(command)
    if ours[1].startswith("ingest"):
        time.sleep(RESTED_NS / 1e9 + 0.1)  # the page shows files that rest
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(shlex.split(ours[1]))
    assert code == 0, command
    return out.getvalue()


def test_the_recipes_print_what_they_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the sample on, in an empty folder."""
    start_here(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)  # tables are fitted to it, and the page's are whole
    text = (REPOSITORY / "docs" / "howto.md").read_text("utf-8")
    commands = [found for kind, block in BLOCK.findall(text) if kind == "console" for found in COMMAND.findall(block)]
    seen = [(command, wanted, printed(command)) for command, wanted in commands]

    assert len(seen) > 20
    assert [] == [(asked, wanted, told) for asked, wanted, told in seen if wanted and not same(wanted, told)]
