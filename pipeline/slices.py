"""Cutting a run's sources into slices of bounded bytes, and a slice into manifests."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.spilling import MOST_PAGES, Spool
from pipeline.split import may_be_big, split_source
from pipeline.store.inputs import bring_sources, is_stored, let_go
from schemas.inputs import Manifest, Source

SLICE_BYTES = 256 << 20
"""Input bytes of one pipeline and one commit: what bounds the memory of a run, and the work that a kill can cost."""
SLICE_PAGES = 100_000
"""Pages of a slice, likewise: what is known of a page takes as much memory however short the page is."""
STRETCH_BYTES = 8 << 20
"""From this size on a container is read in stretches of about as much, by all workers."""

MANIFEST_SOURCES = 20
MANIFEST_BYTES = 1 << 20
"""A manifest ends at either: small files make one element, since Beam's overhead is per element; and a run of a few hundred has elements
enough that each worker's part is as much."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The sources of one pipeline and one commit."""

    number: int
    sources: tuple[Source, ...]

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """The elements that the slice's graph starts from."""
        return tuple(Manifest(sources) for sources in _packed(self.sources, MANIFEST_BYTES, MANIFEST_SOURCES, MOST_PAGES))


def cut_slices(
    sources: Iterable[Source], slice_bytes: int = SLICE_BYTES, first: int = 0, *, whole_files: bool = False, spool: Spool | None = None
) -> Iterator[Slice]:
    """The sources in slices of about `slice_bytes`, in order, numbered from `first`; each is cut when it is asked for.

    A file that is larger and can't be split is a slice of its own; where `whole_files` is set, so is every larger one: then no slice
    takes away what a later one brings back. What a slice has in the spool folder is removed when the next one is asked for.
    """
    if whole_files:
        packs: Iterator[tuple[Source, ...]] = (tuple(_stretches(pack, slice_bytes, spool)) for pack in _packed(sources, slice_bytes))
    else:
        packs = _packed(_stretches(sources, slice_bytes, spool), slice_bytes, most_pages=SLICE_PAGES)
    for number, packed in enumerate(packs, first):
        yield Slice(number, packed)
        for source in packed:
            if source.spill is not None:
                with suppress(OSError):  # what stays goes with the folder
                    Path(source.spill).unlink()
            with suppress(OSError):
                let_go(source)


def _stretches(sources: Iterable[Source], slice_bytes: int, spool: Spool | None) -> Iterator[Source]:
    most = min(STRETCH_BYTES, slice_bytes)
    at_hand = bring_sources(sources, spool.folder, lambda source: _is_wanted(source, most, spool)) if spool else sources
    return (stretch for source in at_hand for stretch in split_source(source, most, spool))


def _is_wanted(source: Source, most: int, spool: Spool) -> bool:
    return is_stored(source) and (may_be_big(source, most) or not spool.elsewhere)


def stretch_bytes(source: Source) -> int:
    """How much of a file a source is."""
    return (source.size if source.end is None else source.end) - source.start


def work_bytes(source: Source) -> int:
    """How many bytes a worker has to read of a source."""
    return stretch_bytes(source) if source.weight is None else source.weight


def _packed(
    sources: Iterable[Source], most_bytes: int, most_sources: int | None = None, most_pages: int | None = None
) -> Iterator[tuple[Source, ...]]:
    packed: list[Source] = []
    size = pages = 0
    for source in sources:
        full = size + work_bytes(source) > most_bytes or len(packed) == most_sources
        if packed and (full or (most_pages is not None and pages + source.records > most_pages)):
            yield tuple(packed)
            packed, size, pages = [], 0, 0
        packed.append(source)
        size += work_bytes(source)
        pages += source.records
    if packed:
        yield tuple(packed)
