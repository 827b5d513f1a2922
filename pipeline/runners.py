"""Which of Beam's runners runs a graph, and how."""

import os
import socket
from collections.abc import Sequence

from apache_beam.options.pipeline_options import PipelineOptions, PortableOptions

from pipeline.errors import UsageError

LOCAL_RUNNERS = ("DirectRunner", "FnApiRunner")
SERVED_RUNNERS = ("FlinkRunner", "PortableRunner")
"""Runners that hand the graph to a job server."""

ANSWER_SECONDS = 5
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


def check_runner(runner: str, beam_args: Sequence[str] = ()) -> None:
    """See that a runner can run: Beam itself would look for a job server on the network, or wait for one for ever.

    Raises:
        UsageError: There is no such runner, or it needs a job server and none is named or none answers.
    """
    if runner in LOCAL_RUNNERS:
        return
    if runner not in SERVED_RUNNERS:
        raise UsageError(f"--runner {runner}: give DirectRunner, or one of {', '.join(SERVED_RUNNERS)}")
    endpoint = pipeline_options(runner, 1, beam_args).view_as(PortableOptions).job_endpoint
    if not endpoint:
        raise UsageError(f"--runner {runner} needs a job server: name it with --beam=--job_endpoint=HOST:PORT; docs/flink.md tells how to start one")
    host, _, port = endpoint.rpartition(":")
    if not port.isdecimal():
        raise UsageError(f"--job_endpoint={endpoint}: write it as HOST:PORT")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=ANSWER_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise UsageError(f"no job server answers at {endpoint} ({error}): start one, or name another with --beam=--job_endpoint=HOST:PORT") from error


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
