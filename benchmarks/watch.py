"""How long a file takes from its closing to its row being visible while `zhengwen watch` runs, and how its memory grows.

    python -m benchmarks.watch --rate 10 --seconds 300

writes pages at a steady rate into a watched folder, --day-pages of each story date, reads a day's file of articles whenever it is
replaced, and prints the latencies' percentiles and the slope of the watching process's resident memory (least squares, without the first fifth).
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq

FIRST_DAY = date(2024, 1, 1)
PAGE = """第{number}号水厂完成改造
{day} 09:30 来源:清浦县融媒体中心
清浦县委书记柳青川11月19日到第{number}号水厂检查供水设施,要求赶在汛期之前完成管网改造,确保群众喝上放心水。
据水厂负责人介绍,改造工程投资{number}万元,涉及老旧小区36个,预计年底前全部完工。
柳青川表示,供水无小事,各部门要密切配合,把好事办好,让群众满意。
"""
SAMPLE_SECONDS = 5.0
LATEST_SECONDS = 60.0
"""How long after the last file rows are waited for."""


def story_day(number: int, day_pages: int) -> date:
    """The date of the story of the page with that number."""
    return FIRST_DAY + timedelta(days=number // day_pages)


def partition(lake: Path, day: date) -> Path:
    """A day's file of articles."""
    return lake / "articles" / f"date={day}" / "part.parquet"


class Load:
    """Writes pages at a steady rate, and notes when each was closed."""

    def __init__(self, folder: Path, rate: float, seconds: float, day_pages: int) -> None:
        self.closed: dict[str, float] = {}
        self.days: dict[str, date] = {}
        self._day_pages = day_pages
        self._folder, self._rate, self._count = folder, rate, int(rate * seconds)
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        """Whether all pages are written."""
        return not self._thread.is_alive()

    def _write(self) -> None:
        began = time.monotonic()
        for number in range(self._count):
            time.sleep(max(0.0, began + number / self._rate - time.monotonic()))
            day = story_day(number, self._day_pages)
            path = self._folder / f"{number:06d}.txt"
            path.write_text(PAGE.format(number=number, day=day), encoding="utf-8")
            self.days[str(path)] = day
            self.closed[str(path)] = time.monotonic()


def resident_bytes(pid: int) -> int:
    """The resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def measure(load: Load, lake: Path, pid: int) -> tuple[dict[str, float], list[tuple[float, int]]]:
    """When each file's row was first seen, and samples of the process's memory, until all rows are there or nothing more comes."""
    seen: dict[str, float] = {}
    memory: list[tuple[float, int]] = []
    versions: dict[date, int] = {}
    last_new = time.monotonic()
    while (not load.done or load.closed.keys() - seen.keys()) and time.monotonic() - last_new < LATEST_SECONDS:
        now = time.monotonic()
        if not memory or now - memory[-1][0] >= SAMPLE_SECONDS:
            memory.append((now, resident_bytes(pid)))
        for day in {load.days[uri] for uri in set(load.closed) - seen.keys()}:
            path = partition(lake, day)
            version = path.stat().st_mtime_ns if path.exists() else 0
            if version != versions.get(day, 0):
                uris = pq.ParquetFile(path).read(columns=["source_uri"])["source_uri"].to_pylist()
                seen |= dict.fromkeys(set(uris) - seen.keys(), time.monotonic())
                versions[day], last_new = version, time.monotonic()
        time.sleep(0.02)
    return seen, memory


def slope(memory: list[tuple[float, int]]) -> float:
    """Bytes a second by which the memory grows, without the first fifth of the samples."""
    steady = memory[len(memory) // 5 :]
    return statistics.linear_regression([at for at, _ in steady], [size for _, size in steady]).slope if len(steady) > 1 else 0.0


def main() -> int:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=10.0, help="files a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--day-pages", type=int, default=200, help="pages of one story date; the date's file grows with them")
    parser.add_argument("flags", nargs="*", help="further flags of zhengwen watch, after --")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder, lake = Path(scratch, "in"), Path(scratch, "lake")
        folder.mkdir()
        command = [sys.executable, "-m", "pipeline.cli", "watch", str(folder), "--lake", str(lake), *options.flags]
        with subprocess.Popen(command) as watching:  # noqa: S603 - our own module
            (folder / "first.txt").write_text(PAGE.format(number="first", day=FIRST_DAY), encoding="utf-8")
            while not partition(lake, FIRST_DAY).exists():  # what starts once a process isn't measured
                time.sleep(0.1)
            load = Load(folder, options.rate, options.seconds, options.day_pages)
            seen, memory = measure(load, lake, watching.pid)
            watching.send_signal(signal.SIGTERM)
        sys.stdout.write(json.dumps(_result(load, seen, memory, watching.returncode)) + "\n")
    return watching.returncode


def _result(load: Load, seen: dict[str, float], memory: list[tuple[float, int]], code: int) -> dict[str, float]:
    latencies = sorted(seen[uri] - closed for uri, closed in load.closed.items() if uri in seen)
    cuts = statistics.quantiles(latencies, n=100, method="inclusive")
    return {
        "files": len(load.closed),
        "visible": len(latencies),
        "p50_s": round(cuts[49], 2),
        "p99_s": round(cuts[98], 2),
        "most_s": round(latencies[-1], 2),
        "rss_start_mb": round(memory[0][1] / 1e6, 1),
        "rss_end_mb": round(memory[-1][1] / 1e6, 1),
        "rss_kb_per_minute": round(slope(memory) * 60 / 1e3, 1),
        "exit_code": code,
        "load_average": os.getloadavg()[0],
    }


if __name__ == "__main__":
    sys.exit(main())
