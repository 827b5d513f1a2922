"""Running a command to its end and telling what it took, with all the processes that it starts."""

import ctypes
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import linear_regression, median

from benchmarks import pace
from benchmarks.peers import ROOT
from benchmarks.repeating import repeated

SECONDS = 0.5
"""Between two looks at the processes."""
PR_SET_CHILD_SUBREAPER = 36
"""From Linux' sys/prctl.h: processes whose parent has ended become this one's children, so that their time is counted too."""
TICKS = os.sysconf("SC_CLK_TCK")
STRAYS_SECONDS = 20.0
"""How long processes that the command leaves behind may take to end by themselves."""
PATHS = re.compile(r"\(?/[^\s)]+\)?")
"""Where something lies on this machine is nobody's business."""
MOST_CHARACTERS = 160
"""Of what a command said last."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took."""

    wall: float
    cpu: float
    """Processor seconds of all its processes."""
    megabytes: float
    """Resident size of its largest process at its peak."""
    worker_megabytes: float = 0.0
    """The same of the largest process but the first one; 0 where there is none or it is too short to be seen."""
    sum_megabytes: float = 0.0
    """The most that all its processes had together at one time, pages that they share counted for each."""
    pace: float = 0.0
    """How fast the machine was meanwhile: `Pace.pieces_a_second`; 0 for a short run, and for those recorded before that was measured."""


def run(command: Sequence[str], environment: Mapping[str, str] | None = None, log_file: Path | None = None) -> Run:
    """Run a command to its end, and wait for what it leaves behind.

    Args:
        command: The command and its arguments.
        environment: Variables besides those there are.
        log_file: Where what it says goes; by default nowhere.

    Raises:
        CalledProcessError: Where it fails.
    """
    with _adopted_orphans(), Path(log_file or os.devnull).open("wb") as said:
        others = frozenset(_below(os.getpid()))
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said, env={**os.environ, **(environment or {})})  # noqa: S603  commands of ours
        watch, tried = _Watch(process.pid, others), pace.Pace()
        with repeated(watch.look, SECONDS), repeated(tried.work, pace.SECONDS):
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            cpu, megabytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
            for stray in _strays(others):
                cpu += stray.ru_utime + stray.ru_stime
                megabytes = max(megabytes, stray.ru_maxrss / 1024)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    largest = max(megabytes, watch.largest)
    return Run(wall, max(cpu, watch.cpu), largest, watch.worker, max(largest, watch.together), tried.pieces_a_second)


def last_line(said: Path) -> str:
    """What a command said last, by its log; nothing of where things lie on this machine, and nothing where it said nothing."""
    lines = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return PATHS.sub("", lines[-1])[:MOST_CHARACTERS] if lines else ""


@contextmanager
def _adopted_orphans() -> Iterator[None]:
    """Make processes whose parent has ended this one's children, so that they can be waited for."""
    if sys.platform != "linux":
        yield
        return
    control = ctypes.CDLL(None).prctl
    control(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        control(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _strays(others: Collection[int]) -> Iterator[resource.struct_rusage]:
    """The usage of each process that the command left behind, as each ends, by force in the end; `others` are none of them."""
    until = time.monotonic() + STRAYS_SECONDS
    while True:
        left = [pid for pid in _below(os.getpid()) if pid not in others]
        if not left:
            return
        for pid in left:
            if time.monotonic() > until:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):  # not ours yet: its parent is one of them
                ended, _, usage = os.wait4(pid, os.WNOHANG)
                if ended:
                    yield usage
        time.sleep(0.05)


class _Watch:
    """Looks at a process and all below it now and then: their peaks, and the time of those that nobody waits for."""

    def __init__(self, pid: int, others: Collection[int]) -> None:
        self._first, self._others = pid, others
        self._cpu: dict[int, float] = {}
        self._peaks: dict[int, float] = {}
        self.together = 0.0

    @property
    def cpu(self) -> float:
        """Processor seconds of all processes, each as it was last seen."""
        return sum(self._cpu.values())

    @property
    def largest(self) -> float:
        """The largest process's peak in megabytes."""
        return max(self._peaks.values(), default=0.0)

    @property
    def worker(self) -> float:
        """The peak of the largest one but the first."""
        return max((size for pid, size in self._peaks.items() if pid != self._first), default=0.0)

    def look(self) -> None:
        """Look once."""
        now = 0.0
        for pid in (pid for pid in _below(os.getpid()) if pid not in self._others):
            with suppress(OSError, KeyError, ValueError):  # it has ended meanwhile
                self._cpu[pid] = max(_seconds(pid), self._cpu.get(pid, 0.0))
                resident, self._peaks[pid] = _sizes(pid)
                now += resident
        self.together = max(self.together, now)


def _below(root: int) -> list[int]:
    """The processes that a process and its descendants have started."""
    children: dict[int, list[int]] = {}
    for pid in (int(name) for name in os.listdir("/proc") if name.isdigit()):  # noqa: PTH208  names only, hundreds, twice a second
        with suppress(OSError):
            children.setdefault(int(_stat(pid)[1]), []).append(pid)
    found, waiting = [], [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _stat(pid: int) -> list[str]:
    """What /proc tells of a process behind its name: its state, its parent's number, and so on (man proc_pid_stat)."""
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()


def _seconds(pid: int) -> float:
    user, system = _stat(pid)[11:13]
    return (int(user) + int(system)) / TICKS


def _sizes(pid: int) -> tuple[float, float]:
    """A process's resident size and its peak, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    fields = dict(line.split(":", 1) for line in lines if line.startswith("Vm"))
    return int(fields["VmRSS"].split()[0]) / 1024, int(fields["VmHWM"].split()[0]) / 1024


def ingesting(pages: Path, lake: Path, workers: str) -> list[str]:
    """The command that takes pages into a lake."""
    return [sys.executable, "-m", "pipeline.cli", "ingest", str(pages), "--lake", str(lake), "--workers", workers, "--quiet"]


def spread(values: Sequence[float], places: int) -> str:
    """Median and range; one value by itself."""
    told = f"{median(values):.{places}f}"
    return f"{told} ({min(values):.{places}f}-{max(values):.{places}f})" if len(values) > 1 else told


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The power of its size that a run's time grows with: the slope of a line through the logarithms of both, by least squares."""
    return linear_regression(list(map(log, sizes)), list(map(log, seconds))).slope
