"""A Flink job server for a test's command; skips, saying so, where there can be none."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
SECONDS = 400
"""A guard against a job that hangs; a run takes about half a minute on two idle cores."""
IMPOSSIBLE = 77


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder is a distributed one."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.distributed)


@pytest.fixture
def on_flink() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a Python command beside a job server of its own, with `{job_endpoint}` filled in; a failing command fails the test."""

    def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        whole = [sys.executable, HERE / "on_flink.py", sys.executable, *command]
        done = subprocess.run(whole, env=environment, timeout=SECONDS, capture_output=True, text=True, check=False)
        if done.returncode == IMPOSSIBLE:
            pytest.skip(done.stderr.strip())
        assert 0 == done.returncode, done.stderr[-6000:]
        return done

    return run
