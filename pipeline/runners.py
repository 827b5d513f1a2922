"""Which of Beam's runners runs a graph, and how. Beam is imported only where it runs: it takes longer than a page does."""

import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.flink.environment import with_workers

if TYPE_CHECKING:
    import apache_beam as beam
    from apache_beam.options.pipeline_options import PipelineOptions

LOCAL_RUNNERS = ("DirectRunner", "FnApiRunner")
SERVED_RUNNERS = ("FlinkRunner", "PortableRunner")
"""Runners that hand the graph to a job server."""

ANSWER_SECONDS = 5
SMALL_INPUT = 32 << 20
"""Below this many bytes one worker is done before a second has started."""
TINY_INPUT = 256 << 10
"""Up to this many bytes the work is done before Beam has built a graph and started a worker."""


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


def bytes_without_graph(runner: str, workers: str, beam_args: Sequence[str]) -> int:
    """Up to which size a slice is run without Beam's engine: none where the user says how it is to be run."""
    return TINY_INPUT if runner in LOCAL_RUNNERS and workers == "auto" and not beam_args else 0


def prepare_workers(runner: str, workers: int) -> None:
    """Start what several workers of a local runner are forked from; best before the process at hand has a second thread."""
    if runner in LOCAL_RUNNERS and workers > 1:
        from pipeline.workers.nursery import nursery  # noqa: PLC0415 - imports Beam

        nursery()


@contextmanager
def new_pipeline(runner: str, workers: int, beam_args: Sequence[str] = ()) -> Iterator["beam.Pipeline"]:
    """A pipeline that is run at the end of the `with` block; several workers of a local runner are processes of `pipeline.workers`.

    Raises:
        WorkerLost: A worker of a local runner was killed.
        ClusterError: A cluster can't do the work, for a cause that is known.
    """
    import apache_beam as beam  # noqa: PLC0415 - see above

    options = pipeline_options(runner, workers, beam_args)
    if runner not in LOCAL_RUNNERS:
        from pipeline.flink.failures import told_as_cluster_error  # noqa: PLC0415

        with told_as_cluster_error(), beam.Pipeline(options=options) as pipeline:
            yield pipeline
        return
    if workers == 1:
        with beam.Pipeline(options=options) as pipeline:
            yield pipeline
        return
    from apache_beam.runners.portability.fn_api_runner.fn_runner import FnApiRunner  # noqa: PLC0415

    from pipeline.workers.environment import ForkedEnvironment, telling_losses  # noqa: PLC0415

    with telling_losses(), beam.Pipeline(FnApiRunner(ForkedEnvironment()), options) as pipeline:
        yield pipeline


def check_runner(runner: str, beam_args: Sequence[str] = ()) -> None:
    """See that a runner can run: Beam itself would look for a job server on the network, or wait for one for ever.

    Raises:
        UsageError: There is no such runner, or it needs a job server and none is named or none answers.
    """
    if runner in LOCAL_RUNNERS:
        return
    if runner not in SERVED_RUNNERS:
        raise UsageError(f"--runner {runner}: give DirectRunner, or one of {', '.join(SERVED_RUNNERS)}")
    from apache_beam.options.pipeline_options import PortableOptions  # noqa: PLC0415 - see above

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


def pipeline_options(runner: str, workers: int, beam_args: Sequence[str] = ()) -> "PipelineOptions":
    """Beam's options for a runner.

    DirectRunner means FnApiRunner, named: Beam's own DirectRunner picks an engine by what it finds on the network.

    Args:
        runner: A runner's name as Beam knows it.
        workers: Worker processes of a local runner.
        beam_args: Flags passed on to Beam.
    """
    from apache_beam.options.pipeline_options import PipelineOptions  # noqa: PLC0415 - see above

    if runner not in LOCAL_RUNNERS:
        return PipelineOptions([f"--runner={runner}", *with_workers(beam_args)])
    return PipelineOptions(["--runner=FnApiRunner", "--direct_running_mode=in_memory", f"--direct_num_workers={workers}", *beam_args])
