"""The matrix of faults: how many of each were tried, added up over all tests and told at the end of a run."""

from collections import Counter
from collections.abc import Callable

import pytest

MATRIX = "matrix"
"""The property of a test's report that carries its counts, also from another process."""

Tried = Callable[[str, int], None]
"""Notes a fault, and how often it was tried."""


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Tried:
    """Notes what a test has tried, for the table at the end; called once it went well."""

    def note(fault: str, cases: int) -> None:
        record_property(MATRIX, [fault, cases])

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the matrix of the tests that passed."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == MATRIX and isinstance(value, (list, tuple)):
                counts[str(value[0])] += int(value[1])
    if counts:
        terminalreporter.section("faults tried, all of them survived")
        for fault, cases in sorted(counts.items()):
            terminalreporter.write_line(f"{cases:>9,}  {fault}")
