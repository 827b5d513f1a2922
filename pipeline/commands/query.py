"""Ask the lake in SQL (DuckDB's): its tables are articles, teasers, people and so on; `zhengwen tables` tells their columns.

Each table has a column `date` besides, the day that its files lie under, which is 0001-01-01 where the date is unknown: a filter
on it opens only the files of those days. The query sees the tables and nothing else: no file, no network. SQL may be - for
standard input.
"""

import argparse
import sys
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.commands import common

if TYPE_CHECKING:
    from pipeline.query import Answer

ROWS = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("sql", metavar="SQL", help="one SELECT, or - to read it from standard input")
    common.add_lake(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print every row as a JSON object, one a line")
    form.add_argument("--csv", action="store_true", help="print every row as CSV")
    form.add_argument(
        "-n", "--rows", type=common.positive, default=ROWS, metavar="N", help=f"how many rows a table for people shows (default {ROWS})"
    )


def run(options: argparse.Namespace) -> int:
    """Run the query."""
    from pipeline.exporting import write_csv, write_jsonl
    from pipeline.lake.folders import open_lake
    from pipeline.query import ask

    answer = ask(open_lake(options.lake), sys.stdin.read() if options.sql == "-" else options.sql)
    if options.json:
        write_jsonl(common.utf8_out(), answer.names, answer.rows)
    elif options.csv:
        write_csv(common.utf8_out(), answer.names, answer.rows)
    else:
        _show(answer, options.rows)
    return 0


def _show(answer: "Answer", most: int) -> None:
    from pipeline.aligned import laid_out, room

    rows = list(islice(answer.rows, most))
    print("\n".join(laid_out(answer.names, rows, room(sys.stdout))))
    if next(answer.rows, None) is not None:
        print(f"only the first {most:,} rows are shown: -n N shows more, --csv and --json all", file=sys.stderr)
    elif not rows:
        print("no rows", file=sys.stderr)
