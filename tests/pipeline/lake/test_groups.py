"""Groups of linked stories, kept up as links come and go, are those that the links left at the end connect."""

import sqlite3
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lake.groups import Groups, Names
from pipeline.lake.similar_schema import set_up

IDS = [bytes([(37 * number) % 251]) * 16 + bytes([number]) * 16 for number in range(14)]
"""Article ids whose order isn't that of their keys."""
KEYS = [article_id[16:] for article_id in IDS]
NUMBERS = st.integers(0, len(IDS) - 1)
STEPS = st.lists(st.tuples(st.sampled_from(["link", "link", "unlink", "remove", "again", "settle"]), NUMBERS, NUMBERS), max_size=60)
Links = set[tuple[int, int]]


def opened() -> tuple[sqlite3.Connection, Groups]:
    """Groups of an index that holds all stories and no link."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    set_up(connection)
    for number in range(len(IDS)):
        put(connection, number)
    return connection, Groups(connection)


def put(connection: sqlite3.Connection, number: int) -> None:
    """Put a story in, unless it is there."""
    connection.execute("INSERT OR IGNORE INTO stories VALUES (?, ?, '2026-05-01', '', '')", (KEYS[number], IDS[number]))


def both(one: int, other: int) -> Iterator[tuple[bytes, bytes]]:
    """A link as the table holds it."""
    yield KEYS[one], KEYS[other]
    yield KEYS[other], KEYS[one]


def take(connection: sqlite3.Connection, groups: Groups, links: Links, step: tuple[str, int, int]) -> None:
    """Do a step, and note it as the index does."""
    kind, one, other = step[0], *sorted(step[1:])
    if kind == "link" and one != other and (one, other) not in links:
        put(connection, one)
        put(connection, other)
        connection.executemany("INSERT INTO links VALUES (?, 200, ?)", both(one, other))
        groups.join([(KEYS[one], KEYS[other])])
        links.add((one, other))
    elif kind == "unlink" and (one, other) in links:
        unlink(connection, groups, links, one, other)
    elif kind == "remove":
        for pair in [pair for pair in links if one in pair]:
            unlink(connection, groups, links, *pair)
        connection.execute("DELETE FROM stories WHERE key = ?", (KEYS[one],))
        connection.execute("DELETE FROM grouped WHERE key = ?", (KEYS[one],))
    elif kind == "again":
        take(connection, groups, links, ("remove", one, other))
        put(connection, one)
        groups.part([KEYS[one]])
    elif kind == "settle":
        groups.settle()


def unlink(connection: sqlite3.Connection, groups: Groups, links: Links, one: int, other: int) -> None:
    """Take a link out."""
    connection.executemany("DELETE FROM links WHERE key = ? AND other = ?", both(one, other))
    groups.part((KEYS[one], KEYS[other]))
    links.remove((one, other))


def connected(links: Links) -> Names:
    """The groups by their definition."""
    found: dict[int, set[int]] = {}
    for one, other in links:
        joined = found.get(one, {one}) | found.get(other, {other})
        found.update(dict.fromkeys(joined, joined))
    return {KEYS[number]: min(IDS[member] for member in members) for number, members in found.items()}


def held(connection: sqlite3.Connection) -> Names:
    """The groups that the table holds."""
    return dict(connection.execute("SELECT key, group_id FROM grouped"))


@settings(max_examples=500, deadline=None)
@given(STEPS)
def test_groups_are_what_links_connect(steps: list[tuple[str, int, int]]) -> None:
    """After any links that came and went, and stories that went and came again, settled now and then."""
    connection, groups = opened()
    links: Links = set()
    for step in steps:
        take(connection, groups, links, step)
    before = held(connection)
    told = groups.settle()

    assert held(connection) == connected(links)
    assert {key for key, name in held(connection).items() if before.get(key) != name} <= set(told)
    assert {key for key in before if key not in held(connection)} <= set(told)


def test_what_stays_connected_is_not_told_again() -> None:
    """A link that goes between two stories of a large group, which others connect, changes no story's group; nor is all of the group looked at."""
    connection, groups = opened()
    links: Links = set()
    for other in range(2, 14):
        for hub in (0, 1):
            take(connection, groups, links, ("link", hub, other))
    groups.settle()
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    take(connection, groups, links, ("unlink", 0, 5))

    assert groups.settle() == []
    assert sum("SELECT other FROM links" in query for query in asked) < 5


def test_a_story_that_falls_off_a_large_group_is_told_alone() -> None:
    """Its group is another, which is none; the others keep theirs."""
    connection, groups = opened()
    links: Links = set()
    for other in range(1, 14):
        take(connection, groups, links, ("link", 0, other))
    groups.settle()
    take(connection, groups, links, ("unlink", 0, 7))

    assert groups.settle() == [KEYS[7]]
