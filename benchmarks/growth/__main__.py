"""Ingest made corpora of growing size, each into an empty lake, and then the same new stories into that lake and into an empty one.

    python -m benchmarks.growth [--pages N ...] [--days N ...] [--new N] [--new-days N] [--pairs N] [--kind KIND] [--short] [--workers N]
                                [--home DIR] [--record FILE] [--write] [--quick]
    python -m benchmarks.growth --table FILE ... [--write]

Tells seconds, processor seconds and memory of each size, the power of the size that the time grows with (as it is, and without what a single
page takes), and what the lake that is there adds to the cost of new stories, beside the cost of writing once the days' files that they touch.
With --record each run is kept in a file as it ends; sizes that the file has with all their rounds of new stories aren't run again.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import made_once
from benchmarks.document import write_between
from benchmarks.growth.report import EMPTY, NAME, ONTO, REWRITE, SIZE, START, document
from benchmarks.measure import Run, ingesting, last_line, run
from benchmarks.peers import ROOT
from benchmarks.pipeline.corpus import KINDS
from benchmarks.recorded import Corpus, Recorded, append, machine, read
from schemas.version import VERSION

NEW_SEED = 1_000
"""New stories of round N are made with this seed and N."""


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a benchmark works, what it keeps, and how many new stories come over how many days."""

    home: Path
    workers: int
    record: Path
    new: int
    new_days: int

    def take(self, tool: str, corpus: Corpus, number: int, command: Sequence[str], pages: int) -> None:
        """Run a command and record what it took."""
        log = self.home / "growth.log"
        try:
            ran, failed = run(command, log_file=log), ""
        except subprocess.CalledProcessError as error:
            ran, failed = Run(0, 0, 0), last_line(log) or str(error)
        append(self.record, Recorded(NAME, tool, corpus, number, self.workers, ran, pages, 0, failed, {}, "", VERSION, machine()))
        told = failed or f"{ran.wall:.1f} s, {ran.cpu:.1f} CPU s, worker {ran.worker_megabytes:.0f} MB, all {ran.sum_megabytes:.0f} MB"
        sys.stderr.write(f"{corpus.pages:,} pages over {corpus.days:,} days, {tool}: {told}\n")


def main() -> int:
    """Measure each size and print the tables."""
    options = _options()
    if options.table:
        return _tell(read(options.table), write=options.write)
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(options.home or Path(name), options.workers, options.record or Path(name) / "runs.jsonl", options.new, options.new_days)
        bench.home.mkdir(parents=True, exist_ok=True)
        for days in options.days:
            for pages in options.pages:
                _size(bench, Corpus(options.kind, pages, days, options.short), options.pairs)
        return _tell(read([bench.record]), write=options.write)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="+", default=[1_000, 3_000, 10_000])
    parser.add_argument("--days", type=int, nargs="+", default=[60, 3_000], help="over how many days the stories spread (default 60 and 3,000)")
    parser.add_argument("--new", type=int, default=1_000, help="new stories a round (default %(default)s)")
    parser.add_argument("--new-days", type=int, default=30, help="over how many of the same days they spread (default %(default)s)")
    parser.add_argument("--pairs", type=int, default=1, help="rounds of new stories (default %(default)s)")
    parser.add_argument("--kind", choices=KINDS, default="both")
    parser.add_argument("--short", action="store_true", help="stories of some 120 characters")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--home", type=Path, help="folder for corpora and lakes; corpora stay there and are used again")
    parser.add_argument("--record", type=Path, metavar="FILE", help="keep runs in this file, and run only what it hasn't")
    parser.add_argument("--table", type=Path, nargs="+", metavar="FILE", help="tell what these files have recorded")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="500 and 1,000 pages, 100 new stories")
    options = parser.parse_args()
    if options.quick:
        options.pages, options.new = [500, 1_000], 100
    return options


def _size(bench: Bench, corpus: Corpus, rounds: int) -> None:
    """Ingest a corpus, then rounds of new stories; nothing where all of it is recorded."""
    done = {(recorded.tool, recorded.corpus, recorded.round) for recorded in read([bench.record]) if not recorded.failed}
    wanted = [(SIZE, corpus, 0), *((tool, corpus, number) for tool in (EMPTY, ONTO, REWRITE) for number in range(rounds))]
    if done.issuperset(wanted):
        return
    one = Corpus(corpus.kind, 1, 1, corpus.short)
    if (START, one, 0) not in done:
        bench.take(START, one, 0, ingesting(made_once(bench.home, one)[0], _fresh(bench, "start"), str(bench.workers)), 1)
    lake = _fresh(bench, "lake")
    bench.take(SIZE, corpus, 0, ingesting(made_once(bench.home, corpus)[0], lake, str(bench.workers)), corpus.pages)
    for number in range(rounds):
        _new(bench, corpus, lake, number)
    shutil.rmtree(lake, ignore_errors=True)


def _new(bench: Bench, corpus: Corpus, lake: Path, number: int) -> None:
    """New stories into an empty lake and into the one that is there, each first in turn, and the days' files that changed written once more."""
    pages, _ = made_once(bench.home, Corpus(corpus.kind, bench.new, bench.new_days, corpus.short, NEW_SEED + number))
    turns = {EMPTY: _fresh(bench, "empty"), ONTO: lake}
    began = 0.0
    for tool in (EMPTY, ONTO) if number % 2 else (ONTO, EMPTY):
        began = time.time() if tool == ONTO else began
        bench.take(tool, corpus, number, ingesting(pages, turns[tool], str(bench.workers)), bench.new)
    touched = bench.home / "touched.txt"
    files = [str(path) for path in lake.glob("*/*/*.parquet") if path.stat().st_mtime >= began]
    touched.write_text("\n".join(files), encoding="utf-8")
    bench.take(REWRITE, corpus, number, [sys.executable, "-m", "benchmarks.growth.rewrite", str(touched)], len(files))


def _fresh(bench: Bench, name: str) -> Path:
    """A folder for a lake, empty."""
    folder = bench.home / f"growth-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _tell(runs: Sequence[Recorded], *, write: bool) -> int:
    runs = [recorded for recorded in runs if recorded.what == NAME]
    measured = document(runs)
    sys.stdout.write(measured + "\n")
    if write:
        write_between(ROOT / "docs" / "performance.md", NAME, measured)
    return int(any(recorded.failed for recorded in runs))


if __name__ == "__main__":
    sys.exit(main())
