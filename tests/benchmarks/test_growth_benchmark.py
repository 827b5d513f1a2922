"""The tables of growth, from what was recorded."""

from benchmarks.growth.report import EMPTY, NAME, ONTO, REWRITE, SIZE, START, document
from benchmarks.measure import Run
from benchmarks.recorded import Corpus, Recorded


def taken(tool: str, pages: int, cpu: float, number: int = 0, count: int | None = None) -> Recorded:
    """A run on a corpus of so many pages over 60 days."""
    corpus = Corpus("both", pages, 60, short=False)
    return Recorded(NAME, tool, corpus, number, 2, Run(cpu / 2, cpu, 400, 300, 900), pages if count is None else count, machine="a machine")


def test_growth_is_told_by_size_and_as_a_power() -> None:
    """A line a size in order; CPU seconds that grow as the pages do, and as the square without a start-up of 5, are told so."""
    told = document([taken(SIZE, 400, 165), taken(SIZE, 100, 15), taken(SIZE, 200, 45), taken(START, 1, 5)])
    assert told.index("| 100 | 7.5 | 15.0 | 150.0 | 400 | 300 | 900 |") < told.index("| 400 | 82.5 | 165.0 | 412.5 | 400 | 300 | 900 |")
    assert "2.00 without the 5.0 of a single page" in told.replace("the power 1.73 of the pages, ", "")
    assert "Measured on: a machine." in told


def test_new_stories_are_compared_round_by_round() -> None:
    """What the lake adds is told as a ratio, as it is and without writing the touched files; a round that isn't whole doesn't count."""
    runs = [taken(SIZE, 100, 50), taken(START, 1, 5)]
    for number, onto in enumerate((30.0, 40.0)):
        runs += [taken(EMPTY, 100, 20, number, 10), taken(ONTO, 100, onto, number, 10), taken(REWRITE, 100, 4, number, 70)]
    runs.append(taken(ONTO, 100, 99, 2, 10))
    assert "| 100 | 10 | 20.0 (20.0-20.0) | 35.0 (30.0-40.0) | 70 (70-70) | 4.0 (4.0-4.0) | 1.75 (1.50-2.00) | 1.55 (1.30-1.80) |" in document(runs)
