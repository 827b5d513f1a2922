"""Twice the length takes about twice the work, on the inputs that make patterns and buffers take more."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from schemas.inputs import ReadRules
from schemas.reasons import Rejected
from schemas.stages import Page
from tests.transforms.text.containers.packing import items_of
from transforms.text.charset import decode_page
from transforms.text.normal import normal_text

RUNS = 3
MOST = 3.4
"""Four is what quadratic work takes; the rest is room for a machine that others use."""

TEXTS: dict[str, tuple[bytes, int]] = {
    "spaces": (b" ", 1_000_000),
    "tags that stay open": (b"<a ", 400_000),
    "comments that stay open": (b"<!-- ", 400_000),
    "comments": (b"<!---->", 200_000),
    "labels": (b"charset=", 200_000),
    "bytes beyond ASCII": (b"\xb5\xc4", 400_000),
    "beyond ASCII by turns": (b"\xb5\xc4<", 300_000),
    "carriage returns": (b"\r", 1_000_000),
    "invisible": ("\u202ea".encode(), 300_000),
}
LINES: dict[str, tuple[bytes, int]] = {
    "brackets": (b"[", 1_000_000),
    "quotes that stay open": (b'"\\"[', 400_000),
    "escapes": (b'\\"[', 400_000),
    "short lines": (b"{\n", 4_000),
    "commas": (b"[,", 500_000),
}


def ratio(work: Callable[[int], object], size: int) -> float:
    """How much longer twice the size takes, the best of some runs of each."""

    def best(count: int) -> float:
        def once() -> float:
            start = time.process_time()
            work(count)
            return time.process_time() - start

        return min(once() for _ in range(RUNS))

    return best(2 * size) / max(best(size), 1e-3)


@pytest.mark.parametrize("name", TEXTS)
def test_decoding_is_linear(name: str) -> None:
    """A page's bytes are gone through a fixed number of times."""
    piece, size = TEXTS[name]

    def work(count: int) -> None:
        with suppress(Rejected):
            normal_text(decode_page(Page("a", piece * count + b"x")).text)

    assert ratio(work, size) < MOST


@pytest.mark.parametrize("name", LINES)
def test_json_lines_are_linear(name: str) -> None:
    """A line is looked through before it is parsed, without going back."""
    piece, size = LINES[name]

    assert ratio(lambda count: items_of(b'{"text": ' + piece * count, "f.jsonl", ReadRules()), size) < MOST
