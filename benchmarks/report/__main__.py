"""Make lakes of many stories and write a report of each: seconds, the process's memory at its peak, and the report's bytes.

    python -m benchmarks.report [--stories N ...] [--days N] [--share S]

A lake is made from a few dozen real rows of the benchmark's corpus, repeated under new ids over the days: what a report does depends on how many
rows, names and files there are, not on what they say. The pages' files are not there.
"""

import argparse
import contextlib
import hashlib
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks.peers import ROOT
from benchmarks.pipeline.corpus import write_corpus
from pipeline.cli import main as zhengwen
from pipeline.files import Files
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.ledger_rows import LedgerChanges
from schemas.outcomes import Outcome, PageRow
from schemas.tables import DATE_COLUMN, TABLES
from transforms.parquet import write_table

FIRST_DAY = date(2019, 1, 1)
TEMPLATES = 60
"""Pages whose rows are repeated."""


def main() -> int:
    """Measure each size and print a row for it."""
    options = _options()
    sys.stdout.write("| stories | rows | seconds | CPU seconds | process, MB | report, MB |\n|---|---|---|---|---|---|\n")
    for stories in options.stories:
        with tempfile.TemporaryDirectory() as name:
            made, rows = make_lake(Path(name), stories, options.days, options.share)
            sys.stdout.write(f"| {made:,} | {rows:,} | {measured(Path(name) / 'lake')} |\n")
            sys.stdout.flush()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--share", type=float, default=1.0, help="the share of the records of a story that are kept (default 1: some 100 rows)")
    return parser.parse_args()


def measured(lake: Path) -> str:
    """The figures of one report."""
    command = [sys.executable, "-m", "pipeline.cli", "report", "--lake", str(lake)]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603  a command of ours
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    seconds, cpu = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    return f"{seconds:.1f} | {cpu:.1f} | {usage.ru_maxrss / 1024:.0f} | {Lake(lake).report_file.stat().st_size / 1e6:.2f}"


def make_lake(folder: Path, stories: int, days: int, share: float) -> tuple[int, int]:
    """Make a lake of about so many stories in the folder; how many it has, and how many rows."""
    write_corpus(folder / "pages", TEMPLATES, 1)
    with contextlib.redirect_stdout(io.StringIO()):
        zhengwen(["ingest", str(folder / "pages"), "--lake", str(folder / "small"), "--quiet", "--json"])
    small = Lake(folder / "small")
    templates = {
        table: pa.concat_tables([pq.ParquetFile(small.partition_path(table, day)).read() for day in found])
        for table in TABLES
        if (found := small.days(table))
    }
    lake = open_or_create_lake(folder / "lake", Files())
    open_ledger(lake).close()
    copies = max(1, round(stories / templates["articles"].num_rows / days))
    kept = {table: rows if table == "articles" else rows.slice(0, max(1, round(rows.num_rows * share))) for table, rows in templates.items()}
    rows = 0
    for number in range(days):
        day = FIRST_DAY + timedelta(number)
        for table, template in kept.items():
            repeated = pa.concat_tables([_renamed(template, f"{number}.{copy}") for copy in range(copies)])
            rows += _write(lake, table, day, repeated)
    made = templates["articles"].num_rows * copies * days
    _fill_ledger(lake, made)
    return made, rows


def _renamed(template: pa.Table, salt: str) -> pa.Table:
    """The rows under ids of their own; the names of people differ between copies too, or there would be only a few."""
    prefix, suffix = hashlib.sha256(salt.encode()).hexdigest()[:16], int(hashlib.sha256(salt.encode()).hexdigest()[:4], 16) % 997
    changes: dict[str, Callable[[pa.ChunkedArray], pa.ChunkedArray]] = {
        "article_id": lambda ids: pc.binary_join_element_wise(prefix, pc.utf8_slice_codeunits(ids, 0, 48), ""),
        "page_id": lambda ids: pc.binary_join_element_wise(prefix, pc.utf8_slice_codeunits(ids, 0, 48), ""),
    }
    if "titles" in template.column_names:
        changes["name"] = lambda names: pc.binary_join_element_wise(names, str(suffix), "")
    for column, change in changes.items():
        if column in template.column_names:
            place = template.column_names.index(column)
            template = template.set_column(place, template.schema.field(place), change(template[column]))
    return template


def _write(lake: Lake, table: str, day: date, rows: pa.Table) -> int:
    place = rows.column_names.index(DATE_COLUMN[table])
    dated = rows.set_column(place, rows.schema.field(place), pa.array([day] * rows.num_rows, pa.date32()))
    path = lake.partition_path(table, day)
    path.parent.mkdir(parents=True)
    write_table(table, dated, path)
    return rows.num_rows


def _fill_ledger(lake: Lake, stories: int) -> None:
    """A page for each story, and one dead page in a hundred."""
    pages = (PageRow(f"p/{n}", f"p/{n}", f"{n:064x}", Outcome.STORY, None, f"{n:064x}", "", FIRST_DAY) for n in range(stories))
    dead = (PageRow(f"d/{n}", f"d/{n}", f"{n:064x}", Outcome.DEAD, "empty", None, "", None) for n in range(stories // 100))
    with open_ledger(lake) as ledger:
        ledger.apply("made", LedgerChanges(pages=(*pages, *dead)))


if __name__ == "__main__":
    sys.exit(main())
