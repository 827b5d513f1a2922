"""Watches a folder on a cluster, into which pages come, while its processes are killed one after another; tells what a reader saw.

usage: python tests/distributed/kill_watch.py FOLDER LAKE KILLS...

KILLS are worker, task-manager, job-manager, watch (the process that handed the job in), checkpoint (the job is ended, and a new one
goes on from its last checkpoint), or nothing. Before each one PAGES pages come, and it is killed while they are under way; as many come after it,
and all of them have to be seen. Each prints a line of JSON.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent))
from cluster import JOB_ENDPOINT, REPOSITORY, Cluster, running
from namespaces import enter

from tests.helpers import page

PAGES = 8
SEEN_SECONDS = 900
SETTINGS = {
    "restart-strategy.fixed-delay.attempts": "1000",
    "restart-strategy.fixed-delay.delay": "500 ms",
    "state.backend.type": "hashmap",
}
ENDED = ("FINISHED", "FAILED", "CANCELED")
TOWNS = ("清浦", "洛川", "云岭", "白沙", "石泉", "松溪")


class Reader:
    """Whoever reads the lake meanwhile: counts what it sees, and any story that it sees twice or no longer."""

    def __init__(self, lake: Path) -> None:
        self._lake = lake
        self._seen: set[str] = set()
        self.reads = self.twice = self.lost = 0

    def look(self) -> int:
        """How many stories there are now."""
        ids: list[str] = []
        for path in (self._lake / "articles").glob("date=*/*.parquet"):
            ids += pq.ParquetFile(path).read(columns=["article_id"])["article_id"].to_pylist()
        self.reads += 1
        self.twice += len(ids) - len(set(ids))
        self.lost += len(self._seen - set(ids))
        self._seen = set(ids)
        return len(ids)


def watch(folder: Path, lake: Path, told: Path, *flags: str) -> "subprocess.Popen[bytes]":
    """A watch on the cluster."""
    command = [sys.executable, "-m", "pipeline.cli", "watch", str(folder), "--lake", str(lake), "--runner=FlinkRunner", *flags]
    beam = (f"--beam=--job_endpoint={JOB_ENDPOINT}", "--beam=--flink_master=127.0.0.1:8081", "--beam=--parallelism=2")
    with told.open("ab") as errors:
        return subprocess.Popen([*command, *beam], stderr=errors, env={**os.environ, "PYTHONPATH": str(REPOSITORY)})


def drop_pages(folder: Path, first: int, count: int) -> None:
    """Have pages come, of stories of several days, late ones among them."""
    for number in range(first, first + count):
        text = page(TOWNS[number % len(TOWNS)], amount=1000 + number, published=f"2025-05-{number % 9 + 1:02} 09:30", teasers=number % 3)
        unfinished = folder / f"{number:05}.part"
        unfinished.write_text(text, "utf-8")
        unfinished.rename(folder / f"{number:05}.txt")


def last_checkpoint(checkpoints: Path) -> Path:
    """The newest one that is whole."""
    return max(checkpoints.glob("*/chk-*/_metadata"), key=lambda path: path.stat().st_mtime).parent


class Scene:
    """A watch under way, and what is done to it."""

    def __init__(self, cluster: Cluster, folder: Path, lake: Path) -> None:
        self.cluster, self.folder, self.lake = cluster, folder, lake
        self.told = cluster.scratch / "watch.log"
        self.watching = watch(folder, lake, self.told)
        self.reader = Reader(lake)
        self.pages = 0

    def wait(self) -> None:
        """Until a reader sees all pages. Raises RuntimeError where it never does."""
        until = time.monotonic() + SEEN_SECONDS
        while self.reader.look() < self.pages:
            if self.watching.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.reader.look()} of {self.pages} seen:\n{self.told.read_text('utf-8')[-3000:]}\n{self.cluster.logs()}")
            time.sleep(0.2)

    def one(self, what: str) -> dict[str, object]:
        """Have pages come, kill while they are under way, and wait until all are seen."""
        drop_pages(self.folder, self.pages, PAGES)
        self.pages += PAGES
        time.sleep(random.Random(f"{what}{self.pages}").uniform(1.5, 5.0))
        before, began = self.reader.look(), time.monotonic()
        getattr(self, what.replace("-", "_"))()
        drop_pages(self.folder, self.pages, PAGES)
        self.pages += PAGES
        self.wait()
        told = {"what": what, "pages": self.pages, "seen_before": before, "seen": self.reader.look(), "seconds": round(time.monotonic() - began, 1)}
        return told | {"reads": self.reader.reads, "twice": self.reader.twice, "lost": self.reader.lost}

    def nothing(self) -> None:
        """Let it be."""

    def worker(self) -> None:
        """Kill a Python worker."""
        if not self.cluster.kill_worker():
            raise RuntimeError("no worker")

    def task_manager(self) -> None:
        """Kill a task manager; another one takes its place."""
        self.cluster.kill("task-manager-1")
        self.cluster.start_task_manager(1)

    def job_manager(self) -> None:
        """Kill the job manager, with all that it knows of the job; another one takes its place."""
        self.cluster.kill("job-manager")
        self.cluster.start_job_manager()

    def watch(self) -> None:
        """Kill the process that handed the job in, and start it again."""
        self.watching.kill()
        self.watching.wait()
        self.watching = watch(self.folder, self.lake, self.told)

    def checkpoint(self) -> None:
        """End the job, and start one that goes on from its last checkpoint."""
        self.stop()
        self.cluster.wait_for(lambda: all(job["status"] in ENDED for job in self.cluster.rest("jobs")["jobs"]), "end of the job")
        self.watching = watch(self.folder, self.lake, self.told, f"--beam=--savepoint_path={last_checkpoint(self.cluster.checkpoints)}")

    def stop(self) -> int:
        """End the watch as a user does; its exit code."""
        self.watching.send_signal(signal.SIGTERM)
        return self.watching.wait()


def main(folder: Path, lake: Path, kills: Sequence[str]) -> None:
    """Start the cluster and the watch once, and disturb them."""
    jars = enter(__file__, [str(folder), str(lake), *kills])
    with tempfile.TemporaryDirectory() as name, running(jars, Path(name), SETTINGS) as cluster:
        scene = Scene(cluster, folder, lake)
        for kill in ("nothing", *kills):
            print(json.dumps(scene.one(kill)), flush=True)  # noqa: T201  what the test reads
        restored = [cluster.rest(f"jobs/{job['id']}/checkpoints")["counts"] for job in cluster.rest("jobs")["jobs"]]
        print(json.dumps({"code": scene.stop(), "checkpoints": restored, "told": scene.told.read_text("utf-8")[-2000:]}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
