"""Running a command to its end and telling what it took."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from statistics import linear_regression, median

from benchmarks.peers import ROOT


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took."""

    wall: float
    cpu: float
    """Processor seconds of all its processes."""
    megabytes: float
    """Resident size of its largest process at its peak."""


def run(command: Sequence[str]) -> Run:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  commands of ours
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def ingesting(pages: Path, lake: Path, workers: str) -> list[str]:
    """The command that takes pages into a lake."""
    return [sys.executable, "-m", "pipeline.cli", "ingest", str(pages), "--lake", str(lake), "--workers", workers, "--quiet"]


def spread(values: Sequence[float], places: int) -> str:
    """Median and range."""
    return f"{median(values):.{places}f} ({min(values):.{places}f}-{max(values):.{places}f})"


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The power of its size that a run's time grows with: the slope of a line through the logarithms of both, by least squares."""
    return linear_regression(list(map(log, sizes)), list(map(log, seconds))).slope
