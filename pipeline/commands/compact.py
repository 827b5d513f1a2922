"""Make few large files of many small ones: partition a lake by month or year, or by day again.

A partition by month is named by its first day, as date=2026-11-01, and its file is month.parquet; the rows' own dates in it stay exact.
Later runs go on with it. Without --partition-by only the size is told. It needs room for the tables a second time; readers that
are at work meanwhile have to read again, or take a snapshot.
"""

import argparse
import json
from dataclasses import asdict

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_lake(parser)
    common.add_json(parser)
    parser.add_argument("--partition-by", choices=("day", "month", "year"), help="how much time a file of a table is to hold")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="wait so long for a run on the same lake (default: don't)")


def run(options: argparse.Namespace) -> int:
    """Compact, and tell what came of it."""
    from pipeline.files import Files
    from pipeline.lake.compacting import compact
    from pipeline.lake.folders import open_lake
    from schemas.partitions import Grain

    wanted = Grain(options.partition_by) if options.partition_by else None
    done = compact(open_lake(options.lake), wanted, options.wait, Files())
    if options.json:
        print(json.dumps(asdict(done)))
        return 0
    print(f"partitioned by {done.before}: {done.size_before.files:,} files, {done.size_before.bytes / 1e6:,.1f} MB")
    if done.before != done.after:
        print(f"partitioned by {done.after}: {done.size_after.files:,} files, {done.size_after.bytes / 1e6:,.1f} MB")
    return 0
