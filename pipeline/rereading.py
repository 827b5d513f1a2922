"""Files that a slice has to read again besides its own, since a page of theirs is to speak for an article whose speaker is gone.

A small file is read again wholly. Of a big container only the pages that are asked for are: reading up to them is cheap, and taking all its
pages through the slice would take time and memory by the container's size.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from pipeline.discover import source_at
from pipeline.errors import told_as_lake_error
from pipeline.slices import STRETCH_BYTES
from pipeline.spilling import Spool
from pipeline.split import is_big
from pipeline.store.inputs import bring_source, is_stored
from schemas.inputs import Bookmark, Source
from schemas.slices import MergePlan
from transforms.read import read_steps
from transforms.spill import spill_item

WHOLE_BYTES = STRETCH_BYTES
"""Up to this size a file is read again wholly."""

WITHIN = Bookmark(items=1)
"""Somewhere behind a file's beginning: what the lake holds of its other pages stays."""


@dataclass(frozen=True, slots=True)
class Again:
    """What is to be read again."""

    sources: tuple[Source, ...]
    unreadable: frozenset[str]
    """URIs of files that are gone, or no longer hold the pages."""


def read_again(plan: MergePlan, spool: Spool) -> Again:
    """The sources that a plan asks for. Raises LakeError where the disk refuses to take a container's pages."""
    sources, unreadable = [], set()
    for uri in plan.reread:
        source = source_at(uri)
        if source is not None and is_stored(source):
            source = bring_source(source, spool.folder)
        if source is not None and is_big(source, WHOLE_BYTES):
            source = _picked(source, {heir for heir in plan.heirs if heir.partition("#")[0] == uri}, spool)
        if source is None:
            unreadable.add(uri)
        else:
            sources.append(source)
    return Again(tuple(sources), frozenset(unreadable))


def _picked(source: Source, wanted: Collection[str], spool: Spool) -> Source | None:
    """Some pages of a container; None where it no longer holds them all."""
    path = spool.next_file()
    left, weight = set(wanted), 0
    with told_as_lake_error(f"cannot write {path}"), path.open("wb") as file:
        for step in read_steps(source, spool.rules):
            if step.item.source_uri in left:
                weight += spill_item(file, step.item)
                left.discard(step.item.source_uri)
            if not left:
                return replace(source, end=0, begin=WITHIN, spill=str(path), weight=weight, records=len(wanted))
    return None
