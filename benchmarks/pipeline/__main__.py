"""Run the pipeline, a plain pool, floors and other tools on the same made corpus, round by round, and compare the rows that they wrote.

    python -m benchmarks.pipeline [--pages N] [--days N] [--pairs N] [--kinds KIND ...] [--peers NAME ...] [--workers N] [--short]
                                  [--home DIR] [--record FILE] [--write] [--quick]
    python -m benchmarks.pipeline --table FILE ... [--write]

Who goes first changes from round to round. Wall seconds depend on what else the machine does; the ratio within a round is the figure to read.
What each takes for one page with as many workers counts as its start-up, and is told apart. With --record each run is kept in a file as it
ends, and runs that the file has are not run again; --table joins such files without running anything. Tools of one file are compared with one
another, so other tools belong into another file, with the pipeline beside them again.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from statistics import median

from benchmarks.corpora import made_once
from benchmarks.document import write_between
from benchmarks.measure import Run, last_line, run
from benchmarks.peers import ROOT
from benchmarks.pipeline.corpus import KINDS
from benchmarks.pipeline.counts import counts
from benchmarks.pipeline.plot import plot
from benchmarks.pipeline.report import document, without_start_up
from benchmarks.pipeline.tools import BEAM, POOL, TOOLS, Tool, chosen, command, made_ready, peers_folder, version
from benchmarks.pipeline.tools import ENVIRONMENT as VARIABLES
from benchmarks.recorded import Corpus, Recorded, append, machine, read
from schemas.tables import TABLES

NAME = "pipeline"
QUICK_PAGES = 2_000
LEAST_QUICK_RATIO = 0.35
"""Half of what was measured with start-up: below it something is broken, whatever else the machine does."""
LOOP_PAGES = 2_000
"""As many pages tell what a loop costs a page."""
COMPARED = (BEAM, POOL)
"""What these wrote is compared byte for byte."""
START_ROUND = -1
"""The round in which each tool takes one page."""
DOCUMENT, PLOT = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.svg"


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a benchmark works, and what it keeps."""

    home: Path
    place: Path
    """The peers' environment."""
    workers: int
    record: Path
    loop_pages: int


