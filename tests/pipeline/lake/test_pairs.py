"""Pairs to be compared come in portions of bounded size, whatever meets."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lake.bands import Meeting
from pipeline.lake.pairs import portions

KEYS = [bytes([number // 256, number % 256]) * 8 for number in range(600)]
MEETINGS = st.lists(st.tuples(st.integers(0, 19), st.lists(st.integers(0, 19), max_size=12)), max_size=30)


@settings(max_examples=100, deadline=None)
@given(MEETINGS, st.integers(0, 6), st.integers(1, 9), st.integers(1, 9))
def test_all_pairs_that_meet_come(met: list[tuple[int, list[int]]], come: int, most_pairs: int, most_stories: int) -> None:
    """Every pair that meets is in a portion, and no other; within one each comes once, and those of a story follow one another."""
    meetings = [(KEYS[one], [KEYS[other] for other in others if other != one]) for one, others in met]
    seen = set()
    for keys, pairs in portions(meetings, KEYS[:come], most_pairs, most_stories):
        named = [frozenset((keys[one], keys[other])) for one, other in pairs.tolist()]
        assert len(set(named)) == len(named)
        assert pairs[:, 0].tolist() == sorted(pairs[:, 0].tolist())
        seen.update(named)

    assert seen == {frozenset((one, other)) for one, others in meetings for other in others}


def test_bands_that_hundreds_share_fill_no_memory() -> None:
    """However many stories meet in however many bands, no more pairs and stories than are allowed are held at once."""
    asked = 0

    def meetings() -> Iterator[Meeting]:
        nonlocal asked
        for _ in range(40):
            for leader in range(8):
                asked += 1
                yield KEYS[leader], KEYS[leader + 1 :]

    found = [len(pairs) for _, pairs in portions(meetings(), most_pairs=20_000)]
    assert sum(found) == sum(len(KEYS) - 1 - leader for leader in range(8))
    assert asked == 40 * 8

    cut = [(len(keys), len(pairs)) for keys, pairs in portions(meetings(), most_pairs=1_000, most_stories=700)]
    assert len(cut) > 1
    assert max(pairs for _, pairs in cut) < 1_000 + len(KEYS)
