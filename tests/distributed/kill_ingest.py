"""Ingests on a cluster of two task managers, while one of its processes is killed; tells what became of each.

usage: python tests/distributed/kill_ingest.py PAGES LAKES KILLS...

KILLS are those of one ingest: WHAT:WHEN, with commas between them, or nothing. WHAT is worker, task-manager or submitter (which is started
again); WHEN is reading or writing. Each ingest makes a lake of its own, LAKES/0, LAKES/1, ..., and prints a line of JSON.

KILLS that begin with s3/ are those of an ingest into an object store, from pages in it: the server's disk is LAKES/s3, and what a local run
makes of the same pages is LAKES/s3-local. When such an ingest stages anything, a task manager sees no folder of the submitter's.
"""

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from cluster import JOB_ENDPOINT, REPOSITORY, Cluster, running
from namespaces import enter

STORED = "s3/"
FLAGS = ("--quiet", "--runner=FlinkRunner", f"--beam=--job_endpoint={JOB_ENDPOINT}", "--beam=--parallelism=2")


def ingest(pages: str, lake: Path | str, *flags: str) -> "subprocess.Popen[str]":
    """An ingest under way on the cluster."""
    return command("ingest", pages, "--lake", str(lake), *FLAGS, *flags)


def command(*words: str) -> "subprocess.Popen[str]":
    """A command of zhengwen under way."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    whole = [sys.executable, "-m", "pipeline.cli", *words]
    return subprocess.Popen(whole, stderr=subprocess.PIPE, text=True, stdout=subprocess.DEVNULL, env=environment)


def seen(lake: Path, when: str) -> Callable[[], bool]:
    """Whether an ingest is within what is to be disturbed: its first pages are staged, or its first files merged."""
    patterns = ("*/fragments/*/outcomes.json", "*/fragments/*-*") if when == "reading" else ("*/merged/*/*.staged", "*/articles/*/*")
    # pathlib's glob raises an error for a folder that goes meanwhile.
    return lambda: any(Path(path).is_file() for pattern in patterns for path in glob.iglob(f"{lake}/_staging/{pattern}"))  # noqa: PTH207 - see above


def disturb(cluster: Cluster, what: str) -> bool:
    """Kill one process; whether there was one."""
    if what == "worker":
        return cluster.kill_worker()
    cluster.kill("task-manager-1")
    return True


def one(cluster: Cluster, start: Callable[[], "subprocess.Popen[str]"], lake: Path, kills: Sequence[str]) -> dict[str, object]:
    """One ingest into a lake on this disk, or on that of a store, and what became of it."""
    began, killed, process = time.monotonic(), [], start()
    for kill in kills:
        what, _, when = kill.partition(":")
        ready = seen(lake, when)
        while process.poll() is None and not ready():
            time.sleep(0.002)
        if process.poll() is None and what == "submitter":
            killed.append(kill)
            process.kill()
            process.communicate()
            process = start()
        elif process.poll() is None and disturb(cluster, what):
            killed.append(kill)
    _, told = process.communicate()
    job = max(cluster.rest("jobs/overview")["jobs"], key=lambda job: job["start-time"])
    failures = len(cluster.rest(f"jobs/{job['jid']}/exceptions")["exceptionHistory"]["entries"])
    if "task-manager-1" not in cluster.processes:
        cluster.start_task_manager(1)
    seconds = round(time.monotonic() - began, 1)
    return {"killed": killed, "code": process.returncode, "state": job["state"], "failures": failures, "seconds": seconds, "told": told[-2000:]}


class Stored:
    """Lakes in an object store, and the pages in it."""

    def __init__(self, pages: str, lakes: Path) -> None:
        """Put the pages, into a server that is led to by the environment, and ingest them on this machine."""
        from s3_server import client  # noqa: PLC0415 - needs botocore

        self._work, put = str(lakes / "s3-work"), client(os.environ)
        for path in Path(pages).iterdir():
            put.put_object(Bucket="lakes", Key=f"pages/{path.name}", Body=path.read_bytes())  # type: ignore[attr-defined] # made at run time
        local = command("ingest", "s3://lakes/pages", "--lake", str(lakes / "s3-local"), "--quiet")
        if local.wait():
            raise RuntimeError(local.communicate()[1])

    def ingest(self, number: int) -> "subprocess.Popen[str]":
        """An ingest under way, whose submitter works in a folder that goes when it is started again."""
        shutil.rmtree(self._work, ignore_errors=True)
        return ingest("s3://lakes/pages", f"s3://lakes/{number}", "--work", self._work, "--wait", "120")

    def is_sound(self, number: int) -> bool:
        """What verify says of a lake."""
        process = command("verify", "--lake", f"s3://lakes/{number}", "--work", self._work)
        process.communicate()
        return process.returncode == 0


def main(pages: str, lakes: Path, kills: Sequence[str]) -> None:
    """Start the cluster once, and ingest once for each kill."""
    jars = enter(__file__, [pages, str(lakes), *kills])
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        stored = None
        if any(kill.startswith(STORED) for kill in kills):
            from s3_server import s3_server  # noqa: PLC0415 - needs botocore

            (lakes / "s3").mkdir()
            os.environ |= stack.enter_context(s3_server(lakes / "s3")).environment
            stored = Stored(pages, lakes)
        cluster = stack.enter_context(running(jars, Path(scratch)))
        for number, kill in enumerate(kills):
            those = [] if kill.endswith("nothing") else kill.removeprefix(STORED).split(",")
            if stored and kill.startswith(STORED):
                told = one(cluster, partial(stored.ingest, number), lakes / "s3" / "objects" / "lakes" / str(number), those)
                told["sound"] = stored.is_sound(number)
            else:
                told = one(cluster, partial(ingest, pages, lakes / str(number)), lakes / str(number), those)
            print(json.dumps(told), flush=True)  # noqa: T201  what the test reads


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