def main() -> int:
    """Run the rounds and print the tables; 1 where tables differ, or the ratio is broken."""
    options = _options()
    if options.table:
        return _tell(read(options.table), write=options.write, quick=False)
    with tempfile.TemporaryDirectory() as name:
        home = options.home or Path(name)
        bench = Bench(home, options.venv, options.workers, options.record or Path(name) / "runs.jsonl", options.loop_pages)
        tools = chosen(options.peers)
        for kind in options.kinds:
            _rounds(bench, Corpus(kind, options.pages, options.days, options.short), tools, options.pairs)
        return _tell(read([bench.record]), write=options.write, quick=options.quick)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pipeline", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=QUICK_PAGES)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--pairs", type=int, default=5, help="rounds")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=["both"], help=f"kinds of pages: {', '.join(KINDS)}")
    names = ["peers", *TOOLS]
    parser.add_argument(
        "--peers", nargs="*", choices=names, default=["pool", "words", "functions"], metavar="NAME", help=f"beside zhengwen: {', '.join(names)}"
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--short", action="store_true", help="stories of some 120 characters")
    parser.add_argument("--loop-pages", type=int, default=LOOP_PAGES, help="pages that the loop and the script take at most (default %(default)s)")
    parser.add_argument("--home", type=Path, help="folder for corpora and output; corpora stay there and are used again")
    parser.add_argument("--record", type=Path, metavar="FILE", help="keep runs in this file, and run only what it hasn't")
    parser.add_argument("--table", type=Path, nargs="+", metavar="FILE", help="tell what these files have recorded")
    parser.add_argument("--write", action="store_true", help="put tables and plot into docs/")
    parser.add_argument("--venv", type=Path, default=peers_folder(), help="where the peers are installed (default %(default)s)")
    parser.add_argument(
        "--quick", action="store_true", help=f"one round beside the pool and the floor; fails below {LEAST_QUICK_RATIO} of the pool's speed"
    )
    options = parser.parse_args()
    if options.quick:
        options.pairs, options.peers = 1, ["pool", "words"]
    return options


def _rounds(bench: Bench, corpus: Corpus, tools: Sequence[Tool], rounds: int) -> None:
    """Run what isn't recorded yet: first each tool on one page, then round after round."""
    done = {recorded.key for recorded in read([bench.record]) if not recorded.failed}
    for number in range(START_ROUND, rounds):
        turned = [*tools[number % len(tools) :], *tools[: number % len(tools)]]
        missing = [tool for tool in turned if (bench.record.stem, NAME, tool.name, corpus, number, bench.workers) not in done]
        for tool in missing:
            recorded = _measured(bench, corpus, tool, number)
            append(bench.record, recorded)
            _say(f"{corpus.kind}, {recorded.pages} pages, round {number}, {tool.name}: {recorded.failed or _figures(recorded.run)}")
            if tool not in COMPARED:
                shutil.rmtree(_out(bench, tool, number), ignore_errors=True)
        if set(COMPARED) <= set(missing) and differing(*(_out(bench, tool, number) for tool in COMPARED)):
            raise SystemExit("zhengwen and the pool wrote tables that differ in a byte")
        for tool in COMPARED:
            shutil.rmtree(_out(bench, tool, number), ignore_errors=True)


def _measured(bench: Bench, corpus: Corpus, tool: Tool, number: int) -> Recorded:
    """One run of a tool, failures told."""
    pages, size = made_once(bench.home, corpus if number != START_ROUND else replace(corpus, pages=1))
    most = min(bench.loop_pages, corpus.pages) if tool.part else 0
    taken = 1 if number == START_ROUND else most or corpus.pages

    def recorded(ran: Run, failed: str = "", rows: dict[str, int] | None = None, keys: str = "") -> Recorded:
        told = version(tool, bench.place)
        return Recorded(NAME, tool.name, corpus, number, bench.workers, ran, taken, size, failed, rows or {}, keys, told, machine())

    problem = made_ready(tool, bench.place)
    if problem:
        return recorded(Run(0, 0, 0), problem)
    out, log = _out(bench, tool, number), bench.home / f"{tool.name}.log"
    shutil.rmtree(out, ignore_errors=True)
    try:
        ran = run(command(tool, pages, out, bench.workers, most, bench.place), VARIABLES, log)
    except subprocess.CalledProcessError as error:
        return recorded(Run(0, 0, 0), last_line(log) or str(error))
    found = counts(out) if tool.writes_rows else {}
    keys = sha256(repr(sorted(found.items())).encode()).hexdigest()[:16] if found else ""
    return recorded(ran, "", {table: rows for table, (rows, _) in found.items()}, keys)


def _out(bench: Bench, tool: Tool, number: int) -> Path:
    return bench.home / f"out-{tool.name}-{number}"


def _figures(ran: Run) -> str:
    return f"{ran.wall:.1f} s, {ran.cpu:.1f} CPU s, {ran.megabytes:.0f} MB in one process, {ran.sum_megabytes:.0f} MB in all"


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _tell(runs: Sequence[Recorded], *, write: bool, quick: bool) -> int:
    """Print the tables, write them where asked, and tell whether anything is broken."""
    runs = [recorded for recorded in runs if recorded.what == NAME]
    measured = document(runs)
    sys.stdout.write(measured + "\n")
    if write:
        write_between(DOCUMENT, NAME, f"![Pages a second by tool]({PLOT.name})\n\n{measured}")
        PLOT.write_text(plot(runs), encoding="utf-8")
    broken = [recorded.tool for recorded in runs if recorded.failed and recorded.tool in {BEAM.name, POOL.name}]
    return int(bool(broken) or (quick and median(ratios(runs)) < LEAST_QUICK_RATIO))


def ratios(runs: Sequence[Recorded], other: str = POOL.name, *, start_up: bool = True) -> list[float]:
    """The pipeline's speed as a share of another tool's, within each round, with or without both's start-up."""
    speed: Callable[[Recorded], float] = (lambda one: one.run.wall / one.pages) if start_up else without_start_up(runs)
    timed = {(one.tool, (one.session, one.corpus, one.round)): speed(one) for one in runs if one.round >= 0 and not one.failed}
    return [taken / timed[BEAM.name, where] for (tool, where), taken in timed.items() if tool == other and (BEAM.name, where) in timed]


def differing(one: Path, other: Path) -> list[str]:
    """The tables' files that only one of two lakes has, or that hold other bytes."""
    first, second = _files(one), _files(other)
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def _files(lake: Path) -> dict[str, bytes]:
    return {str(path.relative_to(lake)): sha256(path.read_bytes()).digest() for name in TABLES for path in (lake / name).glob("*/*.parquet")}


if __name__ == "__main__":
    sys.exit(main())
