"""What is done without Beam: a page or a few, and everything that only reads."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import page, write_pages

ROOT = Path(__file__).resolve().parents[2]
TELL = "import sys; from pipeline.cli import main; code = main(sys.argv[1:]); sys.exit(code or ('apache_beam' in sys.modules and 9))"


@pytest.mark.parametrize("command", [["ingest", "{pages}", "--lake", "{lake}"], ["explain", "{pages}/a.txt"]])
def test_beam_is_not_imported(command: list[str], tmp_path: Path) -> None:
    """It takes longer than the page does."""
    names = {"pages": str(write_pages(tmp_path / "in", a=page(teasers=2))), "lake": str(tmp_path / "lake")}
    program = [sys.executable, "-c", TELL, *(part.format(**names) for part in command)]
    assert subprocess.run(program, cwd=ROOT, capture_output=True, check=False).returncode == 0  # noqa: S603 - ours
