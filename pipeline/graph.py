"""The graph of a slice, on one screen."""

from dataclasses import dataclass
from datetime import date

import apache_beam as beam

from schemas.forgotten import NOTHING, Forgotten
from schemas.stages import Manifest, ReadRules
from transforms.collect import CollectStaged, KnownPages, PlanMerges
from transforms.decode import DecodePages
from transforms.extract import ExtractRecords
from transforms.merge import Folders, MergeDays
from transforms.read import ReadPages
from transforms.resolve import ResolveDates
from transforms.separate import SeparateStories
from transforms.stage import StageDeadLetters, StageRows


@dataclass(frozen=True, slots=True)
class SliceJob:
    """All that a slice's graph is built from."""

    manifests: tuple[Manifest, ...]
    folders: Folders
    ledger: KnownPages
    rules: ReadRules
    assume_latest_year_before: date | None = None
    unreadable: frozenset[str] = frozenset()
    """Files that the ledger knows and that are gone."""
    forgotten: Forgotten = NOTHING


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
