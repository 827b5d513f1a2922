"""The names model: a linear-chain model whose weights were trained by CRFsuite, decoded here for a whole text at once.

python-crfsuite's own tagger spends most of its time on turning features into strings. Here each template is a table of
weights, each signal an array of rows, and a text's scores are sums of rows; the best path (Viterbi) is found for all
clauses of the text side by side.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.text import templates
from transforms.text.mentions import Mention
from transforms.text.signals import Ids, Signals
from transforms.text.templates import BOUNDARY, CHAR_SHIFTS, KINDS, LABELS, PAIR_SHIFTS, WORD_SHIFTS, shifted

Weights = NDArray[np.float32]

MODEL = Path(__file__).parent / "models" / "names.npz"
SCALE = 1 / 512
"""Weights are stored as whole numbers of this size."""
ENDS_CLAUSE = np.isin(np.arange(0x10000), [ord(character) for character in "\n。,;!?:…"])
"""Characters (folded) that no name runs over: the clauses between them are decoded side by side."""
PAIR_BASE = 1 << 21
LONGEST_NAME = 60
"""Characters that a name may have; what is longer is no name, and would make work that grows faster than the text."""
DEEP = -4.5
"""A margin that a name of several characters hardly ever makes good; the decoder takes it for an end."""
BARRIER = -1e6
"""A loss that no name makes good."""
ORDER = np.array([LABELS.index(label) for label in (*(f"E-{kind}" for kind in KINDS), "O", *(f"{part}-{kind}" for part in "SBI" for kind in KINDS))])
"""The labels in the order that decoding keeps them in, so that each group of them is a slice."""
CLOSED, FREE = slice(0, 7), slice(3, 10)
"""Ends, outside and singles leave no name open; outside, singles and beginnings may follow them."""
ENDS, BEGINNINGS, INSIDES = slice(0, 3), slice(7, 10), slice(10, 13)
"""Beginnings and insides leave a name open; only the inside or the end of the same kind may follow them."""
OUTSIDE = 3


@dataclass(frozen=True)
class Tagger:
    """The model's tables. Row 0 of each vocabulary is for what training did not see."""

    chars: Ids
    """Row of each code point below 0x10000."""
    pairs: Ids
    words: dict[str, int]
    tables: dict[str, Weights]
    transitions: Weights

    @classmethod
    def load(cls, path: Path = MODEL) -> "Tagger":
        """Read the packaged model."""
        with np.load(path, allow_pickle=False) as data:
            chars = np.zeros(0x10000, np.int64)
            chars[data["chars"]] = np.arange(1, len(data["chars"]) + 1)
            words = bytes(data["words"]).decode("utf-8").split("\n")
            tables = {name: _table(data, name) for name in bytes(data["templates"]).decode().split("\n")}
            transitions = data["transitions"].astype(np.float32) * np.float32(SCALE)
            return cls(chars, data["pairs"].astype(np.int64), {word: row for row, word in enumerate(words, 1)}, tables, transitions)

    def mentions(self, signals: Signals) -> list[Mention]:
        """The names of the text, in their order."""
        if not signals.text:
            return []
        return _names(self.decode(signals))

    def decode(self, signals: Signals) -> Ids:
        """The best label of each character."""
        return best_path(self.scores(signals), self.transitions, shifted(signals.chars, 0))

    def scores(self, signals: Signals) -> Weights:
        """Each character's score for each label, before its neighbours' labels are looked at."""
        codes = signals.chars
        rows = self.chars[np.minimum(codes, 0xFFFF)]
        scores = np.zeros((len(signals.text), len(LABELS)), np.float32)
        for by in CHAR_SHIFTS:
            scores += self.tables[f"char{by}"].take(shifted(rows, by), 0, mode="clip")
        pairs = self._pair_rows(codes)
        for by in PAIR_SHIFTS:
            scores += self.tables[f"pair{by}"].take(shifted(pairs, by), 0, mode="clip")
        words = np.array([0, *map(self.words.get, signals.words, [0] * len(signals.words)), 0, 0], np.int64)
        place = shifted(signals.place_in_word, 0)
        word = shifted(signals.word, 0)
        for by in WORD_SHIFTS:
            scores += self.tables[f"word{by}"].take(words[word + 1 + by] * BOUNDARY + place, 0, mode="clip")
        for name, ids, _ in templates.small(signals):
            scores += self.tables[name].take(ids, 0, mode="clip")
        return scores

    def _pair_rows(self, codes: Ids) -> Ids:
        keys = codes * PAIR_BASE
        keys[:-1] += codes[1:]
        rows = np.searchsorted(self.pairs, keys)
        rows[rows == len(self.pairs)] = 0
        return np.where(self.pairs[rows] == keys, rows + 1, 0)


