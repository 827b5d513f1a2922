"""Measured figures in a document of docs/: between two lines that name the benchmark that measured them."""

from pathlib import Path


def write_between(document: Path, benchmark: str, measured: str) -> None:
    """Put what a benchmark measured between its two lines. Raises ValueError where the document hasn't got them."""
    begin, end = f"<!-- measured by benchmarks.{benchmark} -->", f"<!-- end of what benchmarks.{benchmark} measured -->"
    text = document.read_text(encoding="utf-8")
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{document} has no lines {begin} and {end}")
    document.write_text(f"{before}{begin}\n\n{measured}\n\n{end}{after}", encoding="utf-8")
