"""The model's decoder, against the plain definition of the best path."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.text.lexicon import Lexicons
from transforms.text.segment import load_segmenter
from transforms.text.signals import Watcher
from transforms.text.tagger import Tagger, best_path
from transforms.text.templates import LABELS

FORBIDDEN = -40.0


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


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 30))
def test_best_path_is_the_textbook_s(seed: int, size: int) -> None:
    """On random scores both decoders give the same path, though one leaves out what can't be in a name."""
    random = np.random.default_rng(seed)
    scores = random.uniform(-6, 6, (size, len(LABELS))).astype(np.float32)
    allowed = np.array([[may_follow(one, other) for other in LABELS] for one in LABELS])
    scores[:, 0] += random.uniform(0, 4)
    transitions = np.where(allowed, random.uniform(-3, 3, allowed.shape), FORBIDDEN).astype(np.float32)

    assert plain_viterbi(scores, transitions) == best_path(scores, transitions, np.full(size, ord("汉"))).tolist()


def test_clauses_are_decoded_apart() -> None:
    """A comma is outside all names, whatever its scores say."""
    scores = np.zeros((3, len(LABELS)), np.float32)
    scores[:, LABELS.index("I-person")] = 9
    labels = best_path(scores, np.zeros((len(LABELS), len(LABELS)), np.float32), np.array([ord("王"), ord(","), ord("王")]))

    assert labels[1] == LABELS.index("O")


def test_the_packaged_model_finds_names() -> None:
    """The model that ships finds a person, an organisation and a place."""
    watcher = Watcher(load_segmenter(), Lexicons.load())
    text = "秘鲁总统加西亚在利马会见了中国外交部发言人。"
    found = {(text[m.start : m.end], m.kind) for m in Tagger.load().mentions(watcher.signals(text))}

    assert {("秘鲁", "place"), ("加西亚", "person"), ("利马", "place")} <= found
