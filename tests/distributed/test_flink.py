"""The pipeline on a real Flink: Beam's job server with an embedded mini cluster, Python workers in LOOPBACK."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

SAMPLE = Path(__file__).parents[2] / "pipeline" / "sample" / "pages"
VARIANTS = 200
"""With the sample more than one manifest, so that both of Flink's task slots have work."""

FLINK = ("--job_endpoint={job_endpoint}", "--environment_type=LOOPBACK", "--parallelism=2")

Run = Callable[..., CompletedProcess[str]]


def test_records_cross_the_stages_of_flink(on_flink: Run) -> None:
    """Flink spreads, groups and counts the project's records, on a machine that has no network interface but loopback."""
    done = on_flink(Path(__file__).parent / "count_sources.py", "--runner=FlinkRunner", *FLINK)

    assert "interfaces: lo\n" == done.stdout


@pytest.mark.slow
def test_the_lake_is_the_one_that_a_local_run_makes(on_flink: Run, pages: Path, tmp_path: Path) -> None:
    """The same graph on Flink, with a manifest for each of two task slots, gives tables whose files are the local run's, byte for byte."""
    pytest.importorskip("pipeline.cli", reason="the command line is not there yet")
    local, flink = tmp_path / "local", tmp_path / "flink"
    ingest = ("-m", "pipeline.cli", "ingest", str(pages), "--quiet", "--lake")

    subprocess.run([sys.executable, *ingest, local], cwd=Path(__file__).parents[2], check=True)
    on_flink(*ingest, flink, "--runner=FlinkRunner", *(f"--beam={flag}" for flag in FLINK))

    assert {"articles", "teasers", "people"} <= {path.split("/")[0] for path in table_files(local)}
    assert table_files(local) == table_files(flink)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The sample, and as many variants of one of its pages as fill more than one manifest."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for page in SAMPLE.iterdir():
        (folder / page.name).write_bytes(page.read_bytes())
    story = (SAMPLE / "spring-ploughing.txt").read_text("utf-8")
    for number in range(VARIANTS):
        text = story.replace("860亩", f"{number + 900}亩").replace("2026-03-11", f"2026-03-{number % 28 + 1:02}")
        (folder / f"ploughing-{number:03}.txt").write_text(text, "utf-8")
    return folder


def table_files(lake: Path) -> dict[str, bytes]:
    """The tables' files by their paths; not what a lake keeps of its runs."""
    paths = {path.relative_to(lake).as_posix(): path for path in lake.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in paths.items() if not name.startswith("_")}
