"""docs/reading.md: each snippet runs and prints what the page shows; the readers read only the files of the days that they filter on.

`python -m tests.test_reading` writes the outputs anew; without PySpark its own stays as it is.
"""

import contextlib
import importlib.util
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.helpers import REPOSITORY, SAMPLE, ingest

PAGE = REPOSITORY / "docs" / "reading.md"
SNIPPET = re.compile(r"^## (\w+)\n(.*?)^```python\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)
SNIPPETS = {name: (code, output) for name, _, code, output in SNIPPET.findall(PAGE.read_text(encoding="utf-8"))}
ICEBERG = "Iceberg"
HEAVY = {"PySpark": "pyspark"}
READERS = [pytest.param(name, marks=pytest.mark.slow) if name in HEAVY else name for name in SNIPPETS]
ASKS_ALL = re.compile(r"NULL|is_null|isna|is null|scan\(\)")
"""A line that asks for rows of unknown date has to look at all files."""


def missing(name: str) -> str:
    """Why a reader can't run here."""
    if name in HEAVY and not (importlib.util.find_spec(HEAVY[name]) and shutil.which("java")):
        return f"{HEAVY[name]} or Java is not installed"
    return ""


def printed_by(code: str, folder: Path) -> str:
    """What a snippet prints in a folder that holds `lake`; in a process of its own, since Spark prints from Java."""
    run = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - the page's own code
    assert not run.returncode, run.stderr
    return "".join(f"{line.rstrip()}\n" for line in run.stdout.strip().splitlines())


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the sample's lake."""
    folder = tmp_path_factory.mktemp("reading")
    ingest(folder / "lake", SAMPLE, table="iceberg")
    return folder


@pytest.mark.parametrize("name", READERS)
def test_the_page_shows_what_the_snippet_prints(name: str, here: Path) -> None:
    """The output on the page is real."""
    if missing(name):
        pytest.skip(missing(name))
    code, output = SNIPPETS[name]

    assert output
    assert output == printed_by(code, here)


@pytest.mark.parametrize("name", [name if name != ICEBERG else pytest.param(name, marks=pytest.mark.slow) for name in READERS])
def test_only_the_files_of_the_filtered_days_are_read(name: str, here: Path, tmp_path: Path) -> None:
    """With the rows of every other day's file broken, the questions about days are answered as before."""
    if missing(name):
        pytest.skip(missing(name))
    code = "".join(f"{line}\n" for line in SNIPPETS[name][0].splitlines() if not ASKS_ALL.search(line))
    if name == ICEBERG:  # its paths are absolute, and its files are links to the lake's
        ingest(tmp_path / "lake", SAMPLE, table="iceberg")
    else:
        shutil.copytree(here / "lake", tmp_path / "lake")
    wanted = [tmp_path / "lake" / "people" / f"date=2026-{month:02}" for month in (9, 10, 11)]
    broken = 0
    for path in (tmp_path / "lake" / "people").rglob("*.parquet"):
        if not str(path).startswith(tuple(map(str, wanted))):
            break_rows(path)
            broken += 1

    assert broken > 3
    with pytest.raises(OSError, match=r".+"):
        pq.read_table(tmp_path / "lake" / "people")
    assert printed_by(code, here) == printed_by(code, tmp_path)


def break_rows(path: Path) -> None:
    """Overwrite the values of a Parquet file, and leave its footer and indexes."""
    group = pq.read_metadata(path).row_group(0)
    chunks = [group.column(i) for i in range(group.num_columns)]
    end = max((chunk.dictionary_page_offset or chunk.data_page_offset) + chunk.total_compressed_size for chunk in chunks)
    data = path.read_bytes()
    path.write_bytes(data[:4] + bytes(end - 4) + data[end:])


def test_every_reader_is_on_the_page() -> None:
    """None has been lost by how the page is read."""
    assert {"DuckDB", "Polars", "pandas", "pyarrow", "DataFusion", "PySpark", ICEBERG} == set(SNIPPETS)


def write_outputs(folder: Path) -> None:
    """Put what the snippets print now into the page."""
    with contextlib.redirect_stdout(io.StringIO()):
        ingest(folder / "lake", SAMPLE, table="iceberg")
    text = PAGE.read_text(encoding="utf-8")
    for name, (code, output) in SNIPPETS.items():
        if not missing(name):
            block = f"```python\n{code}```\n"
            shown = f"```text\n{output}```\n" if output else ""
            text = text.replace(block + shown, f"{block}```text\n{printed_by(code, folder)}```\n")
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        write_outputs(Path(temporary))
