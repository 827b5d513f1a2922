"""The index of similar stories: what it holds follows from the set of stories, however it came about."""

import random
import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from itertools import count, groupby
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.lake.similar import SimilarIndex
from pipeline.lake.similar_file import open_index
from pipeline.lake.similar_schema import set_up
from schemas.records import NearDuplicate
from transforms.text.signature import BINS, Signature, band_keys, equal_bins

DAY = date(2026, 11, 1)


def signature(family: int, changed: int, seed: int) -> Signature:
    """The signature of a family's story with some of its bins changed."""
    bins = np.random.default_rng(family).integers(0, 1 << 16, BINS, dtype=np.uint16)
    chance = np.random.default_rng((family, changed, seed))
    bins[chance.choice(BINS, changed, replace=False)] = chance.integers(0, 1 << 16, changed, dtype=np.uint16)
    return Signature(bins.astype("<u2").tobytes(), b"")


SIGNATURES = [signature(number % 3, number // 3 % 4 * 25, number) for number in range(24)]
"""Three families of eight: two exact copies, and three pairs that are less and less alike."""
IDS = [f"{random.Random(number).getrandbits(256):064x}" for number in range(24)]
STEPS = st.lists(st.tuples(st.integers(0, 23), st.sampled_from(["put", "put", "put", "remove", "other", "move"])), max_size=40)
Stories = dict[int, tuple[date, Signature]]


def opened(leaders: int) -> SimilarIndex:
    """An empty index in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    set_up(connection)
    return SimilarIndex(connection, leaders)


def take_together(index: SimilarIndex, stories: Stories, steps: Iterable[tuple[int, str]]) -> None:
    """Steps on the index, and on what it is to hold; the stories that come one after another come together."""
    for comes, some in groupby(steps, lambda step: step[1] in ("put", "other")):
        if comes:
            coming = {number: (DAY, SIGNATURES[number if kind == "put" else (number + 1) % 24]) for number, kind in some}
            index.put_all((IDS[number], *story) for number, story in coming.items())
            stories.update(coming)
        else:
            for step in some:
                take(index, stories, step)


def take(index: SimilarIndex, stories: Stories, step: tuple[int, str]) -> None:
    """One step on the index, and on what it is to hold."""
    number, kind = step
    if kind == "remove":
        index.remove(IDS[number])
        stories.pop(number, None)
    elif kind == "move":
        index.move(IDS[number], DAY + timedelta(number))
        if number in stories:
            stories[number] = (DAY + timedelta(number), stories[number][1])
    else:
        stories[number] = (DAY, SIGNATURES[number if kind == "put" else (number + 1) % 24])
        index.put_all([(IDS[number], *stories[number])])


def links(index: SimilarIndex) -> set[tuple[bytes, bytes, int]]:
    """All links of an index."""
    return set(index._connection.execute("SELECT key, other, equal FROM links"))


def expected_links(stories: Stories, leaders: int) -> set[tuple[bytes, bytes, int]]:
    """The links by their definition: a common band that one of the two leads, and bins enough in common."""
    keys = {number: bytes.fromhex(IDS[number])[16:] for number in stories}
    bands: dict[int, list[bytes]] = {}
    for number, (_, signed) in stories.items():
        for band in band_keys(signed):
            bands.setdefault(band, []).append(keys[number])
    found = set()
    for one in stories:
        for other in stories:
            common = set(band_keys(stories[one][1])) & set(band_keys(stories[other][1]))
            led = any(min(keys[one], keys[other]) in sorted(bands[band])[:leaders] for band in common)
            equal = equal_bins([stories[one][1], stories[other][1]], np.array([(0, 1)]))[0]
            if one != other and led and equal:
                found.add((keys[one], keys[other], equal))
    return found


def rows_after(index: SimilarIndex, table: dict[date, dict[str, NearDuplicate]]) -> dict[date, dict[str, NearDuplicate]]:
    """The table after the changes of a transaction."""
    after = {day: dict(rows) for day, rows in table.items()}
    for day, gone, come in index.changes():
        rows = after.setdefault(day, {})
        for article_id in gone:
            rows.pop(article_id, None)
        rows.update({row.article_id: row for row in come})
    index.commit()
    return {day: rows for day, rows in after.items() if rows}


def from_scratch(stories: Stories, leaders: int, order: Iterable[int]) -> dict[date, dict[str, NearDuplicate]]:
    """The table of an index that took the stories in at once, in some order."""
    with opened(leaders) as index:
        index.begin("all")
        index.put_all((IDS[number], *stories[number]) for number in order)
        return rows_after(index, {})


@settings(max_examples=150, deadline=None)
@given(STEPS, st.integers(1, 4), st.integers(1, 7), st.booleans())
def test_links_follow_from_the_stories(steps: list[tuple[int, str]], leaders: int, each: int, together: bool) -> None:  # noqa: FBT001  drawn
    """After any steps, one by one or together, in transactions of any size, links and rows are those of the stories left, taken in anew."""
    stories: Stories = {}
    table: dict[date, dict[str, NearDuplicate]] = {}
    with opened(leaders) as index:
        for start in range(0, len(steps), each):
            index.begin(f"commit {start}")
            some = steps[start : start + each]
            if together:
                take_together(index, stories, some)
            else:
                for step in some:
                    take(index, stories, step)
            table = rows_after(index, table)
        assert links(index) == expected_links(stories, leaders)
    assert table == from_scratch(stories, leaders, sorted(stories, reverse=True))


@settings(max_examples=150, deadline=None)
@given(STEPS, st.integers(1, 4), st.integers(1, 7), st.lists(st.tuples(st.integers(0, 23), st.sampled_from(["put", "other"])), max_size=24))
def test_what_was_put_ahead_does_not_show(steps: list[tuple[int, str]], leaders: int, each: int, ahead: list[tuple[int, str]]) -> None:
    """Stories that came ahead of their transaction's steps, or don't come at all, of other days and texts perhaps: links and rows are the same."""
    stories: Stories = {}
    table: dict[date, dict[str, NearDuplicate]] = {}
    with opened(leaders) as index:
        for start in range(0, len(steps), each):
            index.begin(f"commit {start}")
            some = steps[start : start + each]
            index.put_ahead(
                (IDS[number], DAY + timedelta(number), SIGNATURES[number if kind == "put" else (number + 1) % 24]) for number, kind in ahead
            )
            index.keep_of_those_ahead(IDS[number] for number, kind in some if kind in ("put", "other"))
            take_together(index, stories, some)
            table = rows_after(index, table)
        assert links(index) == expected_links(stories, leaders)
    assert table == from_scratch(stories, leaders, sorted(stories))


def test_days_that_stories_were_put_ahead_on_are_not_touched() -> None:
    """A story that turns out to lie on another day, or not to be there, changes nothing of the day that it was put on ahead."""
    with opened(2) as index:
        index.begin("all")
        index.put_ahead((IDS[number], DAY, SIGNATURES[number]) for number in (0, 3))
        index.keep_of_those_ahead([IDS[0]])
        index.put_all([(IDS[0], DAY + timedelta(1), SIGNATURES[0]), (IDS[1], DAY + timedelta(2), SIGNATURES[0])])
        assert {DAY + timedelta(1), DAY + timedelta(2)} == {day for day, _, _ in index.changes()}


@settings(max_examples=30, deadline=None)
@given(st.permutations(range(24)))
def test_the_order_of_arrival_does_not_show(order: list[int]) -> None:
    """All stories give the same rows in any order."""
    stories = {number: (DAY, signed) for number, signed in enumerate(SIGNATURES)}

    assert from_scratch(stories, 3, order) == from_scratch(stories, 3, range(24))


def test_what_is_not_committed_is_undone() -> None:
    """A transaction that ends without commit leaves the index as it was."""
    connection = sqlite3.connect("file:undone?mode=memory&cache=shared", uri=True, isolation_level=None)
    set_up(connection)
    with SimilarIndex(sqlite3.connect("file:undone?mode=memory&cache=shared", uri=True, isolation_level=None)) as index:
        index.begin("one")
        index.put_all([(IDS[0], DAY, SIGNATURES[0])])
        assert index.holds("one")
    with SimilarIndex(connection) as index:
        assert not index.holds("one")
        assert not list(index.stories())


def test_another_thread_can_stop_what_is_done_with_an_index(tmp_path: Path) -> None:
    """What a thread does with it fails once another one says so, and the transaction leaves nothing."""
    with open_index(tmp_path / "similar.sqlite") as index, ThreadPoolExecutor(1) as pool:
        begun = Event()

        def stories() -> Iterator[tuple[str, date, Signature]]:
            for number in count():
                begun.set()
                yield f"{random.Random(number).getrandbits(256):064x}", DAY, SIGNATURES[number % 24]

        index.begin("endless")
        work = pool.submit(index.put_all, stories())
        assert begun.wait(60)
        index.stop()
        with pytest.raises(sqlite3.OperationalError):
            work.result(60)
    with open_index(tmp_path / "similar.sqlite") as index:
        assert not index.holds("endless")


def test_an_index_of_this_version_stays(tmp_path: Path) -> None:
    """Opening it again leaves what it holds; one of another version is emptied."""
    for expected in (True, False):
        with closing(sqlite3.connect(tmp_path / "similar.sqlite", isolation_level=None)) as connection:
            assert set_up(connection) == expected
    with closing(sqlite3.connect(tmp_path / "similar.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 77")
        assert set_up(connection)


def test_a_new_leader_takes_the_links_of_the_last_one() -> None:
    """Of three copies, two of which the smallest joins last, only pairs with that one count where a band has one leader."""
    small, middle, large = sorted(IDS[:3], key=lambda article_id: article_id[32:])
    with opened(1) as index:
        index.begin("two")
        index.put_all([(middle, DAY, SIGNATURES[0])])
        index.put_all([(large, DAY, SIGNATURES[0])])
        assert len(links(index)) == 2
        index.put_all([(small, DAY, SIGNATURES[0])])
        assert {frozenset((one, other)) for one, other, _ in index.links()} == {frozenset((small[32:], other[32:])) for other in (middle, large)}
        index.remove(small)
        assert {frozenset((one, other)) for one, other, _ in index.links()} == {frozenset((middle[32:], large[32:]))}


def test_stories_that_thousands_resemble_cost_little() -> None:
    """Of copies without number each is compared with leaders only, and all are one group."""
    with opened(2) as index:
        index.begin("many")
        for number in range(300):
            index.put_all([(f"{random.Random(number).getrandbits(256):064x}", DAY, SIGNATURES[0])])
        ((_, _, rows),) = index.changes()

        assert len(rows) == 300
        assert len({row.group_id for row in rows}) == 1
        assert len(links(index)) < 2 * 2 * 300
