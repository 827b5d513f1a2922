"""Watches a folder on a cluster, into which pages come, while its processes are killed one after another; tells what a reader saw.

usage: python tests/distributed/kill_watch.py FOLDER LAKE KILLS...

KILLS are worker, task-manager, job-manager, watch (the process that handed the job in), checkpoint (the job is ended, and a new one
goes on from its last checkpoint), or nothing. Before each one PAGES pages come, and it is killed while they are under way: at a moment
left to chance, or, with :writing after its name, while a worker merges files; a worker or task manager that is killed then is the one that
merges. Where another job has to take the place of the one there was, it is waited for. Then as many pages come again, and all of them
have to be seen; and a local run of the same pages has to give the same tables, byte for byte. Each prints a line of JSON. Where the first
of KILLS is s3, the lake is in an object store, whose server's disk is LAKE.
"""

import glob
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from cluster import JOB_ENDPOINT, REPOSITORY, Cluster, running
from namespaces import enter
from reader import Reader

from tests.helpers import page, table_bytes

PAGES = 8
SEEN_SECONDS = 900
SETTINGS = {
    "restart-strategy.fixed-delay.attempts": "1000",
    "restart-strategy.fixed-delay.delay": "500 ms",
    "state.backend.type": "hashmap",
}
HANDED_IN_ANEW = ("job-manager", "watch", "checkpoint")
"""After these there is another job, which is waited for: what comes then can't be the work of tasks that don't know yet that theirs is over."""
ENDED = ("FINISHED", "FAILED", "CANCELED")
TOWNS = ("清浦", "洛川", "云岭", "白沙", "石泉", "松溪")


def watch(folder: Path, lake: str, told: Path, *flags: str) -> "subprocess.Popen[bytes]":
    """A watch on the cluster."""
    command = [sys.executable, "-m", "pipeline.cli", "watch", str(folder), "--lake", lake, "--runner=FlinkRunner", *flags]
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


def ingested(folder: Path, lake: Path) -> dict[str, str]:
    """The tables of a local run that takes in the same pages at once, as table_bytes has them."""
    command = [sys.executable, "-m", "pipeline.cli", "ingest", str(folder), "--quiet", "--lake", str(lake)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(REPOSITORY)})
    return table_bytes(lake)


def parent(process: int) -> int:
    """A process's parent; see proc_pid_stat(5)."""
    return int(Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[1])


