"""Cutting a run's sources into slices of bounded bytes, and a slice into manifests."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.split import split_source
from schemas.stages import Manifest, Source

SLICE_BYTES = 256 << 20
"""Input bytes of one pipeline and one commit: what bounds the memory of a run, and the work that a kill can cost."""

MANIFEST_SOURCES = 200
MANIFEST_BYTES = 8 << 20
"""A manifest ends at either: many small files make one element, since Beam's overhead is per element."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The sources of one pipeline and one commit."""

    number: int
    sources: tuple[Source, ...]

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """The elements that the slice's graph starts from."""
        return tuple(Manifest(sources) for sources in _packed(self.sources, MANIFEST_BYTES, MANIFEST_SOURCES))


def cut_slices(sources: Iterable[Source], slice_bytes: int = SLICE_BYTES, first: int = 0, *, whole_files: bool = False) -> Iterator[Slice]:
    """The sources in slices of about `slice_bytes`, in order, numbered from `first`.

    A file that is larger and can't be split is a slice of its own; where `whole_files` is set, so is every larger one: then no slice
    takes away what a later one brings back.
    """
    if whole_files:
        packs: Iterator[tuple[Source, ...]] = (tuple(_stretches(pack, slice_bytes)) for pack in _packed(sources, slice_bytes, None))
    else:
        packs = _packed(_stretches(sources, slice_bytes), slice_bytes, None)
    for number, packed in enumerate(packs, first):
        yield Slice(number, packed)


def _stretches(sources: Iterable[Source], slice_bytes: int) -> Iterator[Source]:
    return (stretch for source in sources for stretch in split_source(source, min(MANIFEST_BYTES, slice_bytes)))


def stretch_bytes(source: Source) -> int:
    """How much of a file a source is."""
    return (source.size if source.end is None else source.end) - source.start


def _packed(sources: Iterable[Source], most_bytes: int, most_sources: int | None) -> Iterator[tuple[Source, ...]]:
    packed: list[Source] = []
    size = 0
    for source in sources:
        if packed and (size + stretch_bytes(source) > most_bytes or len(packed) == most_sources):
            yield tuple(packed)
            packed, size = [], 0
        packed.append(source)
        size += stretch_bytes(source)
    if packed:
        yield tuple(packed)
