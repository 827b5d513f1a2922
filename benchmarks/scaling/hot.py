"""A day of so many articles: what it takes to merge new ones into it, in a process of its own.

    python -m benchmarks.scaling.hot FOLDER ARTICLES NEW CHARACTERS MOST

makes the day in FOLDER where it isn't there, of files of up to MOST articles, merges the new ones in another process, and prints what that
took as JSON.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.peers import ROOT
from benchmarks.scaling.made import DAY, articles, keys
from benchmarks.scaling.memory import most_since, start_counting
from schemas.partitions import Grain, partition_folder
from schemas.parts import MOST_ROWS, Part
from schemas.slices import DayMerge
from transforms.merge import Folders, stage_changes
from transforms.parts import Partition

TABLE = "articles"
MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge took."""

    present: int
    new: int
    characters: int
    """Of a story."""
    most: int
    """Rows a file."""
    files: int
    megabytes: float
    """Of the day's files, MiB."""
    cpu: float
    wall: float
    before: float
    """Resident size of the process before the merge, the new rows among it, MiB."""
    peak: float
    """The most that it was during it."""


def main() -> int:
    """Make the day, or merge into it."""
    folder, (present, new, characters, most) = Path(sys.argv[1]), map(int, sys.argv[2:6])
    MOST_ROWS[TABLE] = most
    if sys.argv[6:] == ["merge"]:
        print(json.dumps(asdict(merge(folder, present, new, characters))))  # noqa: T201  the answer
        return 0
    make(folder, present, characters)
    command = [sys.executable, "-m", "benchmarks.scaling.hot", *sys.argv[1:6], "merge"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603  our own module


def make(folder: Path, present: int, characters: int) -> None:
    """Write a day of so many articles, one file in memory at a time."""
    home = folder / partition_folder(TABLE, DAY)
    if home.exists():
        return
    partition = Partition(TABLE, present, Grain.DAY)
    count = len(partition.parts)
    partition.write(home, lambda part: [articles(keys(part, present // count + (part.number < present % count), seed=1), characters)])


def merge(folder: Path, present: int, new: int, characters: int) -> Merged:
    """Merge so many new articles into the day; what is staged stays in the folder `staged`."""
    come = articles(keys(Part(), new, seed=1000), characters)
    before, began, cpu = start_counting(), time.perf_counter(), time.process_time()
    stage_changes(DayMerge(TABLE, DAY), come, Folders(str(folder), str(folder / "staged")))
    wall, cpu = time.perf_counter() - began, time.process_time() - cpu
    files = list((folder / partition_folder(TABLE, DAY)).iterdir())
    return Merged(
        present, new, characters, MOST_ROWS[TABLE], len(files), sum(path.stat().st_size for path in files) / MEBI, cpu, wall, before, most_since()
    )


if __name__ == "__main__":
    sys.exit(main())
