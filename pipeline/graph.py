"""The graphs of a slice, on one screen: from its files to what they give, and, once that is planned, from the days that change to their new files."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import apache_beam as beam

from pipeline.slice_job import SliceJob
from schemas.inputs import Caps, Manifest
from schemas.slices import DayMerge
from transforms.beam.collect import CollectStaged, TellStaged
from transforms.beam.decode import DecodePages
from transforms.beam.extract import ExtractRecords
from transforms.beam.merge import MergeDays
from transforms.beam.packed import CreatePacked
from transforms.beam.read import ReadPages
from transforms.beam.remake import RemakeDays
from transforms.beam.resolve import ResolveDates
from transforms.beam.separate import SeparateStories
from transforms.beam.stage import StageDeadLetters, StageRows
from transforms.elsewhere import Staging
from transforms.merge import Folders
from transforms.remake import DayOfStories


def build_graph(pipeline: beam.Pipeline, job: SliceJob, staging: Staging) -> None:
    """Add a slice's graph to a pipeline: files in, fragments and word of them out; it needs neither the lake nor its ledger."""
    manifests = pipeline | "Manifests" >> CreatePacked(job.manifests)
    reader = ReadPages(job.rules, job.forgotten, staging)
    stage_pages(manifests, reader, job.rules.caps, job.assume_latest_year_before, staging) | "TellStaged" >> TellStaged(staging)


def build_graph_of_merges(pipeline: beam.Pipeline, merges: Sequence[DayMerge], folders: Folders) -> None:
    """Add the graph of what a slice changes: planned merges in, staged files of tables out; nothing of the lake is touched."""
    pipeline | "Merges" >> CreatePacked(merges) | "MergeDays" >> MergeDays(folders) | "CollectStaged" >> CollectStaged(folders.staging)


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
    pipeline | "Days" >> CreatePacked(days) | "RemakeDays" >> RemakeDays(folders)
