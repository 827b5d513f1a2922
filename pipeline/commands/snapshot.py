"""Keep all tables as they are now under a name, for readers that take their time.

The snapshot lies in LAKE/_snapshots/NAME, one folder a table as in the lake; no later run shows in it. It is made of hard links:
it takes no room but for what the lake has replaced since. Without a NAME the snapshots are listed.
"""

import argparse
import json

from pipeline.commands import common
from pipeline.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="the snapshot's name")
    common.add_lake(parser)
    common.add_json(parser)
    parser.add_argument("--drop", action="store_true", help="remove the snapshot")
    parser.add_argument("--wait", type=float, default=0.0, metavar="SECONDS", help="wait so long for a run on the same lake (default: don't)")


def run(options: argparse.Namespace) -> int:
    """Take, remove or list."""
    from pipeline.files import Files
    from pipeline.lake.commit import recover
    from pipeline.lake.folders import open_lake
    from pipeline.lake.lock import writing
    from pipeline.lake.snapshot import drop_snapshot, list_snapshots, snapshot_path, take_snapshot
    from pipeline.store.working import shown

    lake, files = open_lake(options.lake), Files()
    if options.name is None and options.drop:
        raise UsageError("--drop needs the NAME of the snapshot to remove")
    if options.name is not None:
        with writing(lake, options.wait):
            recover(lake, files)
            (drop_snapshot if options.drop else take_snapshot)(lake, options.name, files)
    names = [options.name] if options.name is not None and not options.drop else list_snapshots(lake)
    paths = [f"{shown(lake.root)}/{snapshot_path(lake, name).relative_to(lake.root)}" for name in names]
    print(json.dumps({"snapshots": paths}, ensure_ascii=False) if options.json else "\n".join(paths or ["no snapshots"]))
    return 0
