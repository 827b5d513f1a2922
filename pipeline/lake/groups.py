"""The groups of near-duplicates in the index of similar stories: what links connect, kept up by what has changed, not by what is there.

A group is named by the smallest article_id among its stories. Where stories are linked, their groups become one. Where links went, it
is looked whether the stories at their ends are connected still, from all of them at once: mostly they meet after a step or two, and
what has come apart is found by its own size, however large the rest is.
"""

import sqlite3
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.lake.ledger import chunks, marks
from pipeline.lake.similar_schema import KEY_BYTES

MANY = 10_000
"""Notes from which on it is time to settle them."""

NAMES = "SELECT key, group_id FROM grouped WHERE key IN"
IDS = "SELECT key, article_id FROM stories WHERE key IN"
MEMBERS = "SELECT key, article_id FROM grouped JOIN stories USING (key) WHERE group_id = ?"

Names = dict[bytes, bytes | None]
"""Stories by their keys, and the group of each; None for one that has none."""


@dataclass(slots=True)
class _Joint:
    """What is to be looked at together: groups and single stories that links have joined, or that have lost links."""

    groups: set[bytes] = field(default_factory=set)
    singles: dict[bytes, bytes] = field(default_factory=dict)
    """Ids of stories without a group, by their keys."""
    parted: set[bytes] = field(default_factory=set)


@dataclass(slots=True)
class Groups:
    """The groups of an open index, and the links that have come and gone since they were settled."""

    connection: sqlite3.Connection
    _came: dict[bytes, bytes] = field(default_factory=dict)
    """Stories that have got links, and for each another one that it is connected with by these, up to one that stands for all of them."""
    _parted: set[bytes] = field(default_factory=set)

    def begin(self) -> None:
        """Forget what was noted."""
        self._came, self._parted = {}, set()

    def join(self, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Note pairs of stories that are linked now."""
        for one, other in pairs:
            self._came.setdefault(other, other)
            self._came[_root(self._came, one)] = _root(self._came, other)

    def part(self, keys: Iterable[bytes]) -> None:
        """Note stories that have lost a link; a story that is gone takes its own and its neighbours'."""
        self._parted.update(keys)

    @property
    def is_time(self) -> bool:
        """Whether much has been noted."""
        return len(self._came) + len(self._parted) >= MANY

    def settle(self) -> list[bytes]:
        """Bring the groups up to the links that are there; the stories whose group is another one now."""
        now: Names = {}
        for joint in self._joints():
            now.update(self._renamed(joint))
        self.begin()
        self.connection.executemany("DELETE FROM grouped WHERE key = ?", ((key,) for key in now))
        self.connection.executemany("INSERT INTO grouped VALUES (?, ?)", ((key, name) for key, name in now.items() if name))
        return list(now)

    def _joints(self) -> Iterable[_Joint]:
        noted = self._parted | self._came.keys()
        names, ids = self._asked(NAMES, noted), self._asked(IDS, noted)
        root: dict[bytes, bytes] = {}
        for one, other in self._came.items():
            root[_root(root, names.get(one, one))] = _root(root, names.get(other, other))
        joints: defaultdict[bytes, _Joint] = defaultdict(_Joint)
        for key in noted & ids.keys():
            joint = joints[_root(root, names.get(key, key))]
            if key in names:
                joint.groups.add(names[key])
            else:
                joint.singles[key] = ids[key]
            if key in self._parted:
                joint.parted.add(key)
        return joints.values()

    def _renamed(self, joint: _Joint) -> Names:
        """Stories of a joint whose group may be another one now: all of each piece that came apart, and of the rest those that join others."""
        pieces = [self._asked(IDS, piece) for piece in self._pieces(joint.parted)]
        apart = {key for piece in pieces for key in piece}
        rest = {key: article_id for key, article_id in joint.singles.items() if key not in apart}
        heads = {group: head for group in joint.groups if (head := self._head(group, apart))}
        name = min((*rest.values(), *heads.values()), default=None)
        for group in heads:
            if group != name:
                rest.update((key, article_id) for key, article_id in self._members(group) if key not in apart)
        now: Names = dict.fromkeys(rest, name)
        stay = self._some_members(name, len(apart) + 2) - apart if name in joint.groups else set()
        if name and len(stay | rest.keys()) == 1:
            now[name[-KEY_BYTES:]] = None
        for piece in pieces:
            now.update(dict.fromkeys(piece, min(piece.values()) if len(piece) > 1 else None))
        return now

    def _head(self, group: bytes, apart: Collection[bytes]) -> bytes | None:
        """The smallest id of those stories of a group that aren't apart; mostly it is the one that the group is named by."""
        key = group[-KEY_BYTES:]
        if key not in apart and self._asked(NAMES, [key]).get(key) == group:
            return group
        return min((article_id for key, article_id in self._members(group) if key not in apart), default=None)

    def _members(self, group: bytes) -> Iterator[tuple[bytes, bytes]]:
        return self.connection.execute(MEMBERS, (group,))

    def _some_members(self, group: bytes | None, most: int) -> set[bytes]:
        """So many of a group's stories, which is enough to tell whether there are others than some."""
        return {key for (key,) in self.connection.execute("SELECT key FROM grouped WHERE group_id = ? LIMIT ?", (group, most))}

    def _pieces(self, parted: Collection[bytes]) -> Iterator[set[bytes]]:
        """What is no longer connected with the rest of some stories, piece by piece; the largest piece is the rest, more or less.

        The search goes on from all of the stories in turn, and searches that meet are one from there on. It ends when one is left.
        """
        root: dict[bytes, bytes] = {}
        found = {key: {key} for key in parted}
        waiting = {key: deque([key]) for key in parted}
        holder = {key: key for key in parted}
        turns = deque(parted)
        while len(turns) > 1:
            turn = turns.popleft()
            if turn in root:
                continue
            if not waiting[turn]:
                yield found[turn]
                continue
            for (key,) in self.connection.execute("SELECT other FROM links WHERE key = ?", (waiting[turn].popleft(),)).fetchall():
                met = _root(root, holder.setdefault(key, turn))
                if met != turn:
                    root[met] = turn
                    found[turn] |= found.pop(met)
                    waiting[turn] += waiting.pop(met)
                elif key not in found[turn]:
                    found[turn].add(key)
                    waiting[turn].append(key)
            turns.append(turn)

    def _asked(self, query: str, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """What a query gives for those of the keys that it knows."""
        found: dict[bytes, bytes] = {}
        for some in chunks(keys):
            found.update(self.connection.execute(f"{query} ({marks(some)})", some))
        return found


def _root(root: dict[bytes, bytes], node: bytes) -> bytes:
    """The node that stands for all that a node has been joined with."""
    while (above := root.get(node, node)) != node:
        root[node] = root.get(above, above)
        node = above
    return node
