"""Bytes that come in pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.reasons import Reason, Rejected
from transforms.text.containers.streams import Budget, ByteReader


class Pieces:
    """A stream of given pieces; None among them is a break."""

    def __init__(self, pieces: list[bytes | None]) -> None:
        self.pieces = list(pieces)

    def chunk(self) -> bytes:
        """The next piece."""
        if not self.pieces:
            return b""
        piece = self.pieces.pop(0)
        if piece is None:
            raise Rejected(Reason.BAD_ARCHIVE, "break")
        return piece


some_pieces = st.lists(st.binary(min_size=1, max_size=9).map(lambda data: data.replace(b"a", b"\n")), max_size=9)


@given(some_pieces, st.integers(1, 12))
def test_lines_are_those_of_the_whole(pieces: list[bytes], most: int) -> None:
    """Lines come as if the stream were one piece, the long ones in parts."""
    reader = ByteReader(Pieces(list(pieces)))
    lines = list(iter(lambda: reader.line(most), b""))

    assert b"".join(lines) == b"".join(pieces)
    assert all(len(line) <= most and b"\n" not in line[:-1] for line in lines)
    assert all(line.endswith(b"\n") or len(line) == most for line in lines[:-1])


@given(some_pieces, st.lists(st.tuples(st.sampled_from(["read", "peek", "skip", "line"]), st.integers(0, 12)), max_size=12))
def test_counts_are_kept(pieces: list[bytes], steps: list[tuple[str, int]]) -> None:
    """Whatever is read, peeked at and skipped, what follows is what is left."""
    whole = b"".join(pieces)
    reader = ByteReader(Pieces(list(pieces)))
    at = 0
    for step, count in steps:
        if step == "peek":
            assert reader.peek(count) == whole[at : at + count]
        elif step == "skip":
            assert reader.skip(count) == min(count, len(whole) - at)
            at += min(count, len(whole) - at)
        else:
            taken = reader.read(count) if step == "read" else reader.line(count)
            assert whole[at:].startswith(taken)
            assert step == "line" or len(taken) == min(count, len(whole) - at)
            at += len(taken)
    assert b"".join(iter(reader.chunk, b"")) == whole[at:]


@pytest.mark.parametrize("method", ["read", "line"])
def test_what_came_before_a_break_stays(method: str) -> None:
    """A break is raised once; the bytes before it can be had, and reading goes on after it."""
    reader = ByteReader(Pieces([b"ab", b"cd", None, b"ef"]))

    assert reader.peek(9) == b"abcd"
    with pytest.raises(Rejected):
        getattr(reader, method)(9)
    assert reader.rest() == b"abcd"
    assert getattr(reader, method)(9) == b"ef"


def test_budget_is_used_up() -> None:
    """What is over the budget is told."""
    budget = Budget(3)
    budget.spend(3)

    with pytest.raises(Rejected):
        budget.spend(1)
