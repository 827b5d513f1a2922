"""Take past days into a lake: of the inputs only the files of a range of days, day by day, the oldest first.

Each day is a run of its own, and what the lake has read already is left alone: killed anywhere, the same command goes on where it
stopped. A file's day is, by default, the date of its stories, for which every file has to be looked at; with --by path the
date in its path (as --path-date writes it, or 2026-01-31, 2026/01/31, 20260131), with --by modified that of its last modification.
A file with stories of several days is taken wholly, on the first of them that is in the range. Files of other days, and of none,
are counted and left for later. To read again what is in the lake, see zhengwen reprocess.
"""

import argparse
import json
from datetime import date

from pipeline.cli import OK, TOO_MANY_DEAD
from pipeline.commands import common
from pipeline.errors import UsageError
from pipeline.store.address import is_store_address


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="file, folder or glob")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="DATE", help="first day, such as 2026-01-01")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="DATE", help="last day, taken too")
    parser.add_argument("--by", choices=("story", "path", "modified"), default="story", help="what a file's day is (default story)")
    parser.add_argument("--dry-run", action="store_true", help="only tell which days have how many files to take in")
    common.add_lake(parser)
    common.add_partition_by(parser)
    common.add_table_format(parser)
    common.add_json(parser)
    common.add_setting(parser, "max_dead_letters", metavar="N")
    common.add_reading(parser)
    common.add_running(parser)
    common.add_setting(parser, "metrics", metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Backfill, and tell what came of each day."""
    from dataclasses import asdict

    from pipeline.backfilling import By, Range, backfill, plan_backfill

    common.check_range(options.first, options.last)
    running = common.ingest_options(options)
    if any(map(is_store_address, options.inputs)):
        raise UsageError("backfill takes files and folders of this machine: ingest the folder of each day of s3:// instead")
    plan = plan_backfill(options.inputs, options.lake, Range(options.first, options.last), By(options.by), running)
    left = {"outside": plan.outside, "undated": plan.undated, "unchanged": plan.unchanged}
    days, dead = [], 0
    for day, sources in plan.days.items() if options.dry_run else ():
        days.append({"day": day, "files": len(sources)})
        _say(options, f"{day}: {len(sources):,} files")
    with common.measured(options):
        for day, record in () if options.dry_run else backfill(options.lake, plan, running, common.progress(options)):
            days.append({"day": day, "files": len(plan.days[day]), "run": asdict(record)})
            dead += record.tally.get("dead", 0)
            _say(options, f"{day}: {', '.join(f'{count:,} {name}' for name, count in record.tally.items())}")
    if options.json:
        print(json.dumps({"days": days, **left}, ensure_ascii=False, default=str))
    _say(options, f"{len(days):,} days; left: {plan.outside:,} files of other days, {plan.undated:,} of none, {plan.unchanged:,} read before")
    return TOO_MANY_DEAD if options.max_dead_letters is not None and dead > options.max_dead_letters else OK


def _say(options: argparse.Namespace, line: str) -> None:
    if not options.json:
        print(line, flush=True)
