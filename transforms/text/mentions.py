"""Mentions of names in a text, and how those that overlap are settled."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A name at its place in a text."""

    start: int
    end: int
    kind: str
    """person, organization or place."""


def without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions in their order; of those that overlap, the one given first stays."""
    taken: set[int] = set()
    kept: list[Mention] = []
    for mention in mentions:
        reach = range(mention.start, mention.end)
        if mention.start < mention.end and taken.isdisjoint(reach):
            taken.update(reach)
            kept.append(mention)
    return sorted(kept)
