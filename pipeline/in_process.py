"""A small slice, run without a graph: the same DoFns as `pipeline.graph` joins, one after another in this process.

Building a graph and starting its workers takes Beam several times what twenty small files take (docs/watch.md has what was
measured), whatever the graph does. So a watch's slices, of which there are thousands, are run as what they are: one bundle.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from pipeline.graph import SliceJob
from transforms.collect import PlanSlice, WriteStaged
from transforms.decode import DEAD, DecodePage
from transforms.extract import ExtractPage
from transforms.merge import MergeDay
from transforms.read import READS, ReadManifest
from transforms.resolve import ResolveDate
from transforms.separate import SeparateStory
from transforms.stage import StageLetters, StagePages

Tagged = defaultdict[str, list[Any]]
"""What DoFns gave besides their main output, by tag."""


def run_in_process(job: SliceJob) -> None:
    """Stage a slice's files, as its graph would. Holds the slice's dead letters in memory, so the slice has to be small."""
    staging = job.folders.staging
    tagged: Tagged = defaultdict(list)
    pages: Iterable[Any] = job.manifests
    for stage in (
        ReadManifest(job.rules, job.forgotten),
        DecodePage(job.rules.caps),
        SeparateStory(),
        ResolveDate(job.assume_latest_year_before),
        ExtractPage(),
        StagePages(staging),
    ):
        pages = _through(stage, pages, tagged)
    fragments = [*pages]
    fragments += _through(StageLetters(staging), tagged[DEAD], tagged)
    merges = PlanSlice(staging, job.ledger, job.unreadable, job.folders.grain).process((None, [*fragments, *tagged[READS]]))
    WriteStaged(staging).process((None, [*_through(MergeDay(job.folders), merges, tagged)]))


def _through(stage: beam.DoFn, elements: Iterable[Any], tagged: Tagged) -> Iterator[Any]:
    """One bundle through a DoFn: its main output, while it is asked for; the others go to `tagged`."""
    stage.setup()
    stage.start_bundle()
    for element in elements:
        for given in stage.process(element) or ():
            if isinstance(given, TaggedOutput):
                tagged[given.tag].append(given.value)
            else:
                yield given
    yield from (last.value for last in stage.finish_bundle() or ())
    stage.teardown()
