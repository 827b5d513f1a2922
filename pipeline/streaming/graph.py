"""The unbounded graph, on one screen: what a folder's looks find, by windows of time, into the lake."""

from dataclasses import dataclass, field

import apache_beam as beam
from apache_beam.transforms.periodicsequence import PeriodicImpulse
from apache_beam.transforms.window import FixedWindows
from apache_beam.utils.timestamp import MAX_TIMESTAMP, Duration, Timestamp

from pipeline.graph import stage_pages
from pipeline.made_by import Reading
from pipeline.streaming.commit_window import CommitWindow
from pipeline.streaming.look_in import LookIn, Seen
from pipeline.streaming.reaching import WatchStaging
from pipeline.streaming.under_way import LeaveOutUnderWay
from schemas.forgotten import NOTHING, Forgotten
from schemas.inputs import Manifest
from transforms.beam.read import ReadPages

LATE = Duration(seconds=3600)
"""How long a window goes on taking in what comes late. Nothing should: a file's time is that of the look that found it."""
SHARDS = 8
"""Into how many manifests a window's files are divided, for the workers to share."""
ONE_KEY = "lake"


@dataclass(frozen=True, slots=True)
class WatchJob:
    """All that the graph is built from."""

    folder: str
    """Absolute, as every worker sees it."""
    lake: str
    """Likewise, or its address in a store."""
    staging: WatchStaging
    """Where fragments lie until their window is committed; there already."""
    started: float
    """Seconds since the epoch."""
    seconds: float = 1.0
    """From one look to the next; a window is as long."""
    reading: Reading = field(default_factory=Reading)
    wait_seconds: float = 90.0
    """How long a commit waits for another writer of the lake."""
    forgotten: Forgotten = NOTHING


def build_watch_graph(pipeline: beam.Pipeline, job: WatchJob) -> None:
    """Add the graph to a pipeline: each file that comes into the folder and rests is read once, and committed with others of its second."""
    take_in(find(pipeline, job), job)


def find(pipeline: beam.Pipeline, job: WatchJob) -> beam.PCollection[Seen]:
    """Look into the folder once and again: the files to be read, at the time of the look that found them."""
    return (
        pipeline
        | "Ticks" >> PeriodicImpulse(Timestamp(job.started), MAX_TIMESTAMP, job.seconds)
        | "LookIn" >> beam.ParDo(LookIn(job.folder, job.lake, job.seconds))
        | "KeyByUri" >> beam.WithKeys(lambda seen: seen.source.uri).with_output_types(tuple[str, Seen])
        | "LeaveOutUnderWay" >> beam.ParDo(LeaveOutUnderWay())
    )


def take_in(files: beam.PCollection[Seen], job: WatchJob) -> None:
    """Read, stage and commit the files, window by window."""
    found = files | "Windows" >> beam.WindowInto(FixedWindows(job.seconds), allowed_lateness=LATE)
    manifests = (
        found
        | "KeyByShard" >> beam.WithKeys(lambda seen: str(sum(seen.source.uri.encode()) % SHARDS)).with_output_types(tuple[str, Seen])
        | "GroupShards" >> beam.GroupByKey()
        | "Manifest" >> beam.MapTuple(lambda _, group: Manifest(tuple(seen.source for seen in group))).with_output_types(Manifest)
    )
    reader = ReadPages(job.reading.rules, job.forgotten)
    (
        (*stage_pages(manifests, reader, job.reading.rules.caps, job.reading.assume_latest_year_before, job.staging), found)
        | "AllStaged" >> beam.Flatten()
        | "KeyByLake" >> beam.Map(lambda item: (ONE_KEY, item))
        | "GatherWindow" >> beam.GroupByKey()
        | "CommitWindow" >> beam.ParDo(CommitWindow(job.lake, job.staging, job.reading, job.wait_seconds))
    )
