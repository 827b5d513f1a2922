"""Mentions of names in a text, and how those that overlap are settled."""

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

PLACE_IN_TEXT = attrgetter("start", "end")
"""What mentions are sorted by."""


class Mention(NamedTuple):
    """A name at its place in a text."""

    start: int
    end: int
    kind: str
    """person, organization or place."""


def without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions in their order; of those that overlap, the one given first stays."""
    mentions = [mention for mention in mentions if mention.start < mention.end]
    taken = bytearray(max((mention.end for mention in mentions), default=0))
    kept: list[Mention] = []
    for mention in mentions:
        if taken.find(1, mention.start, mention.end) < 0:
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            kept.append(mention)
    return sorted(kept, key=PLACE_IN_TEXT)
