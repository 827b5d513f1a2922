"""Ingests on clusters that can't do it; tells what the user is told, and what is left of it.

usage: python tests/distributed/unfit_cluster.py PAGES LAKES CASE...

CASE is no-cluster, no-worker, no-package, other-version, other-flink, full-disk or few-slots. Each prints a line of JSON.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from cluster import Cluster
from jars import OTHER_FLINK, flink_jars
from kill_ingest import ingest
from namespaces import enter

SETTINGS = {
    "restart-strategy.fixed-delay.attempts": "1",
    "restart-strategy.fixed-delay.delay": "100 ms",
    "slot.request.timeout": "5000",
    "cluster.evenly-spread-out-slots": "false",
}
SMALL_DISK = "size=64m"
"""Enough for a task manager to start, and too small for the jars that a job brings along."""


def no_cluster(cluster: Cluster) -> None:
    """A job server with nothing behind it."""
    cluster.start_job_server()
    cluster.wait_for(cluster.serves, "job server")


def no_worker(cluster: Cluster) -> None:
    """Task managers without the command that starts a worker."""
    cluster.start()
    _worker(cluster).unlink()


def no_package(cluster: Cluster) -> None:
    """A worker's Python that lacks the package."""
    cluster.start()
    _worker(cluster).write_text(f'#!/bin/sh\ncd /\nPYTHONPATH= exec "{sys.executable}" -S -m pipeline.flink.boot "$@"\n', "utf-8")


def other_version(cluster: Cluster) -> None:
    """A worker of another version: what the submitter wants is not what it is."""
    cluster.start()
    text = _worker(cluster).read_text("utf-8")
    _worker(cluster).write_text(text.replace("exec", "ZHENGWEN_VERSION=0.0.1 exec"), "utf-8")


def other_flink(cluster: Cluster) -> None:
    """A cluster of another Flink than the one that the job server is made for."""
    cluster.flink = flink_jars(OTHER_FLINK)
    cluster.start()


def full_disk(cluster: Cluster) -> None:
    """Two task managers that share the work, and the folder of temporary files of one of them lies on a disk that is too small."""
    small = cluster.scratch / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", SMALL_DISK, "tmpfs", small], check=True)
    cluster.settings = {**SETTINGS, "cluster.evenly-spread-out-slots": "true"}
    cluster.write_files()
    cluster.start_job_manager()
    cluster.start_task_manager(1, tmp=small)
    cluster.start_task_manager(2)
    cluster.start_job_server()
    cluster.wait_for(lambda: cluster.task_managers() == 2, "task managers")
    cluster.wait_for(cluster.serves, "job server")


def few_slots(cluster: Cluster) -> None:
    """Fewer task slots than the job wants."""
    cluster.start(task_managers=0)


CASES: dict[str, Callable[[Cluster], None]] = {
    case.__name__.replace("_", "-"): case for case in (no_cluster, no_worker, no_package, other_version, other_flink, full_disk, few_slots)
}


def _worker(cluster: Cluster) -> Path:
    return cluster.scratch / "bin" / "zhengwen-worker"


@contextmanager
def prepared(jars: Path, case: str) -> Iterator[Cluster]:
    """A cluster as a case has it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        cluster = Cluster(jars, Path(scratch), SETTINGS)
        try:
            cluster.write_files()
            CASES[case](cluster)
            yield cluster
        finally:
            cluster.stop()
            subprocess.run(["umount", "-l", Path(scratch, "small")], check=False, stderr=subprocess.DEVNULL)


def main(pages: str, lakes: Path, cases: Sequence[str]) -> None:
    """Try each."""
    jars = enter(__file__, [pages, str(lakes), *cases], also=[OTHER_FLINK])
    for case in cases:
        with prepared(jars, case) as cluster, ingest(pages, lakes / case) as process:
            _, told = process.communicate()
            logs = "" if "zhengwen:" in told else cluster.logs(1500)
        left = [path.name for path in (lakes / case / "_staging").iterdir()]
        files = sum(1 for _ in (lakes / case).rglob("*.parquet"))
        print(json.dumps({"case": case, "code": process.returncode, "told": told, "left": left, "files": files, "logs": logs}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
