"""Rows in the order of their table's key, a few at a time: those of a partition's files, which are in order, and others that come among them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schemas.parts import part_key
from schemas.tables import SORT_KEY

PIECE_ROWS = 2048


def in_order(table: str, come: pa.Table, present: Iterable[pa.RecordBatch] = ()) -> Iterator[pa.Table]:
    """Rows in the order of their key.

    Args:
        table: The table's name.
        come: Rows in any order.
        present: Other rows, in order by the first column of the key from the first batch to the last; two batches are held at a time.

    Yields:
        The rows, each table behind the one before.
    """
    sides = [_Side(part_key(table), map(_table, present)), _Side(part_key(table), _gathered_in_order(table, come))]
    bound: str | None = ""
    while bound is not None:
        for side in sides:
            side.see_beyond(bound)
        bound = min((side.last for side in sides if not side.ended), default=None)
        there, coming = (list(side.before(bound)) for side in sides)
        rows = pa.concat_tables([come.slice(0, 0), *there, *coming])
        yield rows.take(_order(table, rows)) if there else rows


def _table(batch: pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches([batch]).replace_schema_metadata(None)


def _order(table: str, rows: pa.Table) -> pa.Array:
    return pc.sort_indices(rows, [(name, "ascending") for name in SORT_KEY[table]])


class _Side:
    """Rows that come in order by one column; of all that are there, those with a smaller value than the last that was seen are known."""

    def __init__(self, key: str, tables: Iterator[pa.Table]) -> None:
        self._key = key
        self._tables = tables
        self._rows: list[pa.Table] = []
        self._next = next(tables, None)
        self.last = ""

    @property
    def ended(self) -> bool:
        """Whether all rows have been seen."""
        return self._next is None

    def see_beyond(self, bound: str) -> None:
        """See at least one row, and go on where the last one seen has the value `bound`, since others with it may follow."""
        if self._next is not None and self.last == bound:
            self._rows.append(self._next)
            self.last = self._next[self._key][-1].as_py()
            self._next = next(self._tables, None)

    def before(self, bound: str | None) -> Iterator[pa.Table]:
        """The rows seen with smaller values, or all; they are given once."""
        rows, self._rows = self._rows, []
        for seen in rows:
            place = seen.num_rows if bound is None else _place(seen[self._key], bound)
            if place:
                yield seen.slice(0, place)
            if place < seen.num_rows:
                self._rows.append(seen.slice(place))


def _place(keys: pa.ChunkedArray, bound: str) -> int:
    """How many of these values, which are in order, are smaller."""
    return bisect_left(range(len(keys)), bound, key=lambda place: keys[place].as_py())


def _gathered_in_order(table: str, rows: pa.Table) -> Iterator[pa.Table]:
    """The rows in order, a few at a time."""
    order = _order(table, rows).to_numpy()
    batches = rows.to_batches()
    ends = np.cumsum([batch.num_rows for batch in batches])
    for start in range(0, len(order), PIECE_ROWS):
        yield _gathered(batches, ends, order[start : start + PIECE_ROWS])


def _gathered(batches: Sequence[pa.RecordBatch], ends: npt.NDArray[np.int64], places: npt.NDArray[np.uint64]) -> pa.Table:
    """The rows at these places, in this order. To take from a table joins all of its batches first: what is taken here is a piece's rows only."""
    numbers = np.searchsorted(ends, places, side="right")
    found, order = [], []
    for number in np.unique(numbers):
        (mine,) = np.nonzero(numbers == number)
        batch = batches[number]
        found.append(batch.take(pa.array(places[mine] - (ends[number] - batch.num_rows), pa.int64())))
        order.append(mine)
    rows = pa.Table.from_batches(found)
    return rows if len(found) == 1 else rows.take(np.argsort(np.concatenate(order)))
