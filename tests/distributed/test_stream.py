"""A watch on a real cluster: pages come while its processes are killed, and a reader sees each story once."""

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
from tests.helpers import REPOSITORY, table_bytes

KILL = REPOSITORY / "tests" / "distributed" / "kill_watch.py"
EACH_KILL = [
    "worker",
    "task-manager",
    "job-manager",
    "watch",
    "checkpoint",
    *(f"{what}:writing" for what in ("worker", "task-manager", "job-manager", "watch")),
]

Run = Callable[..., CompletedProcess[str]]


@pytest.mark.slow
def test_each_kill(inside: Run, tmp_path: Path) -> None:
    """Each process is killed three times over, at any moment and while files are merged, and the job goes on from its last checkpoint as often.

    Every story is seen once, always, and after each kill the tables are those of a local run.
    """
    told = killed_watch(inside, tmp_path, EACH_KILL * 3)
    print(*(json.dumps(kill) for kill in told), sep="\n")  # noqa: T201


@pytest.mark.slow
def test_each_kill_with_a_lake_in_a_store(inside: Run, tmp_path: Path) -> None:
    """The same, at any moment, with a lake in an object store, which workers reach by working folders of their own."""
    server_program()
    told = killed_watch(inside, tmp_path, ["s3", *(kill for kill in EACH_KILL if ":" not in kill)])
    print(*(json.dumps(kill) for kill in told), sep="\n")  # noqa: T201


def killed_watch(inside: Run, scratch: Path, kills: Sequence[str]) -> list[dict[str, Any]]:
    """Watch on a cluster with these kills, and ingest the same pages locally; compare."""
    pages, local, lake = scratch / "pages", scratch / "local", scratch / "lake"
    pages.mkdir()
    *told, end = [json.loads(line) for line in inside(KILL, pages, lake, *kills).stdout.splitlines()]
    stored = kills[0] == "s3"
    lake = lake / "objects" / "lakes" / "watched" if stored else lake
    subprocess.run([sys.executable, "-m", "pipeline.cli", "ingest", pages, "--quiet", "--lake", local], cwd=REPOSITORY, check=True)

    assert 0 == end["code"], end
    assert [kill["pages"] for kill in told] == [kill["seen"] for kill in told]
    assert {(0, 0)} == {(kill["twice"], kill["lost"]) for kill in told}
    assert [] == [kill for kill in told if kill["others"]]
    assert ["nothing", *kills[stored:]] == [kill["what"] for kill in told]
    assert [] == [kill for kill in told if kill["what"] == "checkpoint" and not kill["restored"]]
    assert table_bytes(local) == table_bytes(lake)
    if stored:
        assert [] == [path for left in ("_staging", "_stream") for path in (lake / left).rglob("*") if path.is_file()]
        return told
    assert [] == [*(lake / "_staging").iterdir(), *lake.glob("_stream")]
    assert () == verify(open_lake(lake)).findings
    return told
