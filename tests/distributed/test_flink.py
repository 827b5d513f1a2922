"""The pipeline on a real Flink: Beam's job server with an embedded mini cluster, Python workers in LOOPBACK."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.distributed.variants import write_variants
from tests.helpers import REPOSITORY, table_bytes

VARIANTS = 200
"""With the sample more than one manifest, so that both of Flink's task slots have work."""

FLINK = ("--job_endpoint={job_endpoint}", "--environment_type=LOOPBACK", "--parallelism=2")

Run = Callable[..., CompletedProcess[str]]


def test_records_cross_the_stages_of_flink(on_flink: Run) -> None:
    """Flink spreads, groups and counts the project's records, on a machine that has no network interface but loopback."""
    done = on_flink(Path(__file__).parent / "count_sources.py", "--runner=FlinkRunner", *FLINK)

    assert "interfaces: lo\n" == done.stdout


@pytest.mark.slow
def test_the_lake_is_the_one_that_a_local_run_makes(on_flink: Run, tmp_path: Path) -> None:
    """The same graph on Flink, with a manifest for each of two task slots, gives tables whose files are the local run's, byte for byte."""
    pages, local, flink = write_variants(tmp_path / "pages", VARIANTS), tmp_path / "local", tmp_path / "flink"
    ingest = ("-m", "pipeline.cli", "ingest", str(pages), "--quiet", "--lake")

    subprocess.run([sys.executable, *ingest, local], cwd=REPOSITORY, check=True)
    on_flink(*ingest, flink, "--runner=FlinkRunner", *(f"--beam={flag}" for flag in FLINK))

    assert {"articles", "teasers", "people"} <= {path.split("/")[0] for path in table_bytes(local)}
    assert table_bytes(local) == table_bytes(flink)
