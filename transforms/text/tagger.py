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
from transforms.text.templates import BOUNDARY, CHAR_SHIFTS, LABELS, PAIR_SHIFTS, WORD_SHIFTS, shifted

Weights = NDArray[np.float32]

MODEL = Path(__file__).parent / "models" / "names.npz"
SCALE = 1 / 512
"""Weights are stored as whole numbers of this size."""
CLAUSE_ENDS = np.array([ord(c) for c in "\n。,;!?:…"])
"""Characters (folded) that no name runs over: the clauses between them are decoded side by side."""
PAIR_BASE = 1 << 21


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
            scores += self.tables[f"char{by}"][shifted(rows, by)]
        pairs = self._pair_rows(codes)
        for by in PAIR_SHIFTS:
            scores += self.tables[f"pair{by}"][shifted(pairs, by)]
        words = np.array([0, *map(self.words.get, signals.words, [0] * len(signals.words)), 0, 0], np.int64)
        place = shifted(signals.place_in_word, 0)
        word = shifted(signals.word, 0)
        for by in WORD_SHIFTS:
            scores += self.tables[f"word{by}"][words[word + 1 + by] * BOUNDARY + place]
        for name, ids, _ in templates.small(signals):
            scores += self.tables[name][ids]
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
    inside = ~np.isin(codes, CLAUSE_ENDS)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inside.view(np.int8), [0]))))
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    if not len(starts):
        return labels
    order = np.argsort(-lengths, kind="stable")
    starts, lengths = starts[order], lengths[order]
    alive = len(lengths) - np.searchsorted(lengths[::-1], np.arange(1, lengths[0] + 1))
    best = scores[starts] + transitions[0]
    back: list[Ids] = []
    into = np.ascontiguousarray(transitions.T)
    for step in range(1, int(lengths[0])):
        count = alive[step]
        paths = best[:count, None, :] + into
        choice = paths.argmax(2)
        back.append(choice)
        best[:count] = np.take_along_axis(paths, choice[:, :, None], 2)[:, :, 0] + scores[starts[:count] + step]
    # Follow the choices back from each clause's end.
    last = (best + transitions[:, 0]).argmax(1)
    for step in range(int(lengths[0]) - 1, -1, -1):
        count = alive[step]
        labels[starts[:count] + step] = last[:count]
        if step:
            last[:count] = back[step - 1][np.arange(count), last[:count]]
    return labels


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
            found.append(Mention(start, at + 1, now))
            start = -1
    return found
