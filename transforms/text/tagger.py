"""The names model: a linear-chain model whose weights were trained by CRFsuite, decoded here for a whole text at once.

python-crfsuite's own tagger spends most of its time on turning features into strings. Here all templates' weights are one table of
whole numbers with a row for each value of each template, and a character's scores are the sum of its rows.
"""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.text import templates
from transforms.text.best_path import ORDER, OUTSIDE, Decoder
from transforms.text.mentions import Mention
from transforms.text.signals import PAD, Ids, Signals
from transforms.text.templates import BOUNDARY, CHAR_SHIFTS, KINDS, LABELS, PAIR_SHIFTS, WORD_SHIFTS, shifted

MODEL = Path(__file__).parent / "models" / "names.npz"
SCALE = 1 / 512
"""Weights are stored as whole numbers of this size."""
ENDS_CLAUSE = np.isin(np.arange(0x10000), [ord(character) for character in "\n。,;!?:…"])
"""Characters (folded) that no name runs over."""
PAIR_BASE = 1 << 21
LONGEST_NAME = 60
"""Characters that a name may have; what is longer is no name, and would make work that grows faster than the text."""
DEEP = int(-4.5 / SCALE)
"""A margin that a name of several characters hardly ever makes good; the decoder takes it for an end."""
BLOCK = 4096
"""Characters whose rows are added up at once, so that they stay in the processor's cache."""
_CHARS = slice(0, len(CHAR_SHIFTS))
_PAIRS = slice(_CHARS.stop, _CHARS.stop + len(PAIR_SHIFTS))
_WORDS = slice(_PAIRS.stop, _PAIRS.stop + len(WORD_SHIFTS))
_WORD_AT = np.array([[1 + by] for by in WORD_SHIFTS])
"""The templates' places: characters, pairs and words at their shifts, then the small ones."""


@dataclass(frozen=True)
class Tagger:
    """The model's tables. Row 0 of each vocabulary is for what training did not see."""

    chars: Ids
    """Row of each code point below 0x10000."""
    pairs: "Pairs"
    words: dict[str, int]
    """First of the rows of each word, one for each place in it."""
    weights: NDArray[np.signedinteger[Any]]
    """A row for each value of each template, all templates one after the other; columns are what each label of best_path.ORDER gains
    over the outside."""
    first: Ids
    """The first row of each template, in the order in which `_rows` gives them."""
    decoder: Decoder

    @classmethod
    def load(cls, path: Path = MODEL) -> "Tagger":
        """Read the packaged model."""
        with np.load(path, allow_pickle=False) as data:
            chars = np.zeros(0x10000, np.int64)
            chars[data["chars"]] = np.arange(1, len(data["chars"]) + 1)
            words = bytes(data["words"]).decode("utf-8").split("\n")
            names = bytes(data["templates"]).decode().split("\n")
            first = np.cumsum([0, *(int(data[f"{name}.size"]) for name in names)])[:-1, None]
            weights = _weights(data, names)
            return cls(
                chars,
                Pairs.of(data["pairs"].astype(np.int64)),
                {word: row * BOUNDARY for row, word in enumerate(words, 1)},
                weights,
                first,
                Decoder.of(data["transitions"]),
            )

    def mentions(self, signals: Signals) -> list[Mention]:
        """The names of the text, in their order."""
        if not signals.text:
            return []
        barred = ENDS_CLAUSE[np.minimum(shifted(signals.chars, 0), 0xFFFF)]
        found = self.decoder.names(self.scores(signals), barred, DEEP)
        return [Mention(start, end, KINDS[kind]) for start, end, kind in found if end - start <= LONGEST_NAME]

    def scores(self, signals: Signals) -> NDArray[np.int32]:
        """For each character, what each label's score gains over the outside's, before its neighbours' labels are looked at."""
        rows = self._rows(signals)
        size = rows.shape[1]
        scores = np.empty((size, OUTSIDE), np.int32)
        for at in range(0, size, BLOCK):
            taken = self.weights.take(rows[:, at : at + BLOCK], 0, mode="clip")
            taken.sum(0, out=scores[at : at + BLOCK], dtype=np.int32)
        return scores

    def _rows(self, signals: Signals) -> Ids:
        """The rows of weights that hold for each character: a line for each template."""
        rows = np.empty((len(self.first), len(signals.text)), np.int64)
        chars, pairs = self.chars[np.minimum(signals.chars, 0xFFFF)], self.pairs.rows(signals.chars)
        words = np.array([0, *map(self.words.get, signals.words, [0] * len(signals.words)), 0, 0], np.int64)
        word = shifted(signals.word, 0)
        rows[_CHARS] = _side_by_side(chars, CHAR_SHIFTS)
        rows[_PAIRS] = _side_by_side(pairs, PAIR_SHIFTS)
        np.add(words.take(word + _WORD_AT, mode="clip"), shifted(signals.place_in_word, 0), out=rows[_WORDS])
        at = _WORDS.stop
        for _, ids, _ in templates.small(signals):
            rows[at] = ids
            at += 1
        rows += self.first
        return rows


@dataclass(frozen=True)
class Pairs:
    """The rows of pairs of characters: a table with a line for each first character and a column for each second."""

    line: NDArray[np.int32]
    """Where the line of each code point starts; line 0 is for what is in no pair."""
    column: NDArray[np.int32]
    table: NDArray[np.unsignedinteger[Any]]

    @classmethod
    def of(cls, keys: Ids) -> "Pairs":
        """The table of these pairs (first code point times PAIR_BASE plus the second), numbered from 1 in their order."""
        firsts, seconds = (np.unique(codes) for codes in (keys // PAIR_BASE, keys % PAIR_BASE))
        line, column = (np.zeros(sys.maxunicode + 1, np.int32) for _ in range(2))
        width = len(seconds) + 1
        line[firsts] = np.arange(1, len(firsts) + 1) * width
        column[seconds] = np.arange(1, width)
        table = np.zeros((len(firsts) + 1) * width, np.min_scalar_type(len(keys)))
        table[line[keys // PAIR_BASE] + column[keys % PAIR_BASE]] = np.arange(1, len(keys) + 1)
        return cls(line, column, table)

    def rows(self, codes: Ids) -> Ids:
        """The row of each character with the next; the last has none behind it."""
        places = self.line[codes]
        places[:-1] += self.column[codes[1:]]
        return self.table[places].astype(np.int64)


def _side_by_side(signal: Ids, shifts: tuple[int, ...]) -> Ids:
    """The signal at each of the shifts (each one more than the last), a line each, without copying it."""
    size = signal.itemsize
    return np.ndarray((len(shifts), len(signal) - 2 * PAD), signal.dtype, signal, (PAD + shifts[0]) * size, (size, size))


def _weights(data: Any, names: list[str]) -> NDArray[np.signedinteger[Any]]:
    """All templates' weights from their stored sparse form, in numbers as small as hold each: the fewer bytes, the more stay in the cache."""
    weights = np.concatenate([_table(data, name) for name in names])
    return weights.astype(np.int16 if np.abs(weights).max() <= np.iinfo(np.int16).max else np.int32, order="C")


def _table(data: Any, name: str) -> NDArray[np.int32]:
    size, flat, values = (data[f"{name}.{part}"] for part in ("size", "flat", "values"))
    table = np.zeros(int(size) * len(LABELS), np.int32)
    table[np.cumsum(flat.astype(np.int64))] = values
    ordered = table.reshape(int(size), len(LABELS))[:, ORDER]
    return ordered[:, :OUTSIDE] - ordered[:, OUTSIDE:]
