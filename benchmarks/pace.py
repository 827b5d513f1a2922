"""How fast the machine is while something is measured: a small piece of work, the same each time, done again and again beside it.

Where a machine is shared, a processor second is not always the same: on the one at hand the same work took 55 to 115 milliseconds from one minute
to the next. What a run took, times how fast the machine was meanwhile, is what two runs can be compared by: of two runs over 100,000 pages, of 616
and 785 processor seconds, it made 539 and 539.
"""

import re
import time
from statistics import fmean

SECONDS = 10.0
"""Before each piece: all together take a hundredth of a core, and what is measured in less time is left alone."""
PIECES = 780
TEXT = "中国新闻网2025年5月13日电记者王小明报道，" * 40
PATTERN = re.compile(r"\d{4}年\d+月\d+日|记者.{2,3}报道")


def piece_of_work() -> int:
    """Searching, cutting and counting text, as the pipeline does."""
    counts: dict[str, int] = {}
    for at in range(PIECES):
        for found in PATTERN.finditer(TEXT):
            counts[found.group()] = counts.get(found.group(), 0) + 1
        turned = TEXT[at:] + TEXT[:at]
        counts[turned[:20]] = len(turned.split("，"))
    return len(counts)


class Pace:
    """How much a processor second was good for, each time that it was tried."""

    def __init__(self) -> None:
        """Begin without a piece."""
        self._done: list[float] = []

    def work(self) -> None:
        """Do a piece."""
        start = time.thread_time()
        piece_of_work()
        self._done.append(1 / (time.thread_time() - start))

    @property
    def pieces_a_second(self) -> float:
        """How many pieces a processor second was good for, in the mean; 0 where none was done."""
        return fmean(self._done) if self._done else 0.0
