"""Score zhengwen's extraction and that of other tools side by side, and measure characters per CPU second of each, in one run.

    python -m benchmarks.extraction [--quick] [--write]

Needs the folder `shared` beside the repository (or $ZHENGWEN_SHARED): its gold and its scorer. Each tool has a process of its own, peers
in an environment of their own; repetitions go round the tools, so that a busy machine slows all of them alike.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.document import write_between
from benchmarks.extraction.cases import GIVES, GOLD, PACKAGES, SPEED_TEXTS, Gold
from benchmarks.extraction.report import Speeds, quality_table, speed_table
from benchmarks.peers import ROOT, Worker, ask, cache_folder, install, interpreter, is_ready, shared_folder, start

MODULE = "benchmarks.extraction.worker"
PARAGRAPHS, QUICK_PARAGRAPHS = 500, 100
REPETITIONS = 5


def main() -> int:
    """Run the benchmark; 0 also where there's nothing to measure on."""
    options = _options()
    shared = shared_folder()
    scorer = shared / "eval" / "score_extraction.py"
    if not scorer.is_file():
        _say(f"skipped: the gold and its scorer aren't here ({scorer}); set ZHENGWEN_SHARED")
        return 0
    with _workers(options.peers, options.venv) as workers:
        scores = {gold.file: found for gold in GOLD if (found := _scores(gold, shared, scorer, workers, quick=options.quick))}
        speeds = _speeds(shared / "data" / SPEED_TEXTS, workers, QUICK_PARAGRAPHS if options.quick else PARAGRAPHS, options.repeat)
        parts = [_told(quick=options.quick), quality_table(GOLD, scores, list(workers)), _speed_told(speeds), speed_table(speeds)]
    measured = "\n\n".join(parts)
    sys.stdout.write(measured + "\n")
    if options.write:
        write_between(ROOT / "docs" / "extraction.md", "extraction", measured)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.extraction", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="parts of the larger files, and less text for speed")
    parser.add_argument("--write", action="store_true", help="also write the tables into docs/extraction.md")
    parser.add_argument("--venv", type=Path, default=cache_folder("peers-extraction"), help="where the peers are installed (default %(default)s)")
    parser.add_argument("--peers", nargs="*", default=list(PACKAGES), choices=list(PACKAGES), metavar="NAME", help=", ".join(PACKAGES))
    parser.add_argument("--repeat", type=int, default=REPETITIONS, help="repetitions of the measurement of speed (default %(default)s)")
    return parser.parse_args()


@contextmanager
def _workers(peers: Sequence[str], place: Path) -> Iterator[dict[str, Worker]]:
    """A process for each tool that installs and starts; the others are named."""
    workers = {"zhengwen": start(MODULE, "zhengwen")}
    for peer in peers:
        python = interpreter(place)
        problem = install(python, PACKAGES[peer])
        if problem:
            _say(f"{peer} is left out, it doesn't install here: {problem}")
        else:
            workers[peer] = start(MODULE, peer, python)
    ready = {name: worker for name, worker in workers.items() if is_ready(worker)}
    for name in workers.keys() - ready.keys():
        _say(f"{name} is left out, it doesn't start here")
    try:
        yield ready
    finally:
        for worker in workers.values():
            worker.communicate()


def _scores(gold: Gold, shared: Path, scorer: Path, workers: dict[str, Worker], *, quick: bool) -> dict[str, Any]:
    """Each tool's scores on a file of gold; nothing where the file isn't there."""
    file = shared / "data" / gold.file
    if not file.is_file():
        _say(f"skipped: {file} isn't here")
        return {}
    with file.open(encoding="utf-8") as lines, tempfile.TemporaryDirectory() as folder:
        used = list(islice(lines, gold.most if quick else None))
        part = Path(folder, "gold.jsonl")
        part.write_text("".join(used), encoding="utf-8")
        asked = {name: worker for name, worker in workers.items() if GIVES[name] & {measure.kind for measure in gold.measures}}
        return {name: _scored(scorer, part, _predictions(worker, used, name)) for name, worker in asked.items()}


def _predictions(worker: Worker, lines: Sequence[str], name: str) -> list[dict[str, Any]]:
    """A tool's records of the texts of a file of gold."""
    documents = [json.loads(line) for line in lines]
    said = ask(worker, {"texts": [[row["id"], row["text"], row.get("reference") or row.get("reference_date")] for row in documents]})
    if said["failures"]:
        _say(f"{name} fails on {said['failures']} of {len(lines)} texts")
    rows: list[dict[str, Any]] = said["rows"]
    return rows


def _scored(scorer: Path, gold: Path, rows: Sequence[dict[str, Any]]) -> Any:
    """What the scorer says of a tool's records."""
    predictions = gold.with_name("predictions.jsonl")
    predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    done = subprocess.run([sys.executable, str(scorer), str(gold), str(predictions), "--json"], capture_output=True, text=True, check=True)  # noqa: S603  files of ours
    return json.loads(done.stdout)


def _speeds(file: Path, workers: dict[str, Worker], paragraphs: int, repeat: int) -> Speeds:
    """Processor seconds of each tool, round by round, after a round that warms up."""
    with file.open(encoding="utf-8") as lines:
        texts = [[row["id"], row["text"], "2023-01-01"] for row in map(json.loads, islice(lines, paragraphs))]
    seconds: dict[str, list[float]] = {name: [] for name in workers}
    for number in range(repeat + 1):
        for name, worker in workers.items():
            took = ask(worker, {"texts": texts})["seconds"]
            if number:
                seconds[name].append(took)
    return Speeds(sum(len(text) for _, text, _ in texts), seconds)


def _told(*, quick: bool) -> str:
    part = ", the quick form" if quick else ""
    return f"`python -m benchmarks.extraction`{part}; Python {platform.python_version()}, {os.cpu_count()} cores, shared with other work."


def _speed_told(speeds: Speeds) -> str:
    rounds = len(next(iter(speeds.seconds.values())))
    return f"Speed on {speeds.characters} characters of news, median (least-most) of {rounds} rounds; each tool gives the kinds of its column above."


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")


if __name__ == "__main__":
    sys.exit(main())
