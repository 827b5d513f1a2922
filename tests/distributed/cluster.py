"""A Flink cluster of this machine: a job manager, task managers, and Beam's job server before them, each a process of its own.

All come out of the jars that `jars.py` checks. Every port is one of the network namespace that `namespaces.py` makes, so they
are fixed: no other process can have them.
"""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEAP = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Servers that live for few jobs: little is worth compiling well, and the processor time of a short job falls by two fifths."""
OPENED = tuple(f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in ("lang", "util", "util.concurrent", "nio", "net", "time"))
"""What Flink's own start scripts open on Java 17."""
REPOSITORY = Path(__file__).parents[2]
REST, JOB_ENDPOINT = "http://127.0.0.1:8081", "127.0.0.1:8099"
START_SECONDS = 180

JOB_MANAGER = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
JOB_SERVER = "org.apache.beam.runners.flink.FlinkJobServerDriver"

COMMON = {
    "jobmanager.rpc.address": "127.0.0.1",
    "jobmanager.rpc.port": "6123",
    "jobmanager.bind-host": "127.0.0.1",
    "rest.address": "127.0.0.1",
    "rest.bind-address": "127.0.0.1",
    "rest.port": "8081",
    "blob.server.port": "6124",
    "taskmanager.host": "127.0.0.1",
    "taskmanager.bind-host": "127.0.0.1",
    "cluster.evenly-spread-out-slots": "true",
    "classloader.resolve-order": "parent-first",
    "restart-strategy.type": "fixed-delay",
    "restart-strategy.fixed-delay.attempts": "8",
    "restart-strategy.fixed-delay.delay": "1 s",
    "heartbeat.interval": "2000",
    "heartbeat.timeout": "10000",
}
"""A task manager that is gone is missed after ten seconds, where Flink's default is fifty."""
MEMORY = {
    "taskmanager.numberOfTaskSlots": "2",
    "taskmanager.cpu.cores": "2",
    "taskmanager.memory.framework.heap.size": "64m",
    "taskmanager.memory.framework.off-heap.size": "64m",
    "taskmanager.memory.task.heap.size": "256m",
    "taskmanager.memory.task.off-heap.size": "64m",
    "taskmanager.memory.network.min": "256m",
    "taskmanager.memory.network.max": "256m",
    "taskmanager.memory.managed.size": "128m",
    "taskmanager.memory.jvm-metaspace.size": "256m",
    "taskmanager.memory.jvm-overhead.min": "64m",
    "taskmanager.memory.jvm-overhead.max": "64m",
}
"""A task manager that is started without Flink's scripts has to be given every size; with 64 MB for the network a job fails."""


