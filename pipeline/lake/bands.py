"""The bands of signatures in the index of similar stories: which stories share one, and which of those are to be compared."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from pipeline.lake.ledger import chunks
from pipeline.lake.similar_schema import KEY_BYTES
from transforms.text.signature import BANDS, Signature, bands_of

ASKED_AT_ONCE = 10_000
PUT_AT_ONCE = 250
"""Rows of an INSERT: one each takes half as long again."""

FIRST = """
SELECT value, (SELECT group_concat(hex(key), '') FROM (SELECT key FROM bands WHERE band = value ORDER BY key LIMIT ?)) AS keys
FROM json_each(?) WHERE keys IS NOT NULL
"""
KEY_DIGITS = 2 * KEY_BYTES


@dataclass(frozen=True, slots=True)
class Meetings:
    """What follows from the bands of stories that come."""

    pairs: defaultdict[bytes, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    """With which others each story is to be compared: every pair once, and one of the two has come."""
    ousted: set[bytes] = field(default_factory=set)
    """Stories that no longer lead a band."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands' table of an open index. A band is led by the `leaders` smallest of its stories."""

    connection: sqlite3.Connection
    leaders: int

    def add(self, came: Mapping[bytes, Signature]) -> Meetings:
        """Take in the bands of stories that aren't here: in the order of the bands, since those lie all over the file."""
        if not came:
            return Meetings()
        keys = sorted(came)
        of_all = bands_of([came[key] for key in keys]).ravel()
        order = np.argsort(of_all, kind="stable")
        owners = [keys[at] for at in (order // BANDS).tolist()]
        bands, starts, counts = np.unique(of_all[order], return_index=True, return_counts=True)
        held = self.first(bands.tolist())
        shared = np.flatnonzero((counts > 1) | np.isin(bands, np.array(sorted(held), np.int64)))
        meetings = Meetings()
        for band, start, count in zip(bands[shared].tolist(), starts[shared].tolist(), counts[shared].tolist(), strict=True):
            self._meet(band, owners[start : start + count], meetings, held.get(band, []))
        self._put(zip(of_all[order].tolist(), owners, strict=True))
        return meetings

    def first(self, bands: Sequence[int]) -> dict[int, list[bytes]]:
        """The leaders of each band that some story has, and the story that would be the next. Most bands have none: one question tells it of many."""
        found: dict[int, list[bytes]] = {}
        for asked in chunks(bands, ASKED_AT_ONCE):
            for band, keys in self.connection.execute(FIRST, (self.leaders + 1, json.dumps(asked))):
                found[band] = [bytes.fromhex(keys[at : at + KEY_DIGITS]) for at in range(0, len(keys), KEY_DIGITS)]
        return found

    def members(self, band: int) -> list[bytes]:
        """All stories of a band."""
        return [key for (key,) in self.connection.execute("SELECT key FROM bands WHERE band = ?", (band,))]

    def led(self, asked: Collection[tuple[bytes, int]]) -> set[tuple[bytes, int]]:
        """Those pairs of a story and a band that it leads."""
        first = self.first(sorted({band for _, band in asked}))
        return {(key, band) for key, band in asked if key in first.get(band, [])[: self.leaders]}

    def remove(self, key: bytes, band: int) -> None:
        """Take a story out of a band."""
        self.connection.execute("DELETE FROM bands WHERE band = ? AND key = ?", (band, key))

    def _put(self, rows: Iterable[tuple[int, bytes]]) -> None:
        for some in chunks(rows, PUT_AT_ONCE):
            query = f"INSERT INTO bands VALUES {','.join(['(?, ?)'] * len(some))}"  # noqa: S608 - question marks only
            self.connection.execute(query, list(chain.from_iterable(some)))

    def _meet(self, band: int, new: Sequence[bytes], meetings: Meetings, before: Sequence[bytes]) -> None:
        """Note the pairs of one band, whose first stories were those before: pairs of its leaders, as they are from now on, of which one has come."""
        leaders = sorted([*before, *new])[: self.leaders]
        lead_anew = not set(leaders).isdisjoint(new)
        members = self.members(band) if lead_anew and len(before) > self.leaders else before
        come = set(new)
        for leader in leaders:
            others = (*new, *members) if leader in come else new
            meetings.pairs[leader].update(other for other in others if other > leader)
        meetings.ousted.update(set(before[: self.leaders]).difference(leaders))
