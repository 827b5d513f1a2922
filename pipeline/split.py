"""A big file of lines in stretches, so that a run can stop and go on within it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from schemas.stages import Source
from transforms.text.containers.kinds import HEAD, Kind, kind_of

CHUNK = 1 << 20


def split_source(source: Source, most: int) -> Iterator[Source]:
    """The stretches of a source, in order and without gaps, each of whole lines and about `most` bytes.

    Only JSON lines that aren't compressed are split; anything else, and what can't be read, is one stretch. Line numbers are those of the
    whole file, so that a page's address doesn't depend on how the file was split.
    """
    cuts = _cuts(Path(source.path), most) if source.size > most else []
    start, line = source.start, source.first_line
    for end, next_line in cuts:
        yield replace(source, start=start, end=end, first_line=line)
        start, line = end, next_line
    if start < source.size or not cuts:
        yield replace(source, start=start, first_line=line)


def _cuts(path: Path, most: int) -> list[tuple[int, int]]:
    """Where to cut a file: after which byte, and the number of the line that follows."""
    try:
        with path.open("rb") as file:
            if kind_of(file.read(HEAD), path.name) is not Kind.JSON_LINES:
                return []
            file.seek(0)
            return list(_line_cuts(iter(lambda: file.read(CHUNK), b""), most))
    except OSError:
        return []


def _line_cuts(chunks: Iterator[bytes], most: int) -> Iterator[tuple[int, int]]:
    start = position = 0
    line = 1
    for chunk in chunks:
        end = chunk.rfind(b"\n") + 1
        if end and position + end - start >= most:
            start = position + end
            yield start, line + chunk.count(b"\n", 0, end)
        position += len(chunk)
        line += chunk.count(b"\n")
