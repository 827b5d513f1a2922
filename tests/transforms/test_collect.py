"""What workers tell of comes to the run as it was, in portions, whoever tells it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import apache_beam as beam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.slices import SourceRead, StagedFile
from transforms.beam.collect import PORTION, CollectStaged, GatherBundle, TellStaged
from transforms.beam.packed import unpack
from transforms.collect import collected_from_lines, lines_of_collected, read_collected, read_staged

TEXTS = st.text(st.characters(exclude_categories=()), max_size=9)
"""Lone surrogates and line ends too."""


@given(st.lists(TEXTS | st.builds(SourceRead, TEXTS, st.integers(0), st.integers(0), st.integers(0)), max_size=9))
def test_lines_give_back_what_was_told(collected: list[str | SourceRead]) -> None:
    """Names and reads come back in their order, a line each, whatever characters a file's name has."""
    lines = list(lines_of_collected(collected))
    assert [line.count(b"\n") for line in lines] == [1] * len(collected)
    assert all(json.loads(line) is not None for line in lines)
    assert collected_from_lines(lines) == collected


@pytest.mark.parametrize("count", [0, 1, PORTION, 2 * PORTION + 1])
def test_a_bundle_is_given_in_portions(count: int) -> None:
    """All items come out, in their order, and no element holds more than a portion."""
    gather: GatherBundle[int] = GatherBundle()
    gather.start_bundle()

    def elements() -> Iterator[tuple[None, bytes]]:
        for item in range(count):
            yield from gather.process(item)
        yield from (value.value for value in gather.finish_bundle())

    portions = [unpack(block) for _, block in elements()]
    assert [item for portion in portions for item in portion] == list(range(count))
    assert all(0 < len(portion) <= PORTION for portion in portions)


def test_names_and_reads_of_all_outputs_are_told(tmp_path: Path) -> None:
    """What several collections hold is in one list, also where a bundle has more than a portion."""
    names, reads = [f"{number:032x}-500" for number in range(3)], [SourceRead(f"{number}.txt", 0, 1) for number in range(PORTION + 1)]
    with beam.Pipeline("DirectRunner") as pipeline:
        (pipeline | "Names" >> beam.Create(names), pipeline | "Reads" >> beam.Create(reads)) | TellStaged(str(tmp_path))
    told = read_collected(tmp_path)
    assert sorted(one for one in told if isinstance(one, str)) == names
    assert {one for one in told if isinstance(one, SourceRead)} == set(reads)
    assert len(told) == len(names) + len(reads)


def test_staged_files_are_listed_in_order(tmp_path: Path) -> None:
    """By table and day, with the names of a folder's files as they were."""
    files = [StagedFile(table, date(2031, 5, day), f"merged/{table}/{day}", 1, 0, ("part-0.parquet",)) for table in "ba" for day in (9, 2)]
    with beam.Pipeline("DirectRunner") as pipeline:
        pipeline | beam.Create(files) | CollectStaged(str(tmp_path))
    assert read_staged(tmp_path) == sorted(files, key=lambda file: (file.table, file.day))
