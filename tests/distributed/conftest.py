"""Flink for a test's script, with a cluster or without; skips, saying so, where there can be none."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
SECONDS = 3600
"""A guard against a job that hangs: what is waited for within the scripts has limits of its own."""
IMPOSSIBLE = 77

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a distributed one."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.distributed)


@pytest.fixture
def on_flink(inside: Run) -> Run:
    """Runs a Python command beside a job server of its own, with `{job_endpoint}` filled in; a failing command fails the test."""
    return lambda *command: inside(HERE / "on_flink.py", sys.executable, *command)


@pytest.fixture
def inside() -> Run:
    """Runs a script of this folder that starts Flink in namespaces of its own; a failing script fails the test."""

    def run(*command: str | Path) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run([sys.executable, *command], env=environment, timeout=SECONDS, capture_output=True, text=True, check=False)
        if done.returncode == IMPOSSIBLE:
            pytest.skip(done.stderr.strip())
        assert 0 == done.returncode, f"{done.stdout[-6000:]}\n{done.stderr[-6000:]}"
        return done

    return run
