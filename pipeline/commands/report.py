"""Write one HTML file that shows a lake: what came in and what became of it, dates, names, amounts, and pages to look at.

The file needs no network and runs no script; open it in any browser.
"""

import argparse
from pathlib import Path

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_lake(parser)
    common.add_json(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write it (default: _report.html in the lake)")
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="the report's language (default: en)")


def run(options: argparse.Namespace) -> int:
    """Write the report and say where it is."""
    import json

    from pipeline.lake.folders import open_lake
    from pipeline.report.write import write_report

    written = write_report(open_lake(options.lake), options.out, options.lang)
    print(json.dumps({"report": str(written.path), "bytes": written.size}) if options.json else f"{written.path}  {written.size / 1e6:.1f} MB")
    return 0
