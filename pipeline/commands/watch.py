"""Take into a lake what arrives in a folder, until stopped.

A file is read when it has rested for two seconds, so that a crawler's half-written file is left alone. What was there before is
read too. Each slice is a commit of its own: killed at any moment, the next start goes on from what was committed. SIGTERM or
Ctrl-C ends it after the slice at hand, with exit code 0. A full disk or an unreadable folder is told and tried again.
"""

import argparse
import logging
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.commands import common
from pipeline.errors import UsageError
from pipeline.store.address import is_store_address

LEAST_WAIT = 5.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("folder", metavar="DIR", help="the folder to watch, with all below it")
    common.add_lake(parser)
    common.add_partition_by(parser)
    common.add_table_format(parser)
    common.add_reading(parser)
    common.add_running(parser)
    common.add_setting(parser, "metrics", metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Watch until a signal comes."""
    from pipeline.runners import LOCAL_RUNNERS
    from pipeline.stopping import stop_on_signals
    from pipeline.watch_status import WatchMetrics
    from pipeline.watching import BATCH_BYTES, untold, watch

    if is_store_address(options.folder):
        raise UsageError("watch looks at a folder of this machine: for s3:// call zhengwen ingest again and again, which lists and reads what is new")
    if not Path(options.folder).is_dir():
        raise UsageError(f"{options.folder}: no folder; name one that is there")
    chosen = common.ingest_options(options)
    # A command that holds the lake is waited for a little, so that this one gets its turn among others.
    # Beam would print each failure with its traceback, also those that are told in a line and tried again; a bug still ends it with one.
    logging.getLogger("apache_beam").setLevel(logging.CRITICAL)
    wait = max(chosen.wait_seconds, LEAST_WAIT)
    say = (lambda _line: None) if options.quiet else _tell_json if options.log_format == "json" else _tell
    if chosen.engine.runner not in LOCAL_RUNNERS:
        from pipeline.streaming.run import stream

        stream(options.folder, options.lake, replace(chosen, wait_seconds=wait), stop_on_signals(), say)
        return 0
    # Slices are small: other processes would take longer to start than to work, and would get Ctrl-C too.
    workers = "1" if chosen.engine.workers == "auto" else chosen.engine.workers
    # What Beam takes to build a graph and to start its workers is several times what a small slice takes.
    small_bytes = 2 * BATCH_BYTES if workers == "1" else 0
    engine = replace(chosen.engine, workers=workers, small_bytes=small_bytes)
    watch(
        options.folder,
        options.lake,
        replace(chosen, engine=engine, wait_seconds=wait),
        stop_on_signals(),
        say,
        WatchMetrics(Path(options.metrics), options.lake, time.monotonic).after_round if options.metrics else untold,
    )
    return 0


def _tell(line: str) -> None:
    print(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ} {line}", file=sys.stderr, flush=True)


def _tell_json(line: str) -> None:
    from pipeline.progress import event

    print(event("message", message=line), file=sys.stderr, flush=True)
