"""The part of verification that makes the near-duplicates anew from the articles, in a database of its own, and compares."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import zip_longest
from typing import Any

from pipeline.lake.findings import Findings, Kind
from pipeline.lake.folders import Lake
from pipeline.lake.near_duplicates import TABLE, changed_partitions
from pipeline.lake.similar import SimilarIndex
from pipeline.lake.similar_file import open_similar_for_reading
from pipeline.lake.similar_schema import set_up
from pipeline.lake.story_changes import take_all
from pipeline.lake.verify_rows import PartitionRows
from schemas.records import NearDuplicate


def check_similar(lake: Lake, findings: Findings) -> None:
    """Hold the table and the index of similar stories against the articles; the articles have been found sound."""
    connection = sqlite3.connect("", isolation_level=None)
    set_up(connection)
    with SimilarIndex(connection) as index:
        index.begin("")
        take_all(index, lake)
        _check_index(lake, index, findings)
        rest = set(lake.days(TABLE))
        for day, _, rows in changed_partitions(index, lake.grain):
            rest.discard(day)
            _check_day(lake, day, rows, findings)
        for day in sorted(rest):
            _check_day(lake, day, (), findings)


def _check_day(lake: Lake, day: date, wanted: Iterable[NearDuplicate], findings: Findings) -> None:
    present = PartitionRows(lake, TABLE, day, findings)
    found = list(present)
    if present.stopped:
        return
    for row, right in zip_longest(found, wanted):
        if row != (as_row := right and _as_row(right)):
            findings.add(Kind.SIMILAR, present.name, f"{_told(row)} is there, and {_told(as_row)} follows from the articles")
            return


def _as_row(row: NearDuplicate) -> dict[str, Any]:
    return {name: getattr(row, name) for name in NearDuplicate.__slots__}


def _told(row: Any) -> str:
    return f"{row['article_id']} with {row['nearest_id']}, {row['similarity']:.3f}" if row else "no other row"


def _check_index(lake: Lake, right: SimilarIndex, findings: Findings) -> None:
    """What the index holds; that it is missing is no fault in a lake without stories."""
    name = lake.similar_file.relative_to(lake.root).as_posix()
    try:
        index = open_similar_for_reading(lake)
        if index is None:
            if next(right.stories(), None):
                findings.add(Kind.SIMILAR, name, "is missing, or of another version")
            return
        with index:
            for kind, of in (("story", SimilarIndex.stories), ("link", SimilarIndex.links), ("group", SimilarIndex.groups)):
                if told := _difference(of(index), of(right)):
                    findings.add(Kind.SIMILAR, name, f"another {kind} than follows from the articles: {told}")
    except sqlite3.DatabaseError as error:
        findings.add(Kind.SIMILAR, name, str(error))


def _difference(mine: Iterator[Any], theirs: Iterator[Any]) -> str:
    """The first item in which two iterators differ; nothing where they don't."""
    return next((str((one or other)[0]) for one, other in zip_longest(mine, theirs) if one != other), "")
