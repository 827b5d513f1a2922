"""The score of a page, and how sure a difference between two extractors is."""

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3"
_TOKEN = re.compile(f"[{_CJK}]|[^\\W_{_CJK}]+")
SHINGLE = 4
ROUNDS = 5_000


def f1(text: str, gold: str) -> float:
    """F1 over multisets of 4-token shingles; a token is a CJK character or a run of other letters and digits, in NFKC and lower case."""
    ours, theirs = _shingles(text), _shingles(gold)
    hit = sum((ours & theirs).values())
    return 2 * hit / (sum(ours.values()) + sum(theirs.values())) if hit else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text).lower())
    count = max(1, len(tokens) - SHINGLE + 1) if tokens else 0
    return Counter(tuple(tokens[start : start + SHINGLE]) for start in range(count))


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def interval(differences: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """The paired bootstrap interval, 95 %, of the mean of the pages' differences (Efron & Tibshirani 1993, percentile method)."""
    chance = random.Random(seed)  # noqa: S311  resampling, not secrecy
    size = len(differences)
    means = sorted(mean(chance.choices(differences, k=size)) for _ in range(ROUNDS))
    return means[int(0.025 * ROUNDS)], means[int(0.975 * ROUNDS) - 1]
