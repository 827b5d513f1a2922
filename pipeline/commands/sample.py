"""Show some real rows of a table, spread evenly over it; the same lake gives the same rows."""

import argparse
import json
import sys

from pipeline.commands import common

ROWS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_table(parser)
    common.add_lake(parser)
    parser.add_argument("-n", "--rows", type=common.positive, default=ROWS, metavar="N", help=f"how many rows (default {ROWS})")
    common.add_columns(parser)
    common.add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Show the rows; as JSON they are objects, one a line."""
    from pipeline.aligned import laid_out, plain, room
    from pipeline.lake.folders import open_lake
    from pipeline.lake.reading import check_columns, check_table, sample_rows

    lake = open_lake(options.lake)
    names = check_columns(check_table(options.table), options.columns)
    rows = [[row.get(name) for name in names] for row in sample_rows(lake, options.table, options.rows)]
    if options.json:
        for row in rows:
            print(json.dumps(plain(dict(zip(names, row, strict=True))), ensure_ascii=False))
    elif rows:
        print("\n".join(laid_out(names, rows, room(sys.stdout))))
    if not rows:
        common.say_empty(options.lake, options.table)
    return 0
