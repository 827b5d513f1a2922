"""`watch` on a cluster: a job that never ends is handed in, and handed in again where the cluster loses it."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import apache_beam as beam
from apache_beam.options.pipeline_options import FlinkRunnerOptions
from apache_beam.runners.runner import PipelineResult, PipelineState

from pipeline.errors import ClusterError, UsageError
from pipeline.files import Files
from pipeline.flink.failures import told_as_cluster_error
from pipeline.ingest import IngestOptions
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.forgotten_list import forgotten_list
from pipeline.lake.lock import writing
from pipeline.lake.settling import recover_and_settle
from pipeline.runners import pipeline_options
from pipeline.store.elsewhere import stream_in_store
from pipeline.store.hold import HOLD_SECONDS
from pipeline.store.working import shown, working_folder
from pipeline.streaming.earlier import end_jobs, none_before_or_after, watch_id
from pipeline.streaming.graph import WatchJob, build_watch_graph
from pipeline.streaming.reaching import WatchStaging
from pipeline.watching import Stop, make_ready

SECOND = 1.0
MOST_PAUSE = 60.0
DEFAULTS = {
    "checkpointing_interval": "1000",
    "max_bundle_time_mills": "200",
    "externalized_checkpoints_enabled": None,
    "retain_externalized_checkpoints_on_cancellation": None,
}
"""Flags of Flink's runner that hold where the user says nothing: a checkpoint a second, and no more than a fifth of one for a bundle."""


def stream(folder: str, root: Path, options: IngestOptions, stop: Stop, say: Callable[[str], None]) -> None:
    """Have a cluster take into the lake what arrives in a folder, until stopped.

    Args:
        folder: The folder, by its absolute path.
        root: The lake, made where it is missing.
        options: How to go about it.
        stop: Ends it.
        say: Tells a line.

    Raises:
        UsageError: The folder's path is relative.
        LakeError: The lake can't be used, now that it starts.
        ClusterError: The cluster refuses the job, now that it starts; what happens later is told and tried again.
    """
    if not Path(folder).is_absolute():
        raise UsageError(f"{folder}: name it by its absolute path, under which every worker sees it: {Path(folder).absolute()}")
    root, files = root.absolute(), Files()
    lake = open_or_create_lake(root, files, options.partition_by)
    make_ready(lake, options, files)
    say(f"watching {folder} for {shown(root)}")
    troubles = 0
    while not stop.is_set():
        before = _commits(lake)
        try:
            _one_job(lake, folder, options, stop, files)
        except ClusterError as error:
            if not troubles and _commits(lake) == before:
                raise
            troubles += 1
            say(f"{error} (trying again)")
            stop.wait(min(2.0 ** (troubles - 1), MOST_PAUSE))


def _commits(lake: Lake) -> float:
    """What changes with each commit."""
    if folder := working_folder(lake):
        return folder.read_head(folder.connect()).head.sequence
    return max((path.stat().st_mtime for path in lake.runs.glob("*.json")), default=0.0)


def _one_job(lake: Lake, folder: str, options: IngestOptions, stop: Stop, files: Files) -> None:
    """One job, from its submission to its end; nothing of it is left behind, nor of one that a killed watch left."""
    watched = watch_id(folder, shown(lake.root))
    with _staging(lake, watched) as staging, told_as_cluster_error():
        name = f"zhengwen-watch-{watched}"
        flags = streaming_flags(options.engine.beam_args)
        beam_options = pipeline_options(options.engine.runner, 1, [*flags, f"--job_name={name}"])
        master = beam_options.view_as(FlinkRunnerOptions).flink_master
        job = WatchJob(folder, shown(lake.root), staging, time.time(), reading=options.reading, forgotten=forgotten_list(lake))
        pipeline = beam.Pipeline(options=beam_options)
        build_watch_graph(pipeline, replace(job, wait_seconds=max(options.wait_seconds, job.wait_seconds)))
        with none_before_or_after(master, name):
            result = pipeline.run()
            try:
                _wait(result, stop)
            finally:
                end_jobs(master, name)
                _end(result)  # one that was still being handed in comes to the cluster only now
    with writing(lake, MOST_PAUSE + HOLD_SECONDS):  # a worker that was killed holds a lake in a store for so long
        recover_and_settle(lake, files)


def streaming_flags(beam_args: tuple[str, ...]) -> list[str]:
    """Beam's flags, with those that a job without end needs."""
    given = {argument.removeprefix("--").partition("=")[0] for argument in beam_args}
    added = (f"--{name}={value}" if value else f"--{name}" for name, value in DEFAULTS.items() if name not in given)
    return [*beam_args, "--streaming", *added]


@contextmanager
def _staging(lake: Lake, watched: str) -> Iterator[WatchStaging]:
    """A new staging folder for a job that watches a folder; those of earlier jobs for it go, and a worker that still lives has nowhere to write."""
    if folder := working_folder(lake):
        with stream_in_store(folder, watched) as stored:
            yield stored
        return
    staging = lake.streams / f"{watched}-{time.time_ns():x}"
    for left in lake.streams.glob(f"{watched}-*"):
        shutil.rmtree(left, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        yield str(staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        with suppress(OSError):  # another watch has a job of its own
            lake.streams.rmdir()


def _wait(result: PipelineResult, stop: Stop) -> None:
    """Until the job ends, which it does only by failing, or until stopped."""
    while not stop.wait(SECOND):
        if PipelineState.is_terminal(result.state):
            result.wait_until_finish()
            raise ClusterError("the job was ended on the cluster")


def _end(result: PipelineResult) -> None:
    """Have the cluster end the job, and wait until it has."""
    if not PipelineState.is_terminal(result.state):
        result.cancel()
        until = time.monotonic() + MOST_PAUSE
        while not PipelineState.is_terminal(result.state) and time.monotonic() < until:
            time.sleep(0.1)
