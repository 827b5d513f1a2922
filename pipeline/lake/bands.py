"""The bands of signatures in the index of similar stories: which stories share one, and which of those are to be compared."""

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from pipeline.lake.ledger import chunks
from pipeline.lake.similar_schema import KEY_BYTES
from transforms.text.signature import BANDS, Signature, bands_of

ASKED_AT_ONCE = 10_000
MEMBERS_AT_ONCE = 10_000
PUT_AT_ONCE = 250
"""Rows of an INSERT: one each takes half as long again."""

FIRST = """
SELECT value, (SELECT group_concat(hex(key), '') FROM (SELECT key FROM bands WHERE band = value ORDER BY key LIMIT ?)) AS keys
FROM json_each(?) WHERE keys IS NOT NULL
"""
MEMBERS = "SELECT key FROM bands WHERE band = ? AND key > ? ORDER BY key"
LAST = "SELECT value, (SELECT key FROM bands WHERE band = value ORDER BY key LIMIT 1 OFFSET ?) AS last FROM json_each(?) WHERE last IS NOT NULL"
KEY_DIGITS = 2 * KEY_BYTES

Meeting = tuple[bytes, Sequence[bytes]]
"""A story, and others that it is to be compared with: not more than MEMBERS_AT_ONCE."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands' table of an open index. A band is led by the `leaders` smallest of its stories."""

    connection: sqlite3.Connection
    leaders: int

    def add(self, came: Mapping[bytes, Signature], ousted: set[bytes]) -> Iterator[Meeting]:
        """Take in the bands of stories that aren't here: in the order of the bands, since those lie all over the file.

        Args:
            came: The stories, by their keys.
            ousted: Gets the stories that no longer lead a band.

        Yields:
            Who meets whom in a band; a pair that shares several bands may come several times. One of the two has come.
        """
        keys = sorted(came)
        of_all = bands_of([came[key] for key in keys]).ravel()
        order = np.argsort(of_all, kind="stable")
        bands, starts, counts = np.unique(of_all[order], return_index=True, return_counts=True)
        for at in range(0, len(bands), ASKED_AT_ONCE):
            some = slice(at, at + ASKED_AT_ONCE)
            rows = order[starts[at] : starts[some][-1] + counts[some][-1]]
            owners = [keys[place] for place in (rows // BANDS).tolist()]
            held = self.first(bands[some].tolist())
            for number in np.flatnonzero((counts[some] > 1) | np.isin(bands[some], np.array(sorted(held), np.int64))) + at:
                band, start = int(bands[number]), starts[number] - starts[at]
                yield from self._meet(band, owners[start : start + counts[number]], held.get(band, []), ousted)
            self._put(zip(of_all[rows].tolist(), owners, strict=True))

    def first(self, bands: Sequence[int]) -> dict[int, list[bytes]]:
        """The leaders of each band that some story has, and the story that would be the next. Most bands have none: one question tells it of many."""
        found: dict[int, list[bytes]] = {}
        for asked in chunks(bands, ASKED_AT_ONCE):
            for band, keys in self.connection.execute(FIRST, (self.leaders + 1, json.dumps(asked))):
                found[band] = [bytes.fromhex(keys[at : at + KEY_DIGITS]) for at in range(0, len(keys), KEY_DIGITS)]
        return found

    def members(self, band: int, after: bytes) -> Iterator[list[bytes]]:
        """The stories of a band whose keys come after one, in order, so many at once."""
        return chunks((key for (key,) in self.connection.execute(MEMBERS, (band, after))), MEMBERS_AT_ONCE)

    def last(self, bands: Collection[int]) -> dict[int, bytes]:
        """The last leader of each band that has more stories than leaders, or as many."""
        found: dict[int, bytes] = {}
        for asked in chunks(sorted(bands), ASKED_AT_ONCE):
            found.update(self.connection.execute(LAST, (self.leaders - 1, json.dumps(asked))))
        return found

    def remove(self, key: bytes, band: int) -> None:
        """Take a story out of a band."""
        self.connection.execute("DELETE FROM bands WHERE band = ? AND key = ?", (band, key))

    def _put(self, rows: Iterable[tuple[int, bytes]]) -> None:
        for some in chunks(rows, PUT_AT_ONCE):
            query = f"INSERT INTO bands VALUES {','.join(['(?, ?)'] * len(some))}"  # noqa: S608 - question marks only
            self.connection.execute(query, list(chain.from_iterable(some)))

    def _meet(self, band: int, new: Sequence[bytes], before: Sequence[bytes], ousted: set[bytes]) -> Iterator[Meeting]:
        """The pairs of one band, whose first stories were those before: pairs of its leaders, as they are from now on, of which one has come."""
        leaders = sorted([*before, *new])[: self.leaders]
        come = set(new)
        for key in new:
            yield key, leaders[: bisect_left(leaders, key)]
        for leader in come.intersection(leaders):
            if len(before) > self.leaders:
                yield from ((leader, some) for some in self.members(band, leader))
            else:
                yield leader, before[bisect_right(before, leader) :]
        ousted.update(set(before[: self.leaders]).difference(leaders))
