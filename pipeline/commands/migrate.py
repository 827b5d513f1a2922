"""Bring a lake that an older version of zhengwen wrote up to date.

The ledger gets its new columns, and every file of a table those that the table has today: NULL where only reading the pages again
would tell, which zhengwen reprocess does. No row is lost; killed anywhere, it goes on when it is called again. Until it has ended
other commands refuse the lake.

With --drop it takes out the table of a record type that was added and isn't wanted any more (docs/adding-a-record.md).
"""

import argparse
import json
from dataclasses import asdict

from pipeline.commands import common


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_lake(parser)
    common.add_json(parser)
    parser.add_argument("--drop", metavar="TABLE", help="take out this table, of a record type that was added")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="wait so long for a run on the same lake (default: don't)")


def run(options: argparse.Namespace) -> int:
    """Migrate, and tell what was done."""
    from pipeline.files import Files
    from pipeline.lake.migrating import drop_table, migrate

    if options.drop:
        drop_table(options.lake, options.drop, options.wait, Files())
        print(json.dumps({"dropped": options.drop}) if options.json else f"{options.drop} is no table of the lake any more")
        return 0
    migration = migrate(options.lake, options.wait, Files())
    if options.json:
        print(json.dumps(asdict(migration)))
    elif migration.before == migration.after:
        print(f"format {migration.after}: up to date")
    else:
        print(f"format {migration.before} -> {migration.after}: {migration.files:,} files written anew")
    return 0