@dataclass
class Cluster:
    """The processes by their names, and what starts them."""

    jars: Path
    scratch: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    flink: Path | None = None
    """The jars of the job manager and the task managers, where they are not those of the job server."""

    @property
    def checkpoints(self) -> Path:
        """Where checkpoints lie."""
        return self.scratch / "checkpoints"

    def start(self, task_managers: int = 2) -> None:
        """Start all, and wait until they are ready. Raises RuntimeError where they don't get so far."""
        self.write_files()
        self.start_job_manager()
        for number in range(1, task_managers + 1):
            self.start_task_manager(number)
        self.start_job_server()
        self.wait_for(lambda: self.task_managers() == task_managers, "task managers")
        self.wait_for(self.serves, "job server")

    def start_job_manager(self) -> None:
        """Start the job manager."""
        self._java("job-manager", "-Xmx384m", JOB_MANAGER, "--configDir", self.scratch / "conf", "--executionMode", "cluster")

    def start_task_manager(self, number: int, tmp: Path | None = None) -> None:
        """Start a task manager, with what it keeps on disk in the folder `tmp`."""
        temporary = tmp or self.scratch / f"task-manager-{number}.tmp"
        Path(temporary).mkdir(exist_ok=True)
        options = [
            part
            for key, value in (MEMORY | {"io.tmp.dirs": temporary, "blob.storage.directory": temporary}).items()
            for part in ("-D", f"{key}={value}")
        ]
        flags = f"-Djava.io.tmpdir={temporary}"
        self._java(
            f"task-manager-{number}", "-Xmx320m", "-XX:MaxDirectMemorySize=448m", flags, TASK_MANAGER, "--configDir", self.scratch / "conf", *options
        )

    def start_job_server(self, master: str = "127.0.0.1:8081", heap: str = "-Xmx512m") -> None:
        """Start Beam's job server; it hands its jobs to the cluster at `master`."""
        ports = ["--job-port=8099", "--artifact-port=8098", "--expansion-port=8097", "--job-host=127.0.0.1"]
        artifacts = f"--artifacts-dir={self.scratch}/artifacts"
        temporary = f"-Djava.io.tmpdir={self.scratch}"
        masters = (f"--flink-master={master}", f"--flink-conf-dir={self.scratch}/conf")
        self._java("job-server", heap, temporary, JOB_SERVER, *ports, artifacts, *masters)

    def kill(self, name: str) -> None:
        """Kill a process as a loss of power would, and wait until it is gone."""
        process = self.processes.pop(name)
        process.kill()
        process.wait()

    def kill_worker(self) -> bool:
        """Kill one Python worker likewise; whether there was one."""
        for path in sorted((self.scratch / "workers").iterdir()):
            path.unlink()
            try:
                os.kill(int(path.name), signal.SIGKILL)
            except ProcessLookupError:
                continue
            return True
        return False

    def stop(self) -> None:
        """End all by their process ids."""
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait()

    def rest(self, path: str) -> Any:
        """What the job manager answers. Raises OSError where it doesn't."""
        with urllib.request.urlopen(f"{REST}/{path}", timeout=10) as answer:  # noqa: S310 - our own
            return json.load(answer)

    def task_managers(self) -> int:
        """How many task managers the job manager knows."""
        try:
            return len(self.rest("taskmanagers")["taskmanagers"])
        except OSError:
            return 0

    def wait_for(self, ready: Callable[[], bool], what: str) -> None:
        """Wait until something is so. Raises RuntimeError with the logs' ends where it never is."""
        until = time.monotonic() + START_SECONDS
        while not ready():
            if time.monotonic() > until:
                raise RuntimeError(f"no {what}:\n{self.logs()}")
            time.sleep(0.1)

    def logs(self, last: int = 3000) -> str:
        """The ends of all logs."""
        return "\n".join(f"--- {path.name}\n{path.read_text('utf-8', 'replace')[-last:]}" for path in sorted(self.scratch.glob("*.log")))

    def serves(self) -> bool:
        """Whether the job server is there."""
        return re.search(r"JobService started on", (self.scratch / "job-server.log").read_text("utf-8", "replace")) is not None

    def _java(self, name: str, *arguments: str | Path) -> None:
        flags = [argument for argument in map(str, arguments) if argument.startswith(("-X", "-Djava"))]
        rest = [argument for argument in map(str, arguments) if argument not in flags]
        jars = self.jars if name == "job-server" else self.flink or self.jars
        command = ["java", *HEAP, *OPENED, *flags, "-cp", f"{jars}/*", *rest]
        path = f"{self.scratch}/bin:{os.environ['PATH']}"
        environment = {**os.environ, "FLINK_CONF_DIR": str(self.scratch / "conf"), "PATH": path, "PYTHONPATH": str(REPOSITORY)}
        with (self.scratch / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(command, stdout=log, stderr=log, env=environment)

    def write_files(self) -> None:
        """Write what the processes read, and the command that starts a Python worker; it leaves the worker's process id in the folder `workers`."""
        for folder in ("bin", "conf", "workers", "artifacts"):
            (self.scratch / folder).mkdir(exist_ok=True)
        places = {"blob.storage.directory": str(self.scratch / "blobs"), "state.checkpoints.dir": self.checkpoints.as_uri()}
        settings = COMMON | places | dict(self.settings)
        (self.scratch / "conf" / "flink-conf.yaml").write_text("".join(f"{key}: {value}\n" for key, value in settings.items()), "utf-8")
        worker = self.scratch / "bin" / "zhengwen-worker"
        worker.write_text(f'#!/bin/sh\n: > "{self.scratch}/workers/$$"\nexec "{sys.executable}" -m pipeline.flink.boot "$@"\n', "utf-8")
        worker.chmod(0o755)


@contextmanager
def embedded(jars: Path, scratch: Path) -> Iterator[Cluster]:
    """A job server that has a cluster within itself, ended with the `with` block."""
    cluster = Cluster(jars, scratch)
    try:
        cluster.write_files()
        cluster.start_job_server("[local]", "-Xmx1g")
        cluster.wait_for(cluster.serves, "job server")
        yield cluster
    finally:
        cluster.stop()


@contextmanager
def running(jars: Path, scratch: Path, settings: Mapping[str, str] | None = None, task_managers: int = 2) -> Iterator[Cluster]:
    """A cluster under way, ended with the `with` block."""
    cluster = Cluster(jars, scratch, settings or {})
    try:
        cluster.start(task_managers)
        yield cluster
    finally:
        cluster.stop()
