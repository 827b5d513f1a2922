"""Ingest made corpora of growing size, each into an empty lake; then the same new stories into an empty lake and into the largest one.

    python -m benchmarks.growth [--pages N ...] [--days N] [--new N] [--workers N]

Prints seconds, processor seconds and the largest process's memory of each size, the power of the size that the time grows with
(once as it is, once without what a single page takes), and what the lake that is there adds to the cost of new stories.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Run, exponent, ingesting, run
from benchmarks.pipeline.corpus import write_corpus

NEW_SEED = 8


def main() -> int:
    """Measure each size and print a row for it."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        write_corpus(home / "page", 1, 1)
        start = run(ingesting(home / "page", home / "start", options.workers))
        sys.stdout.write("| pages | seconds | CPU seconds | largest process, MB |\n|---|---|---|---|\n")
        runs = [_grown(home, pages, options) for pages in options.pages]
        if len(runs) > 1:
            _tell_exponents(options.pages, runs, start)
        write_corpus(home / "new", options.new, options.days, NEW_SEED)
        empty = run(ingesting(home / "new", home / "empty", options.workers))
        onto = run(ingesting(home / "new", home / f"lake-{options.pages[-1]}", options.workers))
        sys.stdout.write(f"{options.new:,} new stories into an empty lake: {empty.cpu:.1f} CPU seconds, {empty.wall:.1f} seconds; ")
        sys.stdout.write(f"into the lake of {options.pages[-1]:,}: {onto.cpu:.1f} and {onto.wall:.1f}, {onto.cpu / empty.cpu:.2f} times the CPU\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[1_000, 3_000, 10_000])
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--new", type=int, default=1_000, help="new stories for the last step, over the same days")
    parser.add_argument("--workers", default="2")
    return parser.parse_args()


def _grown(home: Path, pages: int, options: argparse.Namespace) -> Run:
    write_corpus(home / f"pages-{pages}", pages, options.days)
    taken = run(ingesting(home / f"pages-{pages}", home / f"lake-{pages}", options.workers))
    sys.stdout.write(f"| {pages:,} | {taken.wall:.1f} | {taken.cpu:.1f} | {taken.megabytes:.0f} |\n")
    sys.stdout.flush()
    return taken


def _tell_exponents(pages: Sequence[int], runs: Sequence[Run], start: Run) -> None:
    cpu = exponent(pages, [taken.cpu for taken in runs])
    rest = exponent(pages, [taken.cpu - start.cpu for taken in runs])
    sys.stdout.write(f"CPU seconds grow with the power {cpu:.2f} of the pages, {rest:.2f} without the {start.cpu:.1f} of a single page\n")


if __name__ == "__main__":
    sys.exit(main())
