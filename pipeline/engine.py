"""What does a slice's work: one of Beam's runners, with workers of this machine or of a cluster, or this process alone."""

from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.in_process import plan_and_merge, run_in_process
from pipeline.lake.folders import Lake
from pipeline.runners import LOCAL_RUNNERS, new_pipeline, workers_for
from pipeline.slice_job import SliceJob
from pipeline.store.elsewhere import staging_in_store
from pipeline.store.working import working_folder
from pipeline.streaming.prestaged import Prestaged


@dataclass(frozen=True, slots=True)
class Engine:
    """Which of Beam's runners does the work, and with how many workers."""

    runner: str = "DirectRunner"
    workers: str = "auto"
    beam_args: tuple[str, ...] = ()
    small_bytes: int = 0
    """Slices of up to so many bytes are run in this process, without a graph."""
    prestaged: Prestaged | None = None
    """What has been staged already, of the one slice that there is."""


def works_elsewhere(engine: Engine, lake: Lake) -> bool:
    """Whether workers see no folder of the lake's: those of a cluster whose lake is in a store."""
    return engine.runner not in LOCAL_RUNNERS and working_folder(lake) is not None


def run_job(job: SliceJob, engine: Engine, size: int, lake: Lake) -> None:
    """Stage a slice of so many bytes, as its commit takes it.

    Raises:
        WorkerLost: A worker of a local runner was killed.
        ClusterError: A cluster can't do the work, for a cause that is known.
    """
    if size <= engine.small_bytes:
        run_in_process(job)
        return
    from pipeline import graph  # noqa: PLC0415 - Beam takes longer to import than a small slice takes

    workers = workers_for(engine.workers, size)
    if not works_elsewhere(engine, lake):
        with new_pipeline(engine.runner, workers, engine.beam_args) as pipeline:
            graph.build_graph(pipeline, job)
        return
    staging = Path(job.folders.staging)
    with staging_in_store(lake, staging.name) as (far, hold):
        far_job = replace(job, manifests=far.send(job.manifests, lake, hold.objects))
        with new_pipeline(engine.runner, workers, engine.beam_args) as pipeline:
            graph.build_graph_elsewhere(pipeline, far_job, far)
        items = far.collect(hold.objects, staging)
    plan_and_merge(items, job.folders, job.ledger, job.unreadable)
