"""Bring a lake that an older version of zhengwen wrote up to date.

The ledger gets its new columns, and every file of a table those that the table has today: NULL where only reading the pages again
would tell, which zhengwen reprocess does. No row is lost; killed anywhere, it goes on when it is called again. Until it has ended
other commands refuse the lake.
"""

import argparse
import json
from dataclasses import asdict

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_lake(parser)
    common.add_json(parser)
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="wait so long for a run on the same lake (default: don't)")


def run(options: argparse.Namespace) -> int:
    """Migrate, and tell what was done."""
    from pipeline.files import Files
    from pipeline.migrating import migrate

    migration = migrate(options.lake, options.wait, Files())
    if options.json:
        print(json.dumps(asdict(migration)))
    elif migration.before == migration.after:
        print(f"format {migration.after}: up to date")
    else:
        print(f"format {migration.before} -> {migration.after}: {migration.files:,} files written anew")
    return 0
