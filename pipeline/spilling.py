"""The pages of one big container, read forward once and laid in files of bounded size for the workers."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from pipeline.errors import told_as_lake_error
from schemas.inputs import ReadRules, Source
from transforms.read import Step, read_steps
from transforms.spill import spill_item

MOST_PAGES = 5_000
"""Pages of a stretch, however short they are."""


@dataclass(frozen=True, slots=True)
class Spool:
    """Where pages are laid, and how the input is read."""

    folder: Path
    """In the lake's staging folder, which all workers see; made where it is missing."""
    rules: ReadRules
    elsewhere: bool = False
    """Whether workers fetch from a store what lies in one: then only what may have to be cut is brought here."""
    numbers: Iterator[int] = field(default_factory=count)
    """Of the files, each given once."""

    def next_file(self) -> Path:
        """The path of a file that isn't there yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder.absolute() / f"{next(self.numbers):06d}.pages"


def spilled(source: Source, most: int, spool: Spool) -> Iterator[Source]:
    """A container's stretches: each a file of its pages and dead letters, of about `most` bytes, which whoever has read it removes.

    A stretch ends only where reading can go on. Raises LakeError where the disk refuses.
    """
    steps = read_steps(source, spool.rules)
    step = next(steps, None)
    begin, done = source.begin, source.begin.done
    while True:
        path = spool.next_file()
        last, weight, pages, step = _fill(path, step, steps, most)
        piece = replace(source, start=done, begin=begin, spill=str(path), weight=weight, records=pages)
        if not (last and last.place and step):
            yield replace(piece, end=source.size)
            return
        done = max(last.done, done)
        begin = replace(last.place, done=done)
        yield replace(piece, end=done, rest=begin)


def _fill(path: Path, step: Step | None, steps: Iterator[Step], most: int) -> tuple[Step | None, int, int, Step | None]:
    """Write a stretch from this step on: its last step, its bytes and pages, and the step that follows it."""
    last, weight, pages = None, 0, 0
    with told_as_lake_error(f"cannot write {path}"), path.open("wb") as file:
        while step and not (last and last.place and (weight >= most or pages >= MOST_PAGES)):
            weight += spill_item(file, step.item)
            pages += 1
            last, step = step, next(steps, None)
    return last, weight, pages, step
