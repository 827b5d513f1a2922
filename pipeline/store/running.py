"""A command on a lake in a store: run on this machine's working folder, and told as of the lake's address."""

import argparse
from pathlib import Path

from pipeline.errors import LakeError, UsageError
from pipeline.runners import LOCAL_RUNNERS, check_runner
from pipeline.store.opening import open_in_store
from schemas.partitions import Grain

CLUSTERED = frozenset({"ingest", "backfill", "retry", "watch"})
"""Commands whose work a cluster does without a folder that its workers share."""


def run_in_store(options: argparse.Namespace) -> int:
    """Run the command with `lake` set to the working folder; its exit code. Raises what the command raises, in terms of the address."""
    address = options.lake
    if getattr(options, "repair", False):
        raise UsageError("verify --repair doesn't work on a lake in a store yet: what a killed command left goes with the next that writes")
    if getattr(options, "table_format", None):
        raise UsageError("--table iceberg doesn't work on a lake in a store yet: leave it out, or use a local lake")
    command, runner = options.command, getattr(options, "runner", LOCAL_RUNNERS[0])
    if runner not in LOCAL_RUNNERS and command not in CLUSTERED:
        raise UsageError(
            f"{command} --runner {runner} doesn't work on a lake in a store yet: leave it out, or use one in a folder that all workers see"
        )
    if hasattr(options, "runner"):
        check_runner(options.runner, options.beam)
    grain = getattr(options, "partition_by", None)
    options.lake = open_in_store(options.command, address, options.work and Path(options.work), grain and Grain(grain))
    try:
        return int(options.run(options))
    except LakeError as error:
        raise type(error)(str(error).replace(str(options.lake), str(address))) from error
