"""RemakeDays: the thin twin of transforms.remake.remake_day."""

from collections.abc import Iterator
from dataclasses import dataclass

import apache_beam as beam

from schemas.slices import StagedFile
from transforms.beam.collect import CollectStaged
from transforms.extract import loaded_extractor
from transforms.merge import Folders
from transforms.remake import DayOfStories, remake_day


class RemakeDay(beam.DoFn):
    """Makes a day's records anew: DayOfStories in, StagedFile out."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def setup(self) -> None:
        """Load lexicons and model, once a process."""
        self._extractor = loaded_extractor()

    def process(self, element: DayOfStories) -> Iterator[StagedFile]:
        """Stage the day's new files."""
        yield from remake_day(element, self._folders, self._extractor)


@dataclass(eq=False)
class RemakeDays(beam.PTransform[beam.PCollection[DayOfStories], beam.PCollection[None]]):
    """Makes the records of days anew and lists the files that the commit puts in place."""

    folders: Folders

    def expand(self, days: beam.PCollection[DayOfStories]) -> beam.PCollection[None]:
        """Remake each day."""
        return days | "RemakeDay" >> beam.ParDo(RemakeDay(self.folders)) | CollectStaged(self.folders.staging)