def _table(data: Any, name: str) -> Weights:
    """A template's table from its stored sparse form."""
    size, flat, values = (data[f"{name}.{part}"] for part in ("size", "flat", "values"))
    table = np.zeros(int(size) * len(LABELS), np.float32)
    table[np.cumsum(flat.astype(np.int64))] = values.astype(np.float32) * np.float32(SCALE)
    return table.reshape(int(size), len(LABELS))


def best_path(scores: Weights, transitions: Weights, codes: Ids) -> Ids:
    """The label of each character on the best path of its clause (Viterbi); characters that end clauses are outside all names."""
    labels = np.zeros(len(scores), np.int64)
    starts, lengths = _stretches(scores, transitions, codes)
    if not len(starts):
        return labels
    alive = (len(lengths) - np.searchsorted(lengths[::-1], np.arange(1, lengths[0] + 1))).tolist()
    costs = transitions[np.ix_(ORDER, ORDER)]
    ordered = scores[:, ORDER]
    best = ordered[starts] + costs[OUTSIDE]
    steps = _Steps(costs)
    back = [steps.move(best[:count], ordered[starts[:count] + step]) for step, count in enumerate(alive[1:], 1)]
    # Follow the choices back from each stretch's end.
    last = (best + costs[:, OUTSIDE]).argmax(1)
    for step in range(len(alive) - 1, -1, -1):
        count = alive[step]
        labels[starts[:count] + step] = ORDER[last[:count]]
        if step:
            last[:count] = back[step - 1][np.arange(count), last[:count]]
    return labels


class _Steps:
    """Moves the best paths one character on, for all stretches at once."""

    def __init__(self, costs: Weights) -> None:
        self._free = np.ascontiguousarray(costs[CLOSED, FREE].T)
        self._begun = np.stack([costs[BEGINNINGS, goal].diagonal() for goal in (INSIDES, ENDS)])
        self._inner = np.stack([costs[INSIDES, goal].diagonal() for goal in (INSIDES, ENDS)])
        self._beginnings = np.arange(BEGINNINGS.start, BEGINNINGS.stop)

    def move(self, best: Weights, scores: Weights) -> Ids:
        """Change the best paths' scores in place; for each stretch and label, give the label that its best path came from."""
        choice = np.empty(best.shape, np.int64)
        paths = best[:, None, CLOSED] + self._free
        short = best[:, None, BEGINNINGS] + self._begun
        long = best[:, None, INSIDES] + self._inner
        choice[:, FREE] = paths.argmax(2)
        best[:, FREE] = paths.max(2)
        came = self._beginnings + 3 * (long > short)
        bound = np.maximum(short, long)
        for at, goal in enumerate((INSIDES, ENDS)):
            choice[:, goal] = came[:, at]
            best[:, goal] = bound[:, at]
        best += scores
        return choice


def _stretches(scores: Weights, transitions: Weights, codes: Ids) -> tuple[Ids, Ids]:
    """Starts and lengths of the stretches in which each character may belong to a name on the best path, the longest first.

    A run of names gains at most the sum of its characters' margins (best name label over outside), with `inner` for each, and
    loses at least `entry` by its first and last transitions. A character in no window whose sum reaches that is outside for
    certain, and needn't be decoded.
    """
    gain = transitions[np.ix_(ORDER, ORDER)] - transitions[0, 0]
    edge = max(0.0, *(float(gain[one, other].max()) for one, other in ((BEGINNINGS, INSIDES), (BEGINNINGS, ENDS)))) + max(
        0.0, float(gain[INSIDES, ENDS].max())
    )
    closed = [at for at in range(CLOSED.stop) if at != OUTSIDE]
    opening = [at for at in range(FREE.start, FREE.stop) if at != OUTSIDE]
    inner = max(0.0, float(gain[INSIDES, INSIDES].max()), float(gain[np.ix_(closed, opening)].max()) + edge)
    entry = -float(gain[OUTSIDE, opening].max() + gain[closed, OUTSIDE].max()) - edge
    margins = (scores[:, 1:].max(1) - scores[:, 0]).astype(np.float64) + inner
    margins[ENDS_CLAUSE[np.minimum(codes, 0xFFFF)]] = BARRIER
    sums = np.concatenate(([0.0], np.cumsum(margins)))
    best_window = np.maximum.accumulate(sums[:0:-1])[::-1] - np.minimum.accumulate(sums[:-1])
    inside = (best_window > entry) & (margins > DEEP)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inside.view(np.int8), [0]))))
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    order = np.argsort(-lengths, kind="stable")
    return starts[order], lengths[order]


def _names(labels: Ids) -> list[Mention]:
    """The names that the labels spell; a name that doesn't end as it began runs to where the kind changes."""
    found: list[Mention] = []
    start = -1
    kind = ""
    for at in np.flatnonzero(labels).tolist():
        part, _, now = LABELS[labels[at]].partition("-")
        if part in "BS":
            start, kind = at, now
        if part in "ES" and start >= 0 and kind == now:
            if at - start < LONGEST_NAME:
                found.append(Mention(start, at + 1, now))
            start = -1
    return found
