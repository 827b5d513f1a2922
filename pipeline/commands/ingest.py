"""Read pages into a lake: only what is new or changed.

INPUT is a file, a folder, a glob, or - for standard input. Formats are told by content: text and HTML in any Chinese
encoding, JSON lines, WARC, and zip, tar, gz, bz2, xz or zst around them. Each page becomes a story, a duplicate of one, an
index (teasers and no story) or a dead letter with a reason; the account of them ends the run.
"""

import argparse
import sys

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="file, folder, glob, or - for standard input")
    common.add_lake(parser)
    common.add_partition_by(parser)
    common.add_table_format(parser)
    common.add_json(parser)
    common.add_setting(parser, "max_dead_letters", metavar="N")
    common.add_reading(parser)
    common.add_running(parser)
    common.add_setting(parser, "metrics", metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Ingest, and tell what came of it."""
    from pipeline.ingest import ingest
    from pipeline.summary import exit_code, told

    progress = common.progress(options)
    with common.measured(options):
        report = ingest(options.inputs, options.lake, common.ingest_options(options), progress, sys.stdin.buffer)
    print(told(report, options.lake, as_json=options.json))
    return exit_code(report, options.max_dead_letters)
