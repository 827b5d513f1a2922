"""The graph of a slice, on one screen."""

from collections.abc import Sequence

import apache_beam as beam

from pipeline.slice_job import SliceJob
from transforms.beam.collect import CollectStaged, PlanMerges
from transforms.beam.decode import DecodePages
from transforms.beam.extract import ExtractRecords
from transforms.beam.merge import MergeDays
from transforms.beam.read import ReadPages
from transforms.beam.remake import RemakeDays
from transforms.beam.resolve import ResolveDates
from transforms.beam.separate import SeparateStories
from transforms.beam.stage import StageDeadLetters, StageRows
from transforms.merge import Folders
from transforms.remake import DayOfStories


def build_graph(pipeline: beam.Pipeline, job: SliceJob) -> None:
    """Add a slice's graph to a pipeline: files in, staged files of tables and dead letters out; nothing of the lake is touched."""
    staging = job.folders.staging
    manifests = pipeline | "Manifests" >> beam.Create(job.manifests) | "Spread" >> beam.Reshuffle()
    read = manifests | "ReadPages" >> ReadPages(job.rules, job.forgotten, staging)
    decoded = read.pages | "DecodePages" >> DecodePages(job.rules.caps)
    separated = decoded.decoded | "SeparateStories" >> SeparateStories()
    rows = (
        separated.separated
        | "ResolveDates" >> ResolveDates(job.assume_latest_year_before)
        | "ExtractRecords" >> ExtractRecords()
        | "StageRows" >> StageRows(staging)
    )
    letters = [
        stage.dead | f"{name}DeadLetters" >> StageDeadLetters(staging)
        for name, stage in (("Read", read), ("Decode", decoded), ("Separate", separated))
    ]
    (
        (rows, *letters, read.reads)
        | "AllStaged" >> beam.Flatten()
        | "PlanMerges" >> PlanMerges(staging, job.ledger, job.unreadable, job.folders.grain)
        | "MergeDays" >> MergeDays(job.folders)
        | "CollectStaged" >> CollectStaged(staging)
    )


def build_graph_of_days(pipeline: beam.Pipeline, days: Sequence[DayOfStories], folders: Folders) -> None:
    """Add the graph that makes records anew from stories that the lake holds."""
    pipeline | "Days" >> beam.Create(days) | "RemakeDays" >> RemakeDays(folders)
