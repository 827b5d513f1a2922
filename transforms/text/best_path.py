"""The best sequence of names over a text's scores: Viterbi over the stretches that may hold a name; the rest is left out beforehand.

Scores are whole numbers, so that sums are exact in any order, and what is left out changes no result. A text has few such stretches,
and they are short: a call of numpy's costs many times what a character costs there, so the stretches are walked in plain Python.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.text.templates import KINDS, LABELS

Whole = NDArray[np.int64]
Row = tuple[int, ...]
Path = tuple["Path", int, int, int] | None
"""The names found so far, the last one first: those before it, its start, its end, its kind."""
Ended = tuple[int, int, Path]
"""A path on which a name ends at the last character: its gain, the label there, its names."""
Open = tuple[int, Path, int]
"""A path on which a name is open: its gain, the names before it, its start."""

ORDER = np.array([LABELS.index(label) for label in (*(f"{part}-{kind}" for part in "ESBI" for kind in KINDS), "O")])
"""The labels in the order that scores are kept in, so that each group of them is a slice."""
ENDS, SINGLES, BEGINNINGS, INSIDES = (slice(at, at + len(KINDS)) for at in range(0, 4 * len(KINDS), len(KINDS)))
"""Ends, singles and the outside leave no name open, and singles, beginnings and the outside may follow them. Beginnings and insides leave
one open; only the inside or the end of the same kind may follow."""
OUTSIDE = len(ORDER) - 1
ENDED, FREE = slice(0, SINGLES.stop), slice(SINGLES.start, BEGINNINGS.stop)
SINGLE, BEGIN, INSIDE = SINGLES.start, BEGINNINGS.start, INSIDES.start
NEVER = -(1 << 30)
"""A loss that no name makes good."""
_NOTHING: Open = (NEVER, None, 0)
BIT = np.array([[1 << kind] for kind in range(len(KINDS))])
ALIVE = tuple(tuple(kind for kind in range(len(KINDS)) if mask >> kind & 1) for mask in range(1 << len(KINDS)))
"""The kinds that a number of one bit for each stands for."""


@dataclass(frozen=True)
class Decoder:
    """A model's transitions, as what each gains over one from outside to outside."""

    gain: tuple[Row, ...]
    """From label (row) to label (column), in ORDER."""
    within: tuple[Row, ...]
    """For each kind, from its beginning to its end and inside, and from its inside to its end and inside."""
    around: Whole
    """For each kind, what a name by itself gains by its transitions at most, but for those from inside to inside."""
    inner: Whole
    """For each kind, from inside to inside."""
    single: Whole
    """For each kind, what a name of one character gains by its transitions."""
    lack: Whole
    """For each kind, the least that a name gains if names may touch it and make good what it lacks."""
    slack: int
    """What a character's margin over outside may gain by transitions."""
    reach: int
    """What an ended name may gain at most over the outside by the next transition."""

    @classmethod
    def of(cls, transitions: Whole) -> "Decoder":
        """A decoder for transitions from label (row) to label (column), in the order of LABELS."""
        gain = transitions.astype(np.int64)[np.ix_(ORDER, ORDER)]
        gain -= gain[OUTSIDE, OUTSIDE]
        within = np.stack([gain[one, other].diagonal() for one in (BEGINNINGS, INSIDES) for other in (ENDS, INSIDES)], 1)
        short, first, last, inner = within.T
        return cls(
            gain=tuple(map(tuple, gain.tolist())),
            within=tuple(map(tuple, within.tolist())),
            around=(gain[OUTSIDE, BEGINNINGS] + gain[ENDS, OUTSIDE] + np.maximum(first + last - inner, short))[:, None],
            inner=inner[:, None],
            single=(gain[OUTSIDE, SINGLES] + gain[SINGLES, OUTSIDE])[:, None],
            lack=-_help(gain)[:, None],
            slack=_slack(gain),
            reach=int((gain[ENDED] - gain[OUTSIDE])[:, [*range(FREE.start, FREE.stop), OUTSIDE]].max()),
        )

    def names(self, scores: NDArray[np.signedinteger[Any]], barred: NDArray[np.bool_], deep: int) -> list[tuple[int, int, int]]:
        """The names of the best path as (start, end, index into KINDS), in their order.

        Args:
            scores: A row a character with what each label's score (in ORDER, without the outside) gains over the outside's.
            barred: Characters that are outside all names, whatever their scores.
            deep: A character none of whose labels gains more, gain by transitions included, is outside, too.
        """
        margins = scores.T.astype(np.int64, order="C")
        barred = barred | (margins.max(0) <= deep - self.slack)
        found: list[tuple[int, int, int]] = []
        for start, end, alive in self._stretches(margins, barred):
            found += _in_order(self._walk(start, scores[start:end].tolist(), alive))
        return found

    def _stretches(self, margins: Whole, barred: NDArray[np.bool_]) -> Iterator[tuple[int, int, list[int]]]:
        """Starts and ends of the stretches whose characters may belong to names on the best path, and each one's kinds (see ALIVE).

        A name on the best path gains, alone, at least what its neighbours can't make good; of names that touch each other, one at least
        gains half of that. The best gain of a name of one kind over a character is bounded by its best beginning before and its best end
        behind, each a running maximum over sums.
        """
        margins = np.where(barred, NEVER, margins)
        sums = (np.maximum(margins[INSIDES], NEVER // 2) + self.inner).cumsum(1)
        begins, ends = margins[BEGINNINGS] - sums, margins[ENDS] + self.around
        ends[:, 1:] += sums[:, :-1]
        ahead = np.maximum.accumulate(begins, 1)[:, :-1]
        best = margins[SINGLES] + self.single
        over = best.copy()
        np.maximum(best[:, 1:], ahead + ends[:, 1:], out=best[:, 1:])
        both = ahead + np.maximum.accumulate(ends[:, :0:-1], 1)[:, ::-1]
        np.maximum(over[:, 1:], both, out=over[:, 1:])
        np.maximum(over[:, :-1], both, out=over[:, :-1])
        kinds = ((over >= self.lack) * BIT).sum(0)
        kinds[barred] = 0
        good = (2 * best >= self.lack).any(0).cumsum().tolist()
        alive = np.zeros(len(kinds) + 2, np.bool_)
        np.greater(kinds, 0, out=alive[1:-1])
        edges = (alive[1:] != alive[:-1]).nonzero()[0].tolist()
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            if good[end - 1] > (good[start - 1] if start else 0):
                yield start, end, kinds[start:end].tolist()

    def _walk(self, start: int, rows: list[list[int]], alive: list[int]) -> Path:
        """The names of the best path over the characters from `start` on, with the outside before and behind them."""
        enter, gain = self.gain[OUTSIDE], self.gain
        outside, path = 0, None
        ended: list[Ended] = []
        was: dict[int, tuple[Open, Open]] = {}
        for at, (row, mask) in enumerate(zip(rows, alive, strict=True), start):
            before, names_before, last = outside, path, ended
            if ended:
                outside, path = self._outside(outside, path, ended)
            floor = outside - self.reach
            ended, opened = [], {}
            for kind in ALIVE[mask]:
                begun, single = BEGIN + kind, SINGLE + kind
                opening, its_names = before + enter[begun], names_before
                alone, names = before + enter[single], names_before
                for gained, label, found in last:
                    onward = gain[label]
                    if gained + onward[begun] > opening:
                        opening, its_names = gained + onward[begun], found
                    if gained + onward[single] > alone:
                        alone, names = gained + onward[single], found
                if alone + row[single] >= floor:
                    ended.append((alone + row[single], single, (names, at, at + 1, kind)))
                inside = _NOTHING
                if kind in was:
                    end, going_on = self._onward(*was[kind], kind)
                    if end[0] + row[kind] >= floor:
                        ended.append((end[0] + row[kind], kind, (end[1], end[2], at + 1, kind)))
                    inside = going_on[0] + row[INSIDE + kind], going_on[1], going_on[2]
                opened[kind] = (opening + row[begun], its_names, at), inside
            was = opened
        return self._outside(outside, path, ended)[1]

    def _onward(self, begun: Open, inside: Open, kind: int) -> tuple[Open, Open]:
        """An open name as it ends, and as it goes on, at the next character, whose score isn't added yet."""
        short, first, last, inner = self.within[kind]
        end = (inside[0] + last, inside[1], inside[2]) if inside[0] + last > begun[0] + short else (begun[0] + short, begun[1], begun[2])
        longer = (inside[0] + inner, inside[1], inside[2]) if inside[0] + inner > begun[0] + first else (begun[0] + first, begun[1], begun[2])
        return end, longer

    def _outside(self, outside: int, path: Path, ended: list[Ended]) -> tuple[int, Path]:
        """The best path that is outside behind the one that was and those on which a name ended: its gain and its names."""
        for gained, last, names in ended:
            if gained + self.gain[last][OUTSIDE] > outside:
                outside, path = gained + self.gain[last][OUTSIDE], names
        return outside, path


def _in_order(path: Path) -> list[tuple[int, int, int]]:
    """A path's names, the first one first."""
    names = []
    while path is not None:
        path, start, end, kind = path
        names.append((start, end, kind))
    return names[::-1]


def _help(gain: Whole) -> Whole:
    """For each kind, what a name may gain at most by names that touch it before and behind, over the outside on both sides."""
    shared = np.maximum(gain[ENDED, FREE] - gain[ENDED, OUTSIDE, None] - gain[OUTSIDE, FREE], 0)
    best: Whole = sum(shared.max(axis).reshape(2, len(KINDS)).max(0) for axis in (0, 1))
    return best


def _slack(gain: Whole) -> int:
    """What a character of a name may gain at most by its transitions, the first and last ones' gain and junctions counted to it."""
    edge = max(0, *(int(gain[BEGINNINGS, goal].max()) for goal in (INSIDES, ENDS))) + max(0, int(gain[INSIDES, ENDS].max()))
    return max(0, int(gain[INSIDES, INSIDES].max()), int(gain[ENDED, FREE].max()) + edge)
