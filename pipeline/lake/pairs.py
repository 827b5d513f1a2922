"""Pairs of stories that are to be compared, each once as far as memory goes: as numbers, and never more than so many at once.

A band that thousands share, and forty of them, would else give a pair for every two that meet in every one.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.lake.bands import Meeting

MOST_PAIRS = 1_000_000
"""Pairs that are held at once, at 8 bytes each, and some five times as much while they are sorted."""
MOST_STORIES = 100_000
"""Stories that are held at once, at some 150 bytes each."""
PLACE_BITS = 32
"""Bits of a place among them; a pair is two places in one number."""

Portion = tuple[list[bytes], npt.NDArray[np.intp]]
"""Stories' keys, and pairs of their places among these, a row each: each pair once, those of one story one after another."""


def portions(
    meetings: Iterable[Meeting], come: Sequence[bytes] = (), most_pairs: int = MOST_PAIRS, most_stories: int = MOST_STORIES
) -> Iterator[Portion]:
    """The pairs that meet, so many at once. One that comes again after its portion was full is in another one too.

    Args:
        meetings: Who meets whom.
        come: Stories that are at hand; of the others each one's pairs follow one another.
        most_pairs: So many pairs, and those of one meeting, are held at once.
        most_stories: So many stories besides those at hand, and those of one meeting, are held at once.
    """
    places, codes = _numbered(come), array("q")
    for one, others in meetings:
        place = places.setdefault(one, len(places)) << PLACE_BITS
        codes.extend([place | places.setdefault(other, len(places)) for other in others])
        full = len(places) >= most_stories + len(come)
        if len(codes) >= most_pairs:
            codes = array("q", _once(codes).tobytes())
            full = full or len(codes) > most_pairs // 2
        if full and codes:
            yield _portion(places, codes)
            places, codes = _numbered(come), array("q")
    if codes:
        yield _portion(places, codes)


def _numbered(keys: Sequence[bytes]) -> dict[bytes, int]:
    return {key: place for place, key in enumerate(keys)}


def _once(codes: "array[int]") -> npt.NDArray[np.int64]:
    """Each pair once, whichever of its two came first: those of the one with the greater place follow one another."""
    both = np.frombuffer(codes, np.int64)
    ones, others = both >> PLACE_BITS, both & (1 << PLACE_BITS) - 1
    pairs = np.sort(np.maximum(ones, others) << PLACE_BITS | np.minimum(ones, others))
    return pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]  # np.unique hashes these numbers, which takes twenty times as long


def _portion(places: dict[bytes, int], codes: "array[int]") -> Portion:
    pairs = _once(codes)
    return list(places), np.stack((pairs >> PLACE_BITS, pairs & (1 << PLACE_BITS) - 1), axis=1)
