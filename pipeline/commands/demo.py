"""Ingest the bundled sample pages into a lake, show its tables with a few rows, write the report, and say where to go next."""

import argparse
from importlib.resources import as_file, files

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_lake(parser)
    common.add_json(parser)
    common.add_running(parser)
    common.add_setting(parser, "metrics", metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Ingest the sample and show the lake."""
    from pipeline.ingest import ingest
    from pipeline.lake.folders import open_lake
    from pipeline.report.write import write_report
    from pipeline.summary import exit_code, told
    from pipeline.tour import tour

    with as_file(files("pipeline") / "sample" / "pages") as pages, common.measured(options):
        report = ingest([str(pages)], options.lake, common.ingest_options(options), common.progress(options))
    print(told(report, options.lake, as_json=options.json, always_count=True))
    if not options.json:
        print(tour(options.lake))
        print(f"\nthe report, for any browser: {write_report(open_lake(options.lake), None, 'en').path}")
    return exit_code(report, None)
