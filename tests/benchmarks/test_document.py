"""Measured figures in documents."""

from pathlib import Path

import pytest

from benchmarks.document import write_between

BEGIN, END = "<!-- measured by benchmarks.extraction -->", "<!-- end of what benchmarks.extraction measured -->"


def test_what_was_measured_goes_between_the_markers(tmp_path: Path) -> None:
    """Only what stands between the markers changes; a document without them is refused."""
    document = tmp_path / "extraction.md"
    document.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    write_between(document, "extraction", "new")
    assert document.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    document.write_text("none", encoding="utf-8")
    with pytest.raises(ValueError, match="has no lines"):
        write_between(document, "extraction", "new")
