"""Print a table as CSV or JSON lines, for spreadsheets and other programs.

In CSV, lists and structs are JSON, and text that a spreadsheet would run as a formula gets an apostrophe before it (--raw leaves
it). --from and --until open only the files of those days; rows of unknown date are left out then, unless --undated says otherwise.
"""

import argparse
from datetime import date

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_table(parser)
    parser.add_argument("--to", dest="form", choices=("csv", "jsonl"), default="csv", help="the form (default csv)")
    common.add_lake(parser)
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DATE", help="first day, such as 2026-05-01")
    parser.add_argument("--until", dest="last", type=date.fromisoformat, metavar="DATE", help="last day")
    parser.add_argument("--undated", action="store_true", help="with --from or --until: rows of unknown date too")
    common.add_columns(parser)
    parser.add_argument("--bom", action="store_true", help="CSV that Excel knows as UTF-8")
    parser.add_argument("--raw", action="store_true", help="CSV with text as it is, for programs: formulas aren't defused")


def run(options: argparse.Namespace) -> int:
    """Print the table."""
    from pipeline.exporting import write_csv, write_jsonl
    from pipeline.lake.folders import open_lake
    from pipeline.lake.reading import Days, check_columns, check_table, stream_rows

    lake = open_lake(options.lake)
    names = check_columns(check_table(options.table), options.columns)
    days = Days(options.first, options.last, options.undated or (options.first is None and options.last is None))
    rows = ([row[name] for name in names] for row in stream_rows(lake, options.table, names, days))
    if options.form == "csv":
        write_csv(common.utf8_out(), names, rows, bom=options.bom, defuse=not options.raw)
    else:
        write_jsonl(common.utf8_out(), names, rows)
    return 0
