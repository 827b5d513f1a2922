"""Measure what it takes to do little, in processor seconds, as shares of `import apache_beam` and of a first run.

    python -m benchmarks.start [--files N] [--rounds N] [--quick]

The commands take turns. For "nothing new" a folder of small files is ingested, and again when nothing has changed.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Run, ingesting, run, spread
from benchmarks.pipeline.corpus import write_corpus

BEAM = "import apache_beam"
MOST = {"--help": 0.6, "--version": 0.6, "one page": 4.0, "nothing new": 0.3}
"""Shares that mean that something is broken, whatever else the machine does: some twice what was measured or aimed at."""

REST_SECONDS = 2.5
"""Files that have changed less than two seconds ago are read again, since they may change within the same tick of their time stamps."""

NEWS = """青溪村第{number}号桥通车
2031年5月6日 09:30 来源：青溪新闻网
青溪村第{number}号桥昨日通车，石桥镇镇长柳青川表示，村民进城的路近了{number}米。
"""


def main() -> int:
    """Measure and print; 1 where, in the quick form, a share is broken."""
    options = _options()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        write_corpus(home / "page", 1, 1)
        shares: dict[str, list[float]] = {}
        for number in range(options.rounds):
            beam = run([sys.executable, "-c", BEAM])
            for what, taken in _little(home, number):
                shares.setdefault(what, []).append(taken.cpu / beam.cpu)
        told = [f"{what}: {spread(values, 2)} of `{BEAM}`" for what, values in shares.items()]
        first, again = _nothing_new(home, options.files)
        shares["nothing new"] = [again.cpu / first.cpu]
        told.append(
            f"nothing new among {options.files:,} files: {again.cpu:.1f} of the first run's {first.cpu:.1f} CPU seconds, {again.cpu / first.cpu:.3f}"
        )
    sys.stdout.write("\n".join(told) + "\n")
    return int(options.quick and any(min(shares[what]) > most for what, most in MOST.items()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="2,000 files, one round; fails only where something is broken")
    options = parser.parse_args()
    if options.quick:
        options.files, options.rounds = 2_000, 1
    return options


def _little(home: Path, number: int) -> Iterator[tuple[str, Run]]:
    """What each command that does little took."""
    for flag in ("--help", "--version"):
        yield flag, run([sys.executable, "-m", "pipeline.cli", flag])
    yield "one page", run(ingesting(home / "page", home / f"one-{number}", "auto"))


def _nothing_new(home: Path, files: int) -> tuple[Run, Run]:
    """A first run over small files, and one that finds them unchanged."""
    pages = home / "pages"
    pages.mkdir()
    for number in range(files):
        (pages / f"{number}.txt").write_text(NEWS.format(number=number), encoding="utf-8")
    time.sleep(REST_SECONDS)
    command = ingesting(pages, home / "lake", "auto")
    return run(command), run(command)


if __name__ == "__main__":
    sys.exit(main())
