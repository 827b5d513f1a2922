"""The model's decoder, against the plain definition of the best path."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.text.best_path import ORDER, OUTSIDE, Decoder
from transforms.text.lexicon import Lexicons
from transforms.text.segment import load_segmenter
from transforms.text.signals import Watcher
from transforms.text.tagger import Tagger
from transforms.text.templates import KINDS, LABELS

FORBIDDEN = -40_000


def may_follow(one: str, other: str) -> bool:
    """Whether a label may stand behind another."""
    opened = one[0] in "BI"
    return opened == (other[0] in "IE") and (not opened or one[2:] == other[2:])


def plain_viterbi(scores: np.ndarray, transitions: np.ndarray) -> list[int]:
    """The best path by the textbook, over one clause, with the outside before and behind it."""
    best = scores[0] + transitions[0]
    back = []
    for row in scores[1:]:
        paths = best[:, None] + transitions
        back.append(paths.argmax(0))
        best = paths.max(0) + row
    at = int((best + transitions[:, 0]).argmax())
    path = [at]
    for choice in reversed(back):
        at = int(choice[at])
        path.append(at)
    return path[::-1]


NEVER_DEEP = -1_000_000


def best_path(scores: np.ndarray, transitions: np.ndarray, barred: np.ndarray) -> list[int]:
    """The labels of the decoder's names."""
    ordered = scores[:, ORDER]
    labels = [0] * len(scores)
    for start, end, kind in Decoder.of(transitions).names(ordered[:, :OUTSIDE] - ordered[:, OUTSIDE:], barred, NEVER_DEEP):
        parts = "S" if end - start == 1 else "B" + "I" * (end - start - 2) + "E"
        labels[start:end] = [LABELS.index(f"{part}-{KINDS[kind]}") for part in parts]
    return labels


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(0, 4))
def test_best_path_is_the_textbook_s(seed: int, size: int, outside: int) -> None:
    """On random scores both decoders give the same path, though one leaves out what can't be in a name."""
    random = np.random.default_rng(seed)
    scores = random.integers(-6000, 6000, (size, len(LABELS)))
    scores[:, 0] += outside * 1500
    allowed = np.array([[may_follow(one, other) for other in LABELS] for one in LABELS])
    transitions = np.where(allowed, random.integers(-3000, 3000, allowed.shape), FORBIDDEN)

    assert plain_viterbi(scores, transitions) == best_path(scores, transitions, np.zeros(size, np.bool_))


def test_clauses_are_decoded_apart() -> None:
    """A barred character is outside all names, whatever its scores say."""
    scores = np.zeros((3, len(LABELS)), np.int64)
    scores[:, LABELS.index("I-person")] = 9
    labels = best_path(scores, np.zeros((len(LABELS), len(LABELS)), np.int64), np.array([False, True, False]))

    assert labels[1] == LABELS.index("O")


def test_the_packaged_model_finds_names() -> None:
    """The model that ships finds a person, an organisation and a place."""
    watcher = Watcher(load_segmenter(), Lexicons.load())
    text = "秘鲁总统加西亚在利马会见了中国外交部发言人。"
    found = {(text[m.start : m.end], m.kind) for m in Tagger.load().mentions(watcher.signals(text))}

    assert {("秘鲁", "place"), ("加西亚", "person"), ("利马", "place")} <= found
