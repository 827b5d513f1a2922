"""Run the pipeline and a plain pool of processes on the same made corpus, in pairs, and compare what they wrote byte for byte.

    python -m benchmarks.pipeline [--pages N] [--days N] [--pairs N] [--workers N] [--quick]

Who goes first alternates. Wall seconds depend on what else the machine does; the ratio within a pair is the figure to read.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.peers import ROOT
from benchmarks.pipeline.corpus import write_corpus
from schemas.records import TABLES

QUICK_PAGES = 300


@dataclass(frozen=True, slots=True)
class Run:
    """What a run took."""

    wall: float
    cpu: float
    """Processor seconds of all its processes."""
    megabytes: float
    """Resident size of its largest process at its peak."""


def main() -> int:
    """Run the pairs and print the table; 1 where the tables differ."""
    options = _options()
    pages = QUICK_PAGES if options.quick else options.pages
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        size = write_corpus(home / "pages", pages, options.days)
        runs: dict[str, list[Run]] = {"beam": [], "pool": []}
        for number in range(options.pairs):
            for tool in ("beam", "pool") if number % 2 else ("pool", "beam"):
                runs[tool].append(_run(_command(tool, home / "pages", home / f"{tool}-{number}", options.workers)))
            if differing(home / f"beam-{number}", home / f"pool-{number}"):
                sys.stdout.write("the tables differ\n")
                return 1
    sys.stdout.write(f"{pages} pages, {size / 1e6:.1f} MB, over {options.days} days; {options.workers} workers, {options.pairs} pairs; ")
    sys.stdout.write(f"Python {platform.python_version()}, {os.cpu_count()} cores\n\n{table(runs, pages)}\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pipeline", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_PAGES} pages")
    return parser.parse_args()


def _command(tool: str, pages: Path, lake: Path, workers: int) -> list[str]:
    if tool == "beam":
        return [sys.executable, "-m", "pipeline.cli", "ingest", str(pages), "--lake", str(lake), "--workers", str(workers), "--quiet"]
    return [sys.executable, "-m", "benchmarks.pipeline.pool", str(pages), str(lake), str(workers)]


def _run(command: Sequence[str]) -> Run:
    """Run a command to its end. Raises CalledProcessError where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603  commands of ours
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def differing(one: Path, other: Path) -> list[str]:
    """The tables' files that only one of two lakes has, or that hold other bytes."""
    first, second = _files(one), _files(other)
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def _files(lake: Path) -> dict[str, bytes]:
    return {str(path.relative_to(lake)): path.read_bytes() for name in TABLES for path in (lake / name).glob("*/*.parquet")}


def table(runs: dict[str, list[Run]], pages: int) -> str:
    """Each tool's figures, median and range, and the ratios within the pairs."""
    lines = ["| | pages/s | CPU seconds | largest process, MB |", "|---|---|---|---|"]
    for tool, taken in runs.items():
        cells = ([pages / run.wall for run in taken], [run.cpu for run in taken], [run.megabytes for run in taken])
        lines.append(f"| {tool} | {' | '.join(_spread(values, 1) for values in cells)} |")
    pairs = list(zip(runs["beam"], runs["pool"], strict=True))
    ratios = (
        [pool.wall / beam.wall for beam, pool in pairs],
        [beam.cpu / pool.cpu for beam, pool in pairs],
        [beam.megabytes / pool.megabytes for beam, pool in pairs],
    )
    lines.append(f"| beam / pool, within a pair | {' | '.join(_spread(values, 2) for values in ratios)} |")
    return "\n".join(lines)


def _spread(values: Sequence[float], places: int) -> str:
    return f"{median(values):.{places}f} ({min(values):.{places}f}-{max(values):.{places}f})"


if __name__ == "__main__":
    sys.exit(main())
