"""Clusters that can't do the work: one line, nothing half-written."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from pipeline.lake.folders import open_lake
from pipeline.lake.verify import verify
from tests.helpers import REPOSITORY, SAMPLE

SCRIPT = REPOSITORY / "tests" / "distributed" / "unfit_cluster.py"
TOLD = {
    "no-cluster": "the job server reaches no Flink cluster",
    "no-worker": "a task manager can't start the Python worker",
    "no-package": "the Python worker ended with code 1 as it was started",
    "other-version": "a task manager's machine has another version of zhengwen than this one",
    "other-flink": "the cluster and the job server are of different versions of Flink or Beam",
    "full-disk": "a disk is full, of a task manager",
    "few-slots": "the cluster has too few free task slots",
}


@pytest.mark.slow
def test_each_is_told_in_a_line(inside: Callable[..., CompletedProcess[str]], tmp_path: Path) -> None:
    """What is missing is told with what to do; the lake holds no file of a table, nothing is staged, and it is sound."""
    told = [json.loads(line) for line in inside(SCRIPT, SAMPLE, tmp_path, *TOLD).stdout.splitlines()]

    for case in told:
        assert case["told"].startswith(f"zhengwen: {TOLD[case['case']]}"), case
        assert 1 == case["told"].count("\n"), case
        assert (1, [], 0) == (case["code"], case["left"], case["files"]), case
        assert () == verify(open_lake(tmp_path / case["case"])).findings
    assert [*TOLD] == [case["case"] for case in told]
