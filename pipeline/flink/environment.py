"""How a task manager comes by a Python worker, unless the user says so: it starts one from the package that is installed beside it."""

import json
from collections.abc import Sequence

from pipeline.flink.boot import WANTED_VERSION
from schemas.version import VERSION

WORKER = "zhengwen-worker"
"""The command that the package installs; a task manager looks for it on its PATH."""


def with_workers(beam_args: Sequence[str]) -> list[str]:
    """Beam's flags, with those added that have the task managers start workers of this version, where the user names no other way."""
    if any(argument.startswith("--environment_type") for argument in beam_args):
        return [*beam_args]
    worker = json.dumps({"command": WORKER, "env": {WANTED_VERSION: VERSION}})
    return [*beam_args, "--environment_type=PROCESS", f"--environment_config={worker}"]
