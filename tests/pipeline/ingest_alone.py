"""A run in a process of its own, forked from one that has everything loaded, so that a test may start and kill dozens."""

import multiprocessing
import os
import sys
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from pipeline.cli import main
from pipeline.ingest import ingest  # noqa: F401 - loaded before the fork
from transforms.extract import loaded_extractor

loaded_extractor()  # loaded before the fork too


def take_in(arguments: list[str]) -> None:
    """Run `zhengwen ingest` with its output put away."""
    with Path(os.devnull).open("w") as nowhere:
        sys.stdout = sys.stderr = nowhere
        os._exit(main(["ingest", *arguments]))


def context() -> ForkServerContext:
    """What starts such processes."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["tests.pipeline.ingest_alone"])
    return found


def start(lake: Path, pages: Path, *flags: str) -> ForkServerProcess:
    """Start a run."""
    arguments = [str(pages), "--lake", str(lake), "--quiet", "--workers", "1", *flags]
    process = context().Process(target=take_in, args=(arguments,))
    process.start()
    return process
