"""Read the failed pages again, once what was wrong is mended: the files that they lie in are read anew."""

import argparse

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_lake(parser)
    common.add_json(parser)
    parser.add_argument("--reason", metavar="REASON", help="only pages that failed for this reason, such as undecodable")
    common.add_reading(parser)
    common.add_running(parser)
    common.add_setting(parser, "metrics", metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Retry, and tell what came of it."""
    from pipeline.retrying import retry
    from pipeline.summary import exit_code, told

    with common.measured(options):
        report = retry(options.lake, options.reason, common.ingest_options(options), common.progress(options))
    print(told(report, options.lake, as_json=options.json))
    return exit_code(report, None)
