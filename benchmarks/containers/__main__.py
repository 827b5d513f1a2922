"""Take one big container of growing size into an empty lake, and go on in its middle.

    python -m benchmarks.containers [--megabytes N ...] [--form jsonl.gz|jsonl|warc] [--stories N] [--workers N]

Prints seconds, processor seconds and the largest process's memory of each size, and how long a run takes that goes on in the container's
middle before it reads its first page there.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.containers.corpus import write_archive, write_lines
from benchmarks.measure import ingesting, run
from pipeline.discover import source_at
from schemas.inputs import Bookmark, ReadRules
from transforms.read import read_steps

WRITERS = {"jsonl": write_lines, "jsonl.gz": write_lines, "warc": write_archive}
MEGA = 1_000_000


def main() -> int:
    """Measure each size and print a row for it."""
    options = _options()
    sys.stdout.write("| MB | records | seconds | CPU seconds | largest process, MB | to its middle, seconds |\n|---|---|---|---|---|---|\n")
    for megabytes in options.megabytes:
        with tempfile.TemporaryDirectory(dir=options.scratch) as name:
            path = Path(name, f"all.{options.form}")
            WRITERS[options.form](path, megabytes * MEGA, options.stories)
            taken = run(ingesting(path, Path(name, "lake"), options.workers))
            records, seconds = _middle(path)
        sys.stdout.write(f"| {megabytes:,} | {records:,} | {taken.wall:.1f} | {taken.cpu:.1f} | {taken.megabytes:.0f} | {seconds:.1f} |\n")
        sys.stdout.flush()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.containers", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--megabytes", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--form", choices=WRITERS, default="jsonl.gz")
    parser.add_argument("--stories", type=int, default=200, help="pages among the records that hold a story")
    parser.add_argument("--workers", default="2")
    parser.add_argument("--scratch", help="where to write; the system's folder for temporary files where it isn't said")
    return parser.parse_args()


def _middle(path: Path) -> tuple[int, float]:
    """How many pages and dead letters the container gives, and the processor seconds to go to the middle one."""
    source = source_at(str(path))
    assert source is not None  # noqa: S101  it has just been written
    places: list[Bookmark] = [step.place for step in read_steps(source, ReadRules()) if step.place]
    start = time.process_time()
    next(read_steps(replace(source, begin=places[len(places) // 2]), ReadRules()))
    return len(places), time.process_time() - start


if __name__ == "__main__":
    sys.exit(main())
