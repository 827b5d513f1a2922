"""Batch on a real cluster: a job manager, two task managers and Beam's job server, each a process of its own, some of which are killed."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from pipeline.lake.folders import open_lake
from pipeline.lake.verify import verify
from tests.distributed.s3_server import server_program
from tests.distributed.variants import write_variants
from tests.helpers import REPOSITORY, table_bytes

KILL = REPOSITORY / "tests" / "distributed" / "kill_ingest.py"
Run = Callable[..., CompletedProcess[str]]
STORED = "s3/"
EACH_KILL = [f"{what}:{when}" for what in ("worker", "task-manager") for when in ("reading", "writing")]


def test_a_kill_leaves_the_lake_that_a_local_run_makes(inside: Run, tmp_path: Path, s3_program: str | None) -> None:
    """A task manager is killed while files are merged, and while pages are staged into an object store, and its worker ends with it.

    The local run's bytes, and nothing left behind; where no S3 server can be built, only the first half.
    """
    killed_ingests(inside, tmp_path, ["task-manager:writing", *["s3/task-manager:reading"] * bool(s3_program)], variants=24)


@pytest.mark.slow
def test_each_kill_at_each_stage(inside: Run, tmp_path: Path) -> None:
    """The same, for each kind of kill at each stage, several times over, on one cluster."""
    kills = ["nothing", *EACH_KILL * 3]
    told = killed_ingests(inside, tmp_path, kills, variants=240)
    count = sum(len(ingest["killed"]) for ingest in told)
    print(f"{count} kills in {len(told)} ingests, {sum(ingest['failures'] for ingest in told)} failures that Flink recovered from")  # noqa: T201
    assert 12 == count


@pytest.mark.slow
def test_each_kill_with_a_lake_in_a_store(inside: Run, tmp_path: Path, s3_program: str | None) -> None:
    """A worker, a task manager and the submitter are killed, each while pages are staged, the submitter also while it commits."""
    if s3_program is None:
        pytest.skip("no S3 server here")
    kills = ["s3/nothing", *[f"s3/{kill}" for kill in (*EACH_KILL[::2], "submitter:reading", "submitter:writing")] * 2]
    told = killed_ingests(inside, tmp_path, kills, variants=240)
    print(f"{sum(len(ingest['killed']) for ingest in told)} kills in {len(told)} ingests into a store")  # noqa: T201


@pytest.fixture
def s3_program() -> str | None:
    """The program of an S3 server; None where it can't be had."""
    try:
        return str(server_program())
    except pytest.skip.Exception:
        return None


def killed_ingests(inside: Run, scratch: Path, kills: Sequence[str], variants: int) -> list[dict[str, Any]]:
    """Ingest locally, and on a cluster once for each kill; compare."""
    pages, local, lakes = write_variants(scratch / "pages", variants), scratch / "local", scratch / "lakes"
    lakes.mkdir()
    subprocess.run([sys.executable, "-m", "pipeline.cli", "ingest", pages, "--quiet", "--lake", local], cwd=REPOSITORY, check=True)
    told = [json.loads(line) for line in inside(KILL, pages, lakes, *kills).stdout.splitlines()]
    expected = {"": table_bytes(local), STORED: table_bytes(lakes / "s3-local")}

    assert [0] * len(kills) == [ingest["code"] for ingest in told], told
    assert [[] if kill.endswith("nothing") else kill.removeprefix(STORED).split(",") for kill in kills] == [ingest["killed"] for ingest in told]
    for number, kill in enumerate(kills):
        stored = kill.startswith(STORED)
        lake = lakes / "s3" / "objects" / "lakes" / str(number) if stored else lakes / str(number)
        assert expected[STORED * stored] == table_bytes(lake), kill
        assert not [path for path in (lake / "_staging").rglob("*") if path.is_file() or not stored], kill
        assert told[number]["sound"] if stored else not verify(open_lake(lake)).findings, kill
    return told
