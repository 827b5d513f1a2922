"""The index of similar stories: which stories resemble which, kept up as stories come and go. SQLite, beside the ledger.

What it holds follows from the set of stories alone, in whatever order they came. Two stories are compared where a band of their
signatures is equal, and linked where they are near-duplicates. So that a band that thousands share (a site's boilerplate, a daily
form) doesn't have each compared with each, only pairs count of which one is a leader: among the LEADERS smallest of the band's
stories. When a story that comes takes a leader's place, or one that goes leaves its place to another, the pairs that this
concerns are looked at again. A group is what links connect.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Self

import numpy as np

from pipeline.lake.bands import Bands
from pipeline.lake.ledger import chunks
from pipeline.lake.similar_schema import set_up_notes
from schemas.records import NearDuplicate
from transforms.text.signature import BINS, Signature, band_keys, bands_of, equal_bins

LEADERS = 8
TOGETHER = 10_000
"""Stories that are taken in together."""
PAIRS_TOGETHER = 10_000
"""Pairs that are compared together: their signatures take some 1.5 KB a pair."""

NONE: Mapping[bytes, Signature] = {}

MARKED = """
SELECT article_id, group_id, nearest_id, equal FROM marked WHERE day = ? AND group_id IS NOT NULL ORDER BY article_id
"""
MARK_SINGLE = """
INSERT INTO marked SELECT key, day, article_id, NULL, NULL, 0 FROM touched JOIN stories USING (key)
WHERE NOT EXISTS (SELECT 1 FROM links WHERE links.key = touched.key)
"""
LINKED = """
SELECT other, stories.article_id, equal FROM links JOIN stories ON stories.key = other WHERE links.key = ? ORDER BY equal DESC, stories.article_id
"""


class SimilarIndex:
    """An open index; close it, or use it in a `with` statement. What isn't committed by then is undone."""

    def __init__(self, connection: sqlite3.Connection, leaders: int = LEADERS) -> None:
        self._connection = connection
        self._bands = Bands(connection, leaders)
        set_up_notes(connection)

    def __enter__(self) -> Self:
        """The index itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it, whatever happened."""
        self._connection.close()

    def begin(self, commit_id: str) -> None:
        """Start the transaction of a commit; what it changes is asked for from now on."""
        for table in ("touched", "dropped", "marked"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("DELETE FROM last_commit")
        self._connection.execute("INSERT INTO last_commit VALUES (?)", (commit_id,))

    def holds(self, commit_id: str) -> bool:
        """Whether this commit's changes are in the index, or in its open transaction."""
        return self._connection.execute("SELECT 1 FROM last_commit WHERE commit_id = ?", (commit_id,)).fetchone() is not None

    def commit(self) -> None:
        """Make what the transaction changed last."""
        if self._connection.in_transaction:
            self._connection.execute("COMMIT")

    @property
    def built(self) -> bool:
        """Whether the index has held all stories of its lake since it was made; one that hasn't is of no use yet."""
        return self._connection.execute("SELECT 1 FROM built").fetchone() is not None

    def clear(self) -> None:
        """Take out all stories; the index counts as built from here on, since all that there are follow."""
        for table in ("stories", "bands", "links", "built"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
        self._connection.execute("INSERT INTO built VALUES (1)")

    def stories(self) -> Iterator[tuple[str, str, bytes, bytes]]:
        """What the index holds of each story, by article: its id, its day, and its signature's bins and numbers."""
        for article_id, *rest in self._connection.execute("SELECT article_id, day, bins, numbers FROM stories ORDER BY article_id"):
            yield (article_id.hex(), *rest)

    def links(self) -> Iterator[tuple[str, str, int]]:
        """The stories that are linked, each pair in both directions, and the bins that they have in common; by the stories' keys."""
        for one, other, equal in self._connection.execute("SELECT key, other, equal FROM links ORDER BY key, other"):
            yield one.hex(), other.hex(), equal

    def put_all(self, stories: Iterable[tuple[str, date, Signature]]) -> None:
        """Take stories in, each in the place of what was known of it: many at once cost much less each than one. None may come twice."""
        for some in chunks(stories, TOGETHER):
            self._put_together([story for story in some if self._make_room(*story)])

    def _make_room(self, article_id: str, day: date, signature: Signature) -> bool:
        """Take out what was known of a story; False where it is the same, but for its day perhaps, and stays."""
        was = self._connection.execute("SELECT bins, numbers FROM stories WHERE key = ?", (key_of(article_id),)).fetchone()
        if was == (signature.bins, signature.numbers):
            self.move(article_id, day)
            return False
        if was:
            self.remove(article_id)
        return True

    def _put_together(self, stories: Sequence[tuple[str, date, Signature]]) -> None:
        came = {key_of(article_id): signature for article_id, _, signature in stories}
        rows = sorted((key_of(one), bytes.fromhex(one), day.isoformat(), signature.bins, signature.numbers) for one, day, signature in stories)
        self._connection.executemany("INSERT INTO stories VALUES (?, ?, ?, ?, ?)", rows)
        self._connection.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((row[0],) for row in rows))
        meetings = self._bands.add(came)
        self._compare(meetings.pairs, came)
        self._unlink_uncompared(meetings.ousted, came)

    def move(self, article_id: str, day: date) -> None:
        """Note that a story lies on another day; nothing for one that isn't here."""
        key = key_of(article_id)
        was = self._connection.execute("SELECT day FROM stories WHERE key = ?", (key,)).fetchone()
        if was and was[0] != day.isoformat():
            self._drop(key)
            self._connection.execute("UPDATE stories SET day = ? WHERE key = ?", (day.isoformat(), key))
            self._touch(key)

    def remove(self, article_id: str) -> None:
        """Take a story out; nothing for one that isn't here."""
        key = key_of(article_id)
        signature = self._signature(key)
        if signature is None:
            return
        self._drop(key)
        for other, _, _ in self._links(key):
            self._unlink(key, other)
        self._connection.execute("DELETE FROM stories WHERE key = ?", (key,))
        risen: dict[bytes, set[bytes]] = {}
        for band, first in self._bands.first(band_keys(signature)).items():
            self._bands.remove(key, band)
            if key in first[: self._bands.leaders] and len(first) > self._bands.leaders:
                risen.setdefault(first[-1], set()).update(self._bands.members(band))
        self._compare({leader: others - {leader} for leader, others in risen.items()})

    def changes(self) -> Iterator[tuple[date, list[str], list[NearDuplicate]]]:
        """For each day whose rows may change: the articles whose rows go, and the rows that come, since the transaction began."""
        self._connection.execute(MARK_SINGLE)
        for (key,) in self._connection.execute("SELECT key FROM touched").fetchall():
            if self._connection.execute("SELECT 1 FROM marked WHERE key = ?", (key,)).fetchone() is None:
                self._mark(key)
        self._connection.execute("INSERT OR IGNORE INTO dropped SELECT day, article_id FROM marked")
        for (day,) in self._connection.execute("SELECT DISTINCT day FROM dropped ORDER BY day").fetchall():
            gone = [row[0].hex() for row in self._connection.execute("SELECT article_id FROM dropped WHERE day = ?", (day,))]
            yield date.fromisoformat(day), gone, [_row(day, *row) for row in self._connection.execute(MARKED, (day,))]

    def _mark(self, start: bytes) -> None:
        """Note the group of a story, and what its rows are to say."""
        members: dict[bytes, tuple[bytes, bytes | None, int]] = {}
        rest = [start]
        while rest:
            key = rest.pop()
            story = self._connection.execute("SELECT article_id FROM stories WHERE key = ?", (key,)).fetchone()
            if key in members or story is None:
                continue
            links = self._links(key)
            nearest, equal = links[0][1:] if links else (None, 0)
            members[key] = (story[0], nearest, equal)
            rest += [other for other, _, _ in links if other not in members]
        group = min((article_id for article_id, _, _ in members.values()), default=None) if len(members) > 1 else None
        put = "INSERT INTO marked SELECT key, day, article_id, ?, ?, ? FROM stories WHERE key = ?"
        self._connection.executemany(put, ((group, nearest, equal, key) for key, (_, nearest, equal) in members.items()))

    def _compare(self, pairs: Mapping[bytes, Collection[bytes]], at_hand: Mapping[bytes, Signature] = NONE) -> None:
        """Link stories with those of their others that are near-duplicates of them; signatures at hand aren't asked for."""
        rest = ((key, other) for key in sorted(pairs) for other in sorted(pairs[key]))
        for some in chunks(rest, PAIRS_TOGETHER):
            signatures = self._signatures({key for pair in some for key in pair}, at_hand)
            places = {key: place for place, key in enumerate(signatures)}
            here = [pair for pair in some if pair[0] in places and pair[1] in places]
            equal = equal_bins(list(signatures.values()), np.array([(places[one], places[other]) for one, other in here], np.intp).reshape(-1, 2))
            self._link([(*here[at], int(equal[at])) for at in np.flatnonzero(equal)])

    def _link(self, linked: Sequence[tuple[bytes, bytes, int]]) -> None:
        """Link pairs by the bins that they have in common."""
        rows = sorted([*linked, *((other, one, equal) for one, other, equal in linked)])
        self._connection.executemany("INSERT OR IGNORE INTO links VALUES (?, ?, ?)", rows)
        self._connection.executemany("INSERT OR IGNORE INTO touched VALUES (?)", ((one,) for one, _, _ in rows))

    def _unlink(self, one: bytes, other: bytes) -> None:
        self._connection.executemany("DELETE FROM links WHERE key = ? AND other = ?", ((one, other), (other, one)))
        self._touch(one)
        self._touch(other)

    def _unlink_uncompared(self, ousted: Iterable[bytes], at_hand: Mapping[bytes, Signature]) -> None:
        """Unlink stories that no longer lead a band from those with which they have no band left in common that one of them leads."""
        linked = ((key, other) for key in sorted(ousted) for other, _, _ in self._links(key))
        for some in chunks(linked, PAIRS_TOGETHER):
            signatures = self._signatures({key for pair in some for key in pair}, at_hand)
            bands = dict(zip(signatures, map(set, bands_of(list(signatures.values())).tolist()), strict=True))
            common = {(one, other): [(min(one, other), band) for band in bands[one] & bands[other]] for one, other in some}
            led = self._bands.led({chosen for asked in common.values() for chosen in asked})
            for (one, other), asked in common.items():
                if led.isdisjoint(asked):
                    self._unlink(one, other)

    def _links(self, key: bytes) -> list[tuple[bytes, bytes, int]]:
        """Keys, ids and equal bins of the stories that a story is linked with, the nearest first."""
        return self._connection.execute(LINKED, (key,)).fetchall()

    def _signature(self, key: bytes) -> Signature | None:
        return self._signatures([key]).get(key)

    def _signatures(self, keys: Iterable[bytes], at_hand: Mapping[bytes, Signature] = NONE) -> dict[bytes, Signature]:
        """Those of the stories that are here."""
        wanted = set(keys)
        found = {key: at_hand[key] for key in wanted & at_hand.keys()}
        for asked in chunks(sorted(wanted - at_hand.keys())):
            query = f"SELECT key, bins, numbers FROM stories WHERE key IN ({','.join('?' for _ in asked)})"  # noqa: S608 - question marks only
            found.update((key, Signature(bins, numbers)) for key, bins, numbers in self._connection.execute(query, asked))
        return found

    def _touch(self, key: bytes) -> None:
        self._connection.execute("INSERT OR IGNORE INTO touched VALUES (?)", (key,))

    def _drop(self, key: bytes) -> None:
        self._connection.execute("INSERT OR IGNORE INTO dropped SELECT day, article_id FROM stories WHERE key = ?", (key,))


def key_of(article_id: str) -> bytes:
    """What the index knows an article by: half of its digest, which nobody can make two stories agree in."""
    return bytes.fromhex(article_id)[16:]


def _row(day: str, article_id: bytes, group_id: bytes, nearest_id: bytes, equal: int) -> NearDuplicate:
    published = date.fromisoformat(day)
    return NearDuplicate(article_id.hex(), None if published == date.min else published, group_id.hex(), nearest_id.hex(), equal / BINS)
