"""List the runs of a lake, the newest first: when, how it ended, and how many pages became what."""

import argparse
import json
from dataclasses import asdict

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_lake(parser)
    common.add_json(parser)


def run(options: argparse.Namespace) -> int:
    """List the runs."""
    from pipeline.lake.folders import open_lake
    from pipeline.lake.runs import list_runs

    for record in list_runs(open_lake(options.lake)):
        if options.json:
            print(json.dumps(asdict(record), ensure_ascii=False))
            continue
        counts = ", ".join(f"{count} {name}" for name, count in record.tally.items())
        message = f"  ({record.message})" if record.message else ""
        print(f"{record.started[:19]}  {record.command:8} {record.status:8} {counts or 'nothing new'}{message}")
    return 0
