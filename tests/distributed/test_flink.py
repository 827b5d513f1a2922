"""The pipeline on a real Flink: Beam's job server with an embedded mini cluster, Python workers in LOOPBACK."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

FLINK = ("--runner=FlinkRunner", "--job_endpoint={job_endpoint}", "--environment_type=LOOPBACK", "--parallelism=2")


def test_records_cross_the_stages_of_flink(on_flink: Callable[..., CompletedProcess[str]]) -> None:
    """Flink spreads, groups and counts the project's records, on a machine that has no network interface but loopback."""
    done = on_flink(Path(__file__).parent / "count_sources.py", *FLINK)

    assert "interfaces: lo\n" == done.stdout
