"""MergeDays: the thin twin of transforms.merge.merge_day."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apache_beam as beam

from schemas.slices import DayMerge, StagedFile
from transforms.fragments import OpenFragments
from transforms.merge import Folders, merge_day


class MergeDay(beam.DoFn):
    """Merges one table's day: DayMerge in, StagedFile out."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def start_bundle(self) -> None:
        """Begin with no fragment open."""
        self._fragments = OpenFragments(Path(self._folders.staging))

    def process(self, element: DayMerge) -> Iterator[StagedFile]:
        """Stage the day's new file."""
        yield merge_day(element, self._folders, self._fragments)

    def finish_bundle(self) -> None:
        """Close the fragments."""
        del self._fragments


@dataclass(eq=False)
class MergeDays(beam.PTransform[beam.PCollection[DayMerge], beam.PCollection[StagedFile]]):
    """Stages the new file of each day that a slice changes."""

    folders: Folders

    def expand(self, merges: beam.PCollection[DayMerge]) -> beam.PCollection[StagedFile]:
        """Merge each day."""
        return merges | "MergeDay" >> beam.ParDo(MergeDay(self.folders))
