"""Ingests on a cluster of two task managers, while one of its processes is killed; tells what became of each.

usage: python tests/distributed/kill_ingest.py PAGES LAKES KILLS...

KILLS are those of one ingest: WHAT:WHEN, with commas between them, or nothing. WHAT is worker or task-manager; WHEN is reading or
writing. Each ingest makes a lake of its own, LAKES/0, LAKES/1, ..., and prints a line of JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from cluster import JOB_ENDPOINT, REPOSITORY, Cluster, running
from namespaces import enter


def ingest(pages: str, lake: Path) -> "subprocess.Popen[str]":
    """An ingest under way on the cluster."""
    flags = ("--quiet", "--runner=FlinkRunner", f"--beam=--job_endpoint={JOB_ENDPOINT}", "--beam=--parallelism=2")
    command = [sys.executable, "-m", "pipeline.cli", "ingest", pages, "--lake", str(lake), *flags]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(REPOSITORY)})


def seen(lake: Path, when: str) -> Callable[[], bool]:
    """Whether an ingest is within what is to be disturbed: its first pages are staged, or its first files merged."""
    pattern = "*/fragments/*/outcomes.json" if when == "reading" else "*/merged/*/*.staged"
    return lambda: any((lake / "_staging").glob(pattern))


def disturb(cluster: Cluster, what: str) -> bool:
    """Kill one process; whether there was one."""
    if what == "worker":
        return cluster.kill_worker()
    cluster.kill("task-manager-1")
    return True


def one(cluster: Cluster, pages: str, lake: Path, kills: Sequence[str]) -> dict[str, object]:
    """One ingest and what became of it."""
    began, killed = time.monotonic(), []
    with ingest(pages, lake) as process:
        for kill in kills:
            what, _, when = kill.partition(":")
            ready = seen(lake, when)
            while process.poll() is None and not ready():
                time.sleep(0.002)
            if process.poll() is None and disturb(cluster, what):
                killed.append(kill)
        _, told = process.communicate()
    job = max(cluster.rest("jobs/overview")["jobs"], key=lambda job: job["start-time"])
    failures = len(cluster.rest(f"jobs/{job['jid']}/exceptions")["exceptionHistory"]["entries"])
    if "task-manager-1" not in cluster.processes:
        cluster.start_task_manager(1)
    seconds = round(time.monotonic() - began, 1)
    return {"killed": killed, "code": process.returncode, "state": job["state"], "failures": failures, "seconds": seconds, "told": told[-2000:]}


def main(pages: str, lakes: Path, kills: Sequence[str]) -> None:
    """Start the cluster once, and ingest once for each kill."""
    jars = enter(__file__, [pages, str(lakes), *kills])
    with tempfile.TemporaryDirectory() as scratch, running(jars, Path(scratch)) as cluster:
        for number, kill in enumerate(kills):
            those = [] if kill == "nothing" else kill.split(",")
            print(json.dumps(one(cluster, pages, lakes / str(number), those)), flush=True)  # noqa: T201  what the test reads


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
