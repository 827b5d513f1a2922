"""The commonest of many values, counted in bounded memory."""

from collections import Counter
from collections.abc import Hashable, Iterable
from heapq import nsmallest
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

KEPT = 300_000
"""Different values that are held at once: some 50 MB."""


class Commonest(Generic[K]):
    """Counts values; past `kept` different ones the rarer half is dropped, so that memory stays bounded.

    Until then counts are exact. After it they are lower bounds, and `rounded` is true.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._counts: Counter[K] = Counter()
        self.rounded = False

    def add(self, counts: Iterable[tuple[K, int]]) -> None:
        """Count some values."""
        for value, count in counts:
            self._counts[value] += count
        if len(self._counts) > self._kept:
            self.rounded = True
            self._counts = Counter(dict(self.top(self._kept // 2)))

    def top(self, number: int) -> tuple[tuple[K, int], ...]:
        """The commonest with their counts; of equal counts the one that sorts first."""
        return tuple(nsmallest(number, self._counts.items(), key=lambda item: (-item[1], str(item[0]))))

    def items(self) -> tuple[tuple[K, int], ...]:
        """All that are held, the commonest first."""
        return self.top(len(self._counts))
