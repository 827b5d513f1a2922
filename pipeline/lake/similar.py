"""The index of similar stories: which stories resemble which, kept up as stories come and go. SQLite, beside the ledger.

What it holds follows from the set of stories alone, in whatever order they came. Two stories are compared where a band of their
signatures is equal, and linked where they are near-duplicates. So that a band that thousands share (a site's boilerplate, a daily
form) doesn't have each compared with each, only pairs count of which one is a leader: among the LEADERS smallest of the band's
stories. When a story that comes takes a leader's place, or one that goes leaves its place to another, the pairs that this
concerns are looked at again. A group is what links connect.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Self

import numpy as np

from pipeline.lake.bands import Bands, Meeting
from pipeline.lake.groups import Groups
from pipeline.lake.ledger import chunks, marks
from pipeline.lake.pairs import portions
from pipeline.lake.similar_schema import HELD, key_of, set_up_notes
from schemas.records import NearDuplicate
from transforms.text.signature import BINS, Signature, band_keys, bands_of, equal_bins

LEADERS = 2
"""With 8 a slice took up to half as long again, and no more reposts were found; with 1 fewer were (docs/duplicates.md)."""
TOGETHER = 20_000
"""Stories that are taken in together: the more, the less often the whole file is gone through, and the more memory that takes."""
PAIRS_TOGETHER = 10_000
"""Pairs that are compared together: their signatures take some 1.5 KB a pair."""
LINKS_TOGETHER = 2_000
"""Links that are looked at again together: the bands of their stories take up to 3 KB a link."""

NONE: Mapping[bytes, Signature] = {}

LINKED = "SELECT equal, other FROM links WHERE key = ? AND (equal, other) > (?, ?) ORDER BY equal, other LIMIT ?"
TOUCH = "INSERT OR IGNORE INTO touched VALUES (?)"
DROP = "INSERT OR IGNORE INTO dropped SELECT day, article_id FROM stories WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM ahead WHERE key = ?1)"
MARKED = """
SELECT article_id, group_id, nearest_id, equal FROM marked WHERE day = ? AND group_id IS NOT NULL ORDER BY article_id
"""
NEAREST = "SELECT max(equal) FROM links WHERE links.key = touched.key"
MARK = f"""
INSERT INTO marked SELECT day, article_id, group_id, (
    SELECT min(near.article_id) FROM links JOIN stories AS near ON near.key = other WHERE links.key = touched.key AND equal = ({NEAREST})
), coalesce(({NEAREST}), 0) FROM touched JOIN stories USING (key) LEFT JOIN grouped USING (key)
"""  # noqa: S608 - a constant


class SimilarIndex:
    """An open index; close it, or use it in a `with` statement."""

    def __init__(self, connection: sqlite3.Connection, leaders: int = LEADERS) -> None:
        self._connection = connection
        self._bands = Bands(connection, leaders)
        self._groups = Groups(connection)
        set_up_notes(connection)

    def __enter__(self) -> Self:
        """The index itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it, whatever happened."""
        self.close()

    def close(self) -> None:
        """Close it; what isn't committed is undone."""
        self._connection.close()

    def begin(self, commit_id: str) -> None:
        """Start the transaction of a commit; what it changes is asked for from now on."""
        for table in ("ahead", "touched", "dropped", "marked"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
        self._groups.begin()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("DELETE FROM last_commit")
        self._connection.execute("INSERT INTO last_commit VALUES (?)", (commit_id,))

    def stop(self) -> None:
        """Have all that another thread still does with the index fail at once, with sqlite3.OperationalError; nothing but closing it is left.

        Nothing happens where the other thread has closed it.
        """
        with suppress(sqlite3.ProgrammingError):
            self._connection.interrupt()
            self._connection.set_progress_handler(lambda: True, 1)

    def holds(self, commit_id: str) -> bool:
        """Whether this commit's changes are in the index, or in its open transaction."""
        return self._connection.execute("SELECT 1 FROM last_commit WHERE commit_id = ?", (commit_id,)).fetchone() is not None

    def commit(self) -> None:
        """Make what the transaction changed last."""
        if self._connection.in_transaction:
            self._settle()
            self._connection.execute("COMMIT")

    @property
    def built(self) -> bool:
        """Whether the index has held all stories of its lake since it was made; one that hasn't is of no use yet."""
        return self._connection.execute("SELECT 1 FROM built").fetchone() is not None

    def clear(self) -> None:
        """Take out all stories; the index counts as built from here on, since all that there are follow."""
        self._groups.begin()
        for table in HELD:
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 - constants
        self._connection.execute("INSERT INTO built VALUES (1)")

    def stories(self) -> Iterator[tuple[str, str, bytes, bytes]]:
        """What the index holds of each story, by article: its id, its day, and its signature's bins and numbers."""
        for article_id, *rest in self._connection.execute("SELECT article_id, day, bins, numbers FROM stories ORDER BY article_id"):
            yield (article_id.hex(), *rest)

    def links(self) -> Iterator[tuple[str, str, int]]:
        """The stories that are linked, each pair in both directions, and the bins that they have in common; by the stories' keys."""
        for one, equal, other in self._connection.execute("SELECT key, equal, other FROM links ORDER BY key, equal, other"):
            yield one.hex(), other.hex(), equal

    def groups(self) -> Iterator[tuple[str, str]]:
        """The stories that are in a group, and the group of each; by the stories' keys."""
        for key, group in self._connection.execute("SELECT key, group_id FROM grouped ORDER BY key"):
            yield key.hex(), group.hex()

    def put_ahead(self, stories: Iterable[tuple[str, date, Signature]]) -> None:
        """Take in those of some stories that aren't here. Which of them stay is told by `keep_of_those_ahead`, and their days by `put_all`."""
        fresh: dict[bytes, tuple[str, date, Signature]] = {}
        for story in stories:
            if self._held(key := key_of(story[0])) is None:
                fresh.setdefault(key, story)
        self._connection.executemany("INSERT INTO ahead VALUES (?)", ((key,) for key in fresh))
        self._put_together(list(fresh.values()))

    def keep_of_those_ahead(self, articles: Iterable[str]) -> None:
        """Take out what was put ahead, but for these."""
        kept = set(map(key_of, articles))
        for key in [key for (key,) in self._connection.execute("SELECT key FROM ahead") if key not in kept]:
            self._remove(key)

    def put_all(self, stories: Iterable[tuple[str, date, Signature]]) -> None:
        """Take stories in, each in the place of what was known of it: many at once cost much less each than one. None may come twice."""
        for some in chunks(stories, TOGETHER):
            self._put_together([story for story in some if self._make_room(*story)])

    def _make_room(self, article_id: str, day: date, signature: Signature) -> bool:
        """Take out what was known of a story; False where it is the same, but for its day perhaps, and stays."""
        key = key_of(article_id)
        was = self._held(key)
        if was and was[1:] == (signature.bins, signature.numbers):
            self._move(key, was[0], day)
            return False
        if was:
            self._remove(key)
        return True

    def _held(self, key: bytes) -> tuple[str, bytes, bytes] | None:
        """A story's day, and its signature's bins and numbers."""
        held: tuple[str, bytes, bytes] | None = self._connection.execute("SELECT day, bins, numbers FROM stories WHERE key = ?", (key,)).fetchone()
        return held

    def _put_together(self, stories: Sequence[tuple[str, date, Signature]]) -> None:
        came = {key_of(article_id): signature for article_id, _, signature in stories}
        rows = sorted((key_of(one), bytes.fromhex(one), day.isoformat(), signature.bins, signature.numbers) for one, day, signature in stories)
        self._connection.executemany("INSERT INTO stories VALUES (?, ?, ?, ?, ?)", rows)
        self._connection.executemany(TOUCH, ((row[0],) for row in rows))
        ousted: set[bytes] = set()
        self._compare(self._bands.add(came, ousted), came)
        self._unlink_uncompared(ousted, came)
        self._settle()

    def move(self, article_id: str, day: date) -> None:
        """Note that a story lies on another day; nothing for one that isn't here."""
        key = key_of(article_id)
        if was := self._held(key):
            self._move(key, was[0], day)

    def _move(self, key: bytes, was: str, day: date) -> None:
        if was != day.isoformat():
            self._drop(key)
            self._connection.execute("UPDATE stories SET day = ? WHERE key = ?", (day.isoformat(), key))
            self._connection.execute(TOUCH, (key,))

    def remove(self, article_id: str) -> None:
        """Take a story out; nothing for one that isn't here."""
        self._remove(key_of(article_id))

    def _remove(self, key: bytes) -> None:
        signature = self._signatures([key]).get(key)
        if signature is None:
            return
        self._drop(key)
        for equal, other in self._links(key):
            self._unlink(key, other, equal)
        for table in ("stories", "grouped"):
            self._connection.execute(f"DELETE FROM {table} WHERE key = ?", (key,))  # noqa: S608 - constants
        risen: list[tuple[bytes, int]] = []
        for band, first in self._bands.first(band_keys(signature)).items():
            self._bands.remove(key, band)
            if key in first[: self._bands.leaders] and len(first) > self._bands.leaders:
                risen.append((first[-1], band))
        self._compare((leader, some) for leader, band in risen for some in self._bands.members(band, leader))

    def changes(self) -> Iterator[tuple[date, list[str], list[NearDuplicate]]]:
        """For each day whose rows may change: the articles whose rows go, and the rows that come, since the transaction began."""
        self._settle()
        self._connection.execute(MARK)
        self._connection.execute("INSERT OR IGNORE INTO dropped SELECT day, article_id FROM marked")
        for (day,) in self._connection.execute("SELECT DISTINCT day FROM dropped ORDER BY day").fetchall():
            gone = [row[0].hex() for row in self._connection.execute("SELECT article_id FROM dropped WHERE day = ?", (day,))]
            yield date.fromisoformat(day), gone, [_row(day, *row) for row in self._connection.execute(MARKED, (day,))]

    def _settle(self) -> None:
        """Bring the groups up to date."""
        self._connection.executemany(TOUCH, ((key,) for key in self._groups.settle()))

    def _compare(self, meetings: Iterable[Meeting], at_hand: Mapping[bytes, Signature] = NONE) -> None:
        """Link stories with those that they meet and are near-duplicates of; signatures at hand aren't asked for."""
        for keys, pairs in portions(meetings, sorted(at_hand)):
            for at in range(0, len(pairs), PAIRS_TOGETHER):
                places, rows = np.unique(pairs[at : at + PAIRS_TOGETHER], return_inverse=True)
                some, rows = [keys[place] for place in places.tolist()], rows.reshape(-1, 2)
                signatures = self._signatures(some, at_hand)
                equal = equal_bins([signatures[key] for key in some], rows)
                self._link([(some[rows[row, 0]], some[rows[row, 1]], int(equal[row])) for row in np.flatnonzero(equal)])

    def _link(self, linked: Sequence[tuple[bytes, bytes, int]]) -> None:
        """Link pairs by the bins that they have in common."""
        rows = sorted([(one, equal, other) for one, other, equal in linked] + [(other, equal, one) for one, other, equal in linked])
        self._connection.executemany("INSERT OR IGNORE INTO links VALUES (?, ?, ?)", rows)
        self._connection.executemany(TOUCH, ((one,) for one, _, _ in rows))
        self._groups.join((one, other) for one, other, _ in linked)

    def _unlink(self, one: bytes, other: bytes, equal: int) -> None:
        rows = ((one, equal, other), (other, equal, one))
        self._connection.executemany("DELETE FROM links WHERE key = ? AND equal = ? AND other = ?", rows)
        self._connection.executemany(TOUCH, ((one,), (other,)))
        self._groups.part((one, other))
        if self._groups.is_time:
            self._settle()

    def _unlink_uncompared(self, ousted: Iterable[bytes], at_hand: Mapping[bytes, Signature]) -> None:
        """Unlink stories that no longer lead a band from those with which they have no band left in common that one of them leads."""
        linked = ((key, other, equal) for key in sorted(ousted) for equal, other in self._links(key))
        for some in chunks(linked, LINKS_TOGETHER):
            signatures = self._signatures({key for one, other, _ in some for key in (one, other)}, at_hand)
            places = {key: place for place, key in enumerate(signatures)}
            bands = bands_of(list(signatures.values()))
            ones, others = bands[[places[one] for one, _, _ in some]], bands[[places[other] for _, other, _ in some]]
            rows, columns = np.nonzero(ones == others)
            common = list(zip(rows.tolist(), ones[rows, columns].tolist(), strict=True))
            smaller, last = [min(one, other) for one, other, _ in some], self._bands.last({band for _, band in common})
            led = {row for row, band in common if smaller[row] <= last.get(band, smaller[row])}
            for link in (link for row, link in enumerate(some) if row not in led):
                self._unlink(*link)

    def _links(self, key: bytes) -> Iterator[tuple[int, bytes]]:
        """Equal bins and keys of the stories that a story is linked with; links may go while they are told."""
        after = (-1, b"")
        while found := self._connection.execute(LINKED, (key, *after, LINKS_TOGETHER)).fetchall():
            yield from found
            after = found[-1]

    def _signatures(self, keys: Iterable[bytes], at_hand: Mapping[bytes, Signature] = NONE) -> dict[bytes, Signature]:
        """Those of the stories that are here."""
        wanted = set(keys)
        found = {key: at_hand[key] for key in wanted & at_hand.keys()}
        for asked in chunks(sorted(wanted - at_hand.keys())):
            query = f"SELECT key, bins, numbers FROM stories WHERE key IN ({marks(asked)})"  # noqa: S608 - question marks only
            found.update((key, Signature(bins, numbers)) for key, bins, numbers in self._connection.execute(query, asked))
        return found

    def _drop(self, key: bytes) -> None:
        """Note that a story's row goes; one that was put ahead has none yet."""
        self._connection.execute(DROP, (key,))


def _row(day: str, article_id: bytes, group_id: bytes, nearest_id: bytes, equal: int) -> NearDuplicate:
    published = date.fromisoformat(day)
    return NearDuplicate(article_id.hex(), None if published == date.min else published, group_id.hex(), nearest_id.hex(), equal / BINS)
