"""What grows with a lake, measured piece by piece, and a table of what follows for up to a billion pages.

    python -m benchmarks.scaling [--home DIR] [--record FILE] [--articles N ...] [--characters N] [--most N] [--files N ...]
                                 [--rates PAGES] [--rounds N] [--lake LAKE]
    python -m benchmarks.scaling --table FILE ... [--write]

--articles measures merges into days of so many articles, --files listings of so many files, --rates runs of 1 and of 2 workers by turns, and
--lake reads what a lake's tables take by page; each keeps what it measured in the record. --table prints all that records hold, and what
follows from it. The workload is made (benchmarks.scaling.made, benchmarks.pipeline.corpus), but for the lake.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from benchmarks.document import write_between
from benchmarks.measure import ingesting, run
from benchmarks.peers import ROOT
from benchmarks.pipeline.corpus import write_corpus
from benchmarks.scaling.made import CHARACTERS
from benchmarks.scaling.report import document
from benchmarks.scaling.storage import stored
from schemas.parts import MOST_ROWS

NEW = 1_000
"""New articles of a merge."""
NEW_PAGES = 20_000
"""New pages of a commit's part in the ledger."""


def main() -> int:
    """Measure what is asked for, or tell what was measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scaling", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="folder for what is made, removed afterwards")
    parser.add_argument("--record", type=Path, default=Path("scaling.jsonl"), metavar="FILE")
    parser.add_argument("--articles", type=int, nargs="*", default=[])
    parser.add_argument("--characters", type=int, default=CHARACTERS, help="of their stories (default %(default)s)")
    parser.add_argument("--most", type=int, default=MOST_ROWS["articles"], help="rows of a file (default %(default)s, the lake's)")
    parser.add_argument("--files", type=int, nargs="*", default=[])
    parser.add_argument("--rates", type=int, default=0, metavar="PAGES")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--table", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scaling.md")
    options = parser.parse_args()
    if options.table:
        lines = [line for path in options.table for line in path.read_text(encoding="utf-8").splitlines()]
        told = document([json.loads(line) for line in lines])
        sys.stdout.write(f"{told}\n")
        if options.write:
            write_between(ROOT / "docs" / "scaling.md", "scaling", told)
        return 0
    with tempfile.TemporaryDirectory(dir=options.home) as name, options.record.open("a", encoding="utf-8") as record:
        for row in _measured(options, Path(name)):
            record.write(f"{json.dumps(row)}\n")
            record.flush()
            sys.stderr.write(f"{row}\n")
    return 0


def _measured(options: argparse.Namespace, home: Path) -> Iterator[dict[str, object]]:
    for articles in options.articles:
        yield {"what": "merge", **_alone("hot", home / "day", articles, NEW, options.characters, options.most)}
    for files in options.files:
        yield {"what": "listing", **_alone("listing", home / "files", files, NEW_PAGES)}
    for number in range(options.rounds if options.rates else 0):
        for workers in ("1", "2") if number % 2 else ("2", "1"):
            yield _rate(home, options.rates, workers)
    for each in stored(options.lake) if options.lake else ():
        yield {"what": "storage", **asdict(each)}


def _alone(module: str, folder: Path, *sizes: int) -> dict[str, object]:
    """What a module measures in a process of its own, in a folder that goes afterwards."""
    command = [sys.executable, "-m", f"benchmarks.scaling.{module}", str(folder), *map(str, sizes)]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603  our own module
    shutil.rmtree(folder)
    found: dict[str, object] = json.loads(said)
    return found


def _rate(home: Path, pages: int, workers: str) -> dict[str, object]:
    """A run of so many made pages over 60 days into an empty lake, and one of a single page, which is its start."""
    took = {}
    for count in (1, pages):
        corpus = home / f"corpus{count}"
        if not corpus.exists():
            write_corpus(corpus, count, 60)
        lake = home / "lake"
        took[count] = run(ingesting(corpus, lake, workers))
        shutil.rmtree(lake)
    whole, start = took[pages], took[1]
    return {
        "what": "rate",
        "workers": workers,
        "pages": pages,
        "cpu": whole.cpu,
        "wall": whole.wall,
        "start_cpu": start.cpu,
        "start_wall": start.wall,
    }


if __name__ == "__main__":
    sys.exit(main())
