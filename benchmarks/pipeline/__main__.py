"""Run the pipeline and a plain pool of processes on the same made corpus, in pairs, and compare what they wrote byte for byte.

    python -m benchmarks.pipeline [--pages N] [--days N] [--pairs N] [--workers N] [--quick]

Who goes first alternates. Wall seconds depend on what else the machine does; the ratio within a pair is the figure to read.
What each takes for one page with as many workers counts as its start-up, and is told apart.
"""

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.measure import Run, ingesting, run, spread
from benchmarks.pipeline.corpus import write_corpus
from schemas.tables import TABLES

QUICK_PAGES = 2_000
LEAST_QUICK_RATIO = 0.35
"""Half of what was measured with start-up: below it something is broken, whatever else the machine does."""


def main() -> int:
    """Run the pairs and print the table; 1 where the tables differ, or the ratio is broken."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        write_corpus(home / "page", 1, 1)
        starts = {tool: run(_command(tool, home / "page", home / f"{tool}-start", options.workers)) for tool in ("beam", "pool")}
        size = write_corpus(home / "pages", options.pages, options.days)
        runs: dict[str, list[Run]] = {"beam": [], "pool": []}
        for number in range(options.pairs):
            for tool in ("beam", "pool") if number % 2 else ("pool", "beam"):
                runs[tool].append(run(_command(tool, home / "pages", home / f"{tool}-{number}", options.workers)))
            if differing(home / f"beam-{number}", home / f"pool-{number}"):
                sys.stdout.write("the tables differ\n")
                return 1
    sys.stdout.write(f"{options.pages} pages, {size / 1e6:.1f} MB, over {options.days} days; {options.workers} workers, {options.pairs} pairs; ")
    sys.stdout.write(f"Python {platform.python_version()}, {os.cpu_count()} cores\n\n{table(runs, starts, options.pages)}\n")
    return int(options.quick and median(ratios(runs)) < LEAST_QUICK_RATIO)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pipeline", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=QUICK_PAGES)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help=f"one pair; fails below {LEAST_QUICK_RATIO} of the pool's speed")
    options = parser.parse_args()
    options.pairs = 1 if options.quick else options.pairs
    return options


def _command(tool: str, pages: Path, lake: Path, workers: int) -> list[str]:
    if tool == "beam":
        return ingesting(pages, lake, str(workers))
    return [sys.executable, "-m", "benchmarks.pipeline.pool", str(pages), str(lake), str(workers)]


def differing(one: Path, other: Path) -> list[str]:
    """The tables' files that only one of two lakes has, or that hold other bytes."""
    first, second = _files(one), _files(other)
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def _files(lake: Path) -> dict[str, bytes]:
    return {str(path.relative_to(lake)): path.read_bytes() for name in TABLES for path in (lake / name).glob("*/*.parquet")}


def ratios(runs: dict[str, list[Run]], start: float = 0.0, other_start: float = 0.0) -> list[float]:
    """The pipeline's speed as a share of the pool's, within each pair, each without its start-up."""
    return [(pool.wall - other_start) / (beam.wall - start) for beam, pool in zip(runs["beam"], runs["pool"], strict=True)]


def table(runs: dict[str, list[Run]], starts: dict[str, Run], pages: int) -> str:
    """Each tool's figures, median and range, and the ratios within the pairs."""
    lines = ["| | pages/s | CPU seconds | largest process, MB | start-up, seconds / CPU seconds |", "|---|---|---|---|---|"]
    for tool, taken in runs.items():
        cells = ([pages / one.wall for one in taken], [one.cpu for one in taken], [one.megabytes for one in taken])
        start = starts[tool]
        lines.append(f"| {tool} | {' | '.join(spread(values, 1) for values in cells)} | {start.wall:.1f} / {start.cpu:.1f} |")
    pairs = list(zip(runs["beam"], runs["pool"], strict=True))
    beam, pool = starts["beam"], starts["pool"]
    cpu, megabytes = [one.cpu / two.cpu for one, two in pairs], [one.megabytes / two.megabytes for one, two in pairs]
    lines.append(f"| beam / pool, within a pair | {spread(ratios(runs), 2)} | {spread(cpu, 2)} | {spread(megabytes, 2)} | |")
    rest = [(one.cpu - beam.cpu) / (two.cpu - pool.cpu) for one, two in pairs]
    lines.append(f"| without start-up | {spread(ratios(runs, beam.wall, pool.wall), 2)} | {spread(rest, 2)} | | |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
