"""The benchmark's scores and intervals."""

import pytest

from benchmarks.separation.scores import f1, interval


@pytest.mark.parametrize(
    ("text", "gold", "score"),
    [("一二三四五", "一二三四五", 1.0), ("", "一二三四", 0.0), ("甲乙丙丁", "一二三四", 0.0), ("一二三四五", "一二三四", 2 / 3)],
)
def test_f1(text: str, gold: str, score: float) -> None:
    """F1 over shingles of four tokens."""
    assert f1(text, gold) == pytest.approx(score)


def test_width_case_and_signs_do_not_count() -> None:
    """Tokens are compared in NFKC, lower case, without punctuation."""
    assert f1("ＡＢＣ 一，二。三", "abc一二三") == 1.0


def test_an_interval_holds_the_mean() -> None:
    """It lies around the mean, and is the mean where all pages agree."""
    low, high = interval([0.0, 0.1, 0.2, 0.3])

    assert low < 0.15 < high
    assert interval([0.25] * 5) == (0.25, 0.25)