class Scene:
    """A watch under way, and what is done to it."""

    def __init__(self, cluster: Cluster, folder: Path, lake: str, disk: Path) -> None:
        """Start the watch; `disk` is where the lake's files lie, whatever its address."""
        self.cluster, self.folder, self.address, self.lake = cluster, folder, lake, disk
        self.told = cluster.scratch / "watch.log"
        self.watching = watch(folder, lake, self.told)
        self.reader = Reader(disk)
        self.reader.start()
        self.pages = 0

    def pages_come(self) -> None:
        """Have PAGES more pages come."""
        drop_pages(self.folder, self.pages, PAGES)
        self.pages += PAGES

    def wait(self, ready: Callable[[], bool], pause: float = 0.1) -> None:
        """Until something is so. Raises RuntimeError where it never is."""
        until = time.monotonic() + SEEN_SECONDS
        while not ready():
            self.reader.check()
            if self.watching.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{self.reader.stories} of {self.pages} seen:\n{self.told.read_text('utf-8')[-3000:]}\n{self.cluster.logs()}")
            time.sleep(pause)

    def one(self, kill: str) -> dict[str, object]:
        """Have pages come, kill while they are under way, wait until all are seen, and compare."""
        what, _, when = kill.partition(":")
        jobs = self.jobs()
        self.pages_come()
        if when == "writing":
            self.wait(self.writes, pause=0.002)
        else:
            time.sleep(random.Random(f"{what}{self.pages}").uniform(1.5, 5.0))
        before, began = self.reader.stories, time.monotonic()
        getattr(self, what.replace("-", "_"))()
        unfinished = self.commits()
        if what in HANDED_IN_ANEW:
            self.wait(lambda: bool(now := self.jobs()) and not now & jobs)
        self.pages_come()
        self.wait(lambda: self.reader.stories >= self.pages)
        told = {"what": kill, "pages": self.pages, "seen_before": before, "within_commit": unfinished, "seconds": round(time.monotonic() - began, 1)}
        told |= self.compared() | {"restored": self.restored()}
        return told | {"seen": self.reader.look_anew(), "reads": self.reader.reads, "twice": self.reader.twice, "lost": self.reader.lost}

    def compared(self) -> dict[str, object]:
        """The lake at rest, beside one that a local run makes of the same pages."""
        with tempfile.TemporaryDirectory() as scratch:
            wanted = ingested(self.folder, Path(scratch) / "local")
        self.wait(lambda: not self.commits())
        found = table_bytes(self.lake)
        return {"files": len(wanted), "others": sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))}

    def restored(self) -> int:
        """How often the job that runs now went on from a checkpoint."""
        return sum(self.cluster.rest(f"jobs/{job}/checkpoints")["counts"]["restored"] for job in self.jobs())

    def jobs(self) -> set[str]:
        """The ids of the jobs that haven't ended; none where the job manager doesn't answer."""
        with suppress(OSError):
            return {job["id"] for job in self.cluster.rest("jobs")["jobs"] if job["status"] not in ENDED}
        return set()

    def staged(self, pattern: str) -> bool:
        """Whether there is something of a pattern in the staging folder, from which folders go meanwhile."""
        return any(glob.iglob(f"{self.lake}/_staging/{pattern}"))  # noqa: PTH207 - pathlib's raises an error for a folder that goes

    def commits(self) -> bool:
        """Whether a commit is under way, or was left so."""
        return self.staged("*")

    def merges(self) -> bool:
        """Whether files are being merged."""
        return self.staged("*/merged/*/*.staged")

    def writes(self) -> bool:
        """The same; where all pages are there before that was noticed, more come."""
        if self.reader.stories >= self.pages:
            self.pages_come()
        return self.merges()

    def nothing(self) -> None:
        """Let it be."""

    def worker(self) -> None:
        """Kill a Python worker: the one that merges files where one does."""
        if self.merges():
            os.kill(self.writer(), signal.SIGKILL)
        elif not self.cluster.kill_worker():
            raise RuntimeError("no worker")

    def task_manager(self) -> None:
        """Kill a task manager, the one whose worker merges files where one does; another one takes its place."""
        number = 2 if self.merges() and parent(self.writer()) == self.cluster.processes["task-manager-2"].pid else 1
        self.cluster.kill(f"task-manager-{number}")
        self.cluster.start_task_manager(number)

    def writer(self) -> int:
        """The process that holds the lake's lock, or held it last."""
        return int(json.loads((self.lake / "_state" / "lock").read_bytes())["pid"])

    def job_manager(self) -> None:
        """Kill the job manager, with all that it knows of the job; another one takes its place."""
        self.cluster.kill("job-manager")
        self.cluster.start_job_manager()

    def watch(self) -> None:
        """Kill the process that handed the job in, and start it again."""
        self.watching.kill()
        self.watching.wait()
        self.watching = watch(self.folder, self.address, self.told)

    def checkpoint(self) -> None:
        """End the job, and start one that goes on from its last checkpoint."""
        self.stop()
        self.cluster.wait_for(lambda: all(job["status"] in ENDED for job in self.cluster.rest("jobs")["jobs"]), "end of the job")
        self.watching = watch(self.folder, self.address, self.told, f"--beam=--savepoint_path={last_checkpoint(self.cluster.checkpoints)}")

    def stop(self) -> int:
        """End the watch as a user does; its exit code."""
        self.watching.send_signal(signal.SIGTERM)
        return self.watching.wait()


def main(folder: Path, lake: Path, kills: Sequence[str]) -> None:
    """Start the cluster and the watch once, and disturb them."""
    jars = enter(__file__, [str(folder), str(lake), *kills])
    address, disk = str(lake), lake
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        if kills[:1] == ["s3"]:
            from s3_server import s3_server  # noqa: PLC0415 - needs botocore

            lake.mkdir()
            os.environ |= stack.enter_context(s3_server(lake)).environment | {"XDG_CACHE_HOME": name}
            address, disk = "s3://lakes/watched", lake / "objects" / "lakes" / "watched"
        cluster = stack.enter_context(running(jars, Path(name), SETTINGS))
        scene = Scene(cluster, folder, address, disk)
        for kill in ("nothing", *(kill for kill in kills if kill != "s3")):
            print(json.dumps(scene.one(kill)), flush=True)  # noqa: T201  what the test reads
        print(json.dumps({"code": scene.stop(), "told": scene.told.read_text("utf-8")[-2000:]}))  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
