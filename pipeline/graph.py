"""The graph of a slice, on one screen."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import apache_beam as beam

from pipeline.slice_job import SliceJob
from schemas.inputs import Caps, Manifest
from transforms.beam.collect import CollectStaged, PlanMerges, TellStaged
from transforms.beam.decode import DecodePages
from transforms.beam.extract import ExtractRecords
from transforms.beam.merge import MergeDays
from transforms.beam.read import ReadPages
from transforms.beam.remake import RemakeDays
from transforms.beam.resolve import ResolveDates
from transforms.beam.separate import SeparateStories
from transforms.beam.stage import StageDeadLetters, StageRows
from transforms.elsewhere import Elsewhere, Staging
from transforms.merge import Folders
from transforms.remake import DayOfStories


def build_graph(pipeline: beam.Pipeline, job: SliceJob) -> None:
    """Add a slice's graph to a pipeline: files in, staged files of tables and dead letters out; nothing of the lake is touched."""
    staging = job.folders.staging
    (
        _staged(pipeline, job, staging)
        | "PlanMerges" >> PlanMerges(staging, job.ledger, job.unreadable, job.folders.grain)
        | "MergeDays" >> MergeDays(job.folders)
        | "CollectStaged" >> CollectStaged(staging)
    )


def build_graph_elsewhere(pipeline: beam.Pipeline, job: SliceJob, staging: Elsewhere) -> None:
    """Add the part of it that needs neither the lake nor its ledger, for workers that see no folder of the lake's."""
    _staged(pipeline, job, staging) | "TellStaged" >> TellStaged(staging)


def _staged(pipeline: beam.Pipeline, job: SliceJob, staging: Staging) -> tuple[beam.PCollection[Any], ...]:
    """From a slice's manifests to the names of its fragments, and what was read."""
    manifests = pipeline | "Manifests" >> beam.Create(job.manifests) | "Spread" >> beam.Reshuffle()
    reader = ReadPages(job.rules, job.forgotten, staging)
    return stage_pages(manifests, reader, job.rules.caps, job.assume_latest_year_before, staging)


def stage_pages(
    manifests: beam.PCollection[Manifest], reader: ReadPages, caps: Caps, assume_latest_year_before: date | None, staging: Staging
) -> tuple[beam.PCollection[Any], ...]:
    """Take files through all stages: the names of the fragments of their pages and dead letters, and what was read."""
    read = manifests | "ReadPages" >> reader
    decoded = read.pages | "DecodePages" >> DecodePages(caps)
    separated = decoded.decoded | "SeparateStories" >> SeparateStories()
    rows = (
        separated.separated
        | "ResolveDates" >> ResolveDates(assume_latest_year_before)
        | "ExtractRecords" >> ExtractRecords()
        | "StageRows" >> StageRows(staging)
    )
    letters = [
        outputs.dead | f"{name}DeadLetters" >> StageDeadLetters(staging)
        for name, outputs in (("Read", read), ("Decode", decoded), ("Separate", separated))
    ]
    return (rows, *letters, read.reads)


def build_graph_of_days(pipeline: beam.Pipeline, days: Sequence[DayOfStories], folders: Folders) -> None:
    """Add the graph that makes records anew from stories that the lake holds."""
    pipeline | "Days" >> beam.Create(days) | "RemakeDays" >> RemakeDays(folders)
