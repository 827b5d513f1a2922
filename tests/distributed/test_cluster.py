"""Batch on a real cluster: a job manager, two task managers and Beam's job server, each a process of its own, some of which are killed."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from pipeline.lake import open_lake
from pipeline.verify import verify
from tests.distributed.variants import write_variants
from tests.helpers import REPOSITORY, table_bytes

KILL = REPOSITORY / "tests" / "distributed" / "kill_ingest.py"
Run = Callable[..., CompletedProcess[str]]
EACH_KILL = [f"{what}:{when}" for what in ("worker", "task-manager") for when in ("reading", "writing")]


def test_a_kill_leaves_the_lake_that_a_local_run_makes(inside: Run, tmp_path: Path) -> None:
    """A task manager is killed while files are merged, and its worker ends with it: the local run's bytes, and nothing left behind."""
    killed_ingests(inside, tmp_path, ["task-manager:writing"], variants=24)


@pytest.mark.slow
def test_each_kill_at_each_stage(inside: Run, tmp_path: Path) -> None:
    """The same, for each kind of kill at each stage, several times over, on one cluster."""
    kills = ["nothing", *EACH_KILL * 3]
    told = killed_ingests(inside, tmp_path, kills, variants=240)
    count = sum(len(ingest["killed"]) for ingest in told)
    print(f"{count} kills in {len(told)} ingests, {sum(ingest['failures'] for ingest in told)} failures that Flink recovered from")  # noqa: T201
    assert 12 == count


def killed_ingests(inside: Run, scratch: Path, kills: Sequence[str], variants: int) -> list[dict[str, Any]]:
    """Ingest locally, and on a cluster once for each kill; compare."""
    pages, local, lakes = write_variants(scratch / "pages", variants), scratch / "local", scratch / "lakes"
    lakes.mkdir()
    subprocess.run([sys.executable, "-m", "pipeline.cli", "ingest", pages, "--quiet", "--lake", local], cwd=REPOSITORY, check=True)
    told = [json.loads(line) for line in inside(KILL, pages, lakes, *kills).stdout.splitlines()]

    assert [0] * len(kills) == [ingest["code"] for ingest in told], told
    assert [[] if kill == "nothing" else kill.split(",") for kill in kills] == [ingest["killed"] for ingest in told]
    for number, kill in enumerate(kills):
        lake = lakes / str(number)
        assert table_bytes(local) == table_bytes(lake), kill
        assert not any((lake / "_staging").iterdir()), kill
        assert () == verify(open_lake(lake)).findings, kill
    return told
