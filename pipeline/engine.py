"""What does a slice's work: one of Beam's runners, with workers of this machine or of a cluster, or this process alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.in_process import stage_in_process
from pipeline.lake.folders import Lake
from pipeline.runners import LOCAL_RUNNERS, new_pipeline, workers_for
from pipeline.slice_job import SliceJob
from pipeline.store.elsewhere import staging_in_store
from pipeline.store.working import working_folder
from pipeline.streaming.prestaged import Prestaged
from schemas.slices import DayMerge, StagedFile
from transforms.collect import Collected, read_collected, read_staged
from transforms.merge import Folders


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


def stage(job: SliceJob, engine: Engine, size: int, lake: Lake) -> list[Collected]:
    """Take a slice's pages, from so many bytes, through all stages; the names of their fragments, and what was read.

    Raises:
        WorkerLost: A worker of a local runner was killed.
        ClusterError: A cluster can't do the work, for a cause that is known.
    """
    if size <= engine.small_bytes:
        return list(stage_in_process(job))
    from pipeline import graph  # noqa: PLC0415 - Beam takes longer to import than a small slice takes

    staging, workers = Path(job.staging), workers_for(engine.workers, size)
    if not works_elsewhere(engine, lake):
        with new_pipeline(engine.runner, workers, engine.beam_args) as pipeline:
            graph.build_graph(pipeline, job, job.staging)
        return read_collected(staging)
    with staging_in_store(lake, staging.name) as (far, hold):
        far_job = replace(job, manifests=far.send(job.manifests, lake, hold.objects))
        with new_pipeline(engine.runner, workers, engine.beam_args) as pipeline:
            graph.build_graph(pipeline, far_job, far)
        return far.collect(hold.objects, staging)


def has_mergers(engine: Engine, size: int) -> bool:
    """Whether workers merge the days that a slice of so many bytes changes.

    The process at hand does where it is the only worker, and for a cluster: each graph more would be a job more, some seconds each.
    """
    return engine.runner in LOCAL_RUNNERS and size > engine.small_bytes and workers_for(engine.workers, size) > 1


def merge(merges: Sequence[DayMerge], folders: Folders, engine: Engine, size: int) -> list[StagedFile]:
    """Have the days that a slice of so many bytes changes merged by workers; what they staged. Raises WorkerLost where one was killed."""
    from pipeline import graph  # noqa: PLC0415 - see above

    with new_pipeline(engine.runner, workers_for(engine.workers, size), engine.beam_args) as pipeline:
        graph.build_graph_of_merges(pipeline, merges, folders)
    return read_staged(Path(folders.staging))
