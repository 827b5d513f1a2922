"""A lake's report as a file."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import told_as_lake_error
from pipeline.files import Files
from pipeline.lake.folders import Lake
from pipeline.report.gather import gather
from pipeline.report.page import render
from pipeline.report.words import load_words


@dataclass(frozen=True, slots=True)
class Written:
    """Where a report lies."""

    path: Path
    size: int
    """Bytes."""


def write_report(lake: Lake, path: Path | None, language: str) -> Written:
    """Write the report in one step, so that no reader sees part of it.

    Args:
        lake: What it tells of.
        path: Where to write it; by default in the lake.
        language: One of LANGUAGES.

    Raises:
        LakeError: The lake can't be read, or the file can't be written.
    """
    data = render(gather(lake), load_words(language)).encode("utf-8", "replace")
    target = path or lake.report_file
    with told_as_lake_error(f"cannot write the report {target}"):
        Files().write_atomically(target, data)
    return Written(target, len(data))
