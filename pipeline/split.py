"""A big file in stretches of whole records, so that a run can stop and go on within it, and all workers have a part of it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipeline.spilling import Spool, spilled
from schemas.inputs import Bookmark, Source
from transforms.text.containers.kinds import COMPRESSED, HEAD, Kind, kind_of

CHUNK = 1 << 20
LINES_BYTES = 2 << 20
"""JSON lines are cut where they lie, which costs next to nothing, so that also a file of a few megabytes keeps all workers busy."""
RATIO = 8
"""So many times its size a compressed file is taken to hold before it is read: what text mostly comes to."""


def split_source(source: Source, most: int, spool: Spool | None = None) -> Iterator[Source]:
    """The stretches of a source, in order and without gaps, each of whole records and about `most` bytes (lines: LINES_BYTES); found while asked for.

    JSON lines that aren't compressed are cut where they lie. Of any other container the pages are read here, forward and once, and laid in
    files of the spool folder; without one it is a single stretch, as is a page, and what can't be read. Records keep the numbers that
    they have in the whole file, so that a page's address doesn't depend on how it was split.
    """
    kind = _kind(source, most)
    if kind is Kind.JSON_LINES:
        yield from _stretches(source, min(most, LINES_BYTES))
    elif kind is Kind.PAGE or spool is None:
        yield source
    else:
        yield from spilled(source, most, spool)


def may_be_big(source: Source, most: int) -> bool:
    """Whether a source has to be looked into before it is known that it is a single stretch; by its size alone."""
    return source.size > most // RATIO or source.offset > 0


def is_big(source: Source, most: int) -> bool:
    """Whether a source holds several pages, and is or may unpack to more than `most` bytes."""
    return _kind(source, most) is not Kind.PAGE


def _kind(source: Source, most: int) -> Kind:
    """What a big file is, or one that is gone on with; anything else counts as a page."""
    if not may_be_big(source, most):
        return Kind.PAGE
    path = Path(source.path)
    try:
        with path.open("rb") as file:
            kind = kind_of(file.read(HEAD), path.name)
    except OSError:  # reading it tells what is wrong
        return Kind.PAGE
    return kind if source.size > most or source.offset or kind in COMPRESSED else Kind.PAGE


def _stretches(source: Source, most: int) -> Iterator[Source]:
    start, line, lines = source.begin.position, source.begin.number, 0
    try:
        with Path(source.path).open("rb") as file:
            file.seek(start)
            for end, next_line in _line_cuts(iter(lambda: file.read(CHUNK), b""), most, Bookmark(start, line)):
                lines = next_line - line
                if end >= source.size:
                    break
                yield replace(source, start=start, end=end, begin=Bookmark(number=line), rest=Bookmark(end, next_line, done=end), records=lines)
                start, line = end, next_line
    except OSError:  # reading it tells what is wrong
        lines = 1
    yield replace(source, start=start, begin=Bookmark(number=line), records=lines)


def _line_cuts(chunks: Iterator[bytes], most: int, begin: Bookmark) -> Iterator[tuple[int, int]]:
    """Where to cut: after which byte, and the number of the line that follows; the file's end is the last cut."""
    start = position = begin.position
    line = begin.number
    for chunk in chunks:
        end = chunk.rfind(b"\n") + 1
        if end and position + end - start >= most:
            start = position + end
            yield start, line + chunk.count(b"\n", 0, end)
        position += len(chunk)
        line += chunk.count(b"\n")
    yield position, line + 1
