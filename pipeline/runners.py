"""Which of Beam's runners runs a graph, and how."""

import os
from collections.abc import Sequence

from apache_beam.options.pipeline_options import PipelineOptions

LOCAL_RUNNERS = ("DirectRunner", "FnApiRunner")
SMALL_INPUT = 32 << 20
"""Below this many bytes one worker is done before a second has started."""


def workers_for(workers: str, size: int) -> int:
    """How many worker processes to use.

    Args:
        workers: A number, or auto for as many as there are cores when the input is large enough to be worth it.
        size: The input's bytes.

    Raises:
        ValueError: `workers` is neither.
    """
    if workers == "auto":
        return len(os.sched_getaffinity(0)) if size > SMALL_INPUT else 1
    if not workers.isdecimal() or int(workers) < 1:
        raise ValueError(f"--workers {workers}: give a number from 1 up, or auto")
    return int(workers)


def pipeline_options(runner: str, workers: int, beam_args: Sequence[str] = ()) -> PipelineOptions:
    """Beam's options for a runner.

    DirectRunner means FnApiRunner, named: Beam's own DirectRunner picks an engine by what it finds on the network.

    Args:
        runner: A runner's name as Beam knows it.
        workers: Worker processes of a local runner.
        beam_args: Flags passed on to Beam.
    """
    if runner not in LOCAL_RUNNERS:
        return PipelineOptions([f"--runner={runner}", *beam_args])
    local = ["--runner=FnApiRunner", "--direct_running_mode=in_memory"]
    if workers > 1:
        local = ["--runner=FnApiRunner", "--direct_running_mode=multi_processing", f"--direct_num_workers={workers}"]
    return PipelineOptions([*local, *beam_args])
