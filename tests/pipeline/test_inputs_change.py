"""Inputs that grow, are renamed, or are replaced with equal size while clocks are off by a day: the lake follows them.

A case is a seed: it writes pages, ingests, changes one at random, ingests again, four times over. At the end the lake has the bytes of
a fresh one of the folder as it lies there, and is sound. A file that is moved and changed between two runs would be none of these: its
earlier page comes nowhere, and stays.
"""

import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.engine import Engine
from pipeline.ingest import IngestOptions, ingest
from pipeline.lake.folders import open_lake
from pipeline.lake.verify import verify
from pipeline.progress import Progress
from tests.conftest import Tried
from tests.helpers import page, table_bytes

DAY_SECONDS = 24 * 3600
OPTIONS = IngestOptions(Engine(workers="1", small_bytes=1 << 30))
TOWNS = ["清浦", "洛川", "陵水", "文昌", "安溪", "德化", "永定", "长汀", "平和", "东山"]
Change = Callable[[Path, random.Random], None]


def text(chance: random.Random) -> str:
    """A page of one of ten stories, with or without a date, and with teasers."""
    return page(chance.choice(TOWNS), published=chance.choice((None, "2025-05-13 09:30", "2025-05-14 08:00")), teasers=chance.randint(0, 2))


def pick(folder: Path, chance: random.Random) -> Path:
    """One of the files."""
    return chance.choice(sorted(folder.rglob("*.txt")))


def grow(folder: Path, chance: random.Random) -> None:
    """A crawler goes on writing: the first half of a page was there, now all of it is."""
    path, whole = pick(folder, chance), text(chance).encode()
    path.write_bytes(whole[: len(whole) // 2])
    take_in(folder.parent / "lake", folder)
    with path.open("ab") as file:
        file.write(whole[len(whole) // 2 :])


def rename(folder: Path, chance: random.Random) -> None:
    """A file gets another name, in a folder of another day."""
    path = pick(folder, chance)
    home = folder / f"day{chance.randint(1, 3)}"
    home.mkdir(exist_ok=True)
    path.rename(home / f"{chance.randrange(10**6):06}.txt")


def replace(folder: Path, chance: random.Random) -> None:
    """Another page takes a file's place, of the same size and with the same time."""
    path = pick(folder, chance)
    before = path.stat()
    data = text(chance).encode()
    size = before.st_size
    other = path.with_name("x.part")
    other.write_bytes((data + b"\n" * size)[:size] if len(data) <= size else path.read_bytes().replace("县".encode(), "市".encode(), 1))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def copy(folder: Path, chance: random.Random) -> None:
    """The same bytes lie in two places."""
    (folder / f"copy{chance.randrange(10**6):06}.txt").write_bytes(pick(folder, chance).read_bytes())


def rewrite(folder: Path, chance: random.Random) -> None:
    """A file is written anew in place."""
    pick(folder, chance).write_text(text(chance))


def set_clock(folder: Path, chance: random.Random) -> None:
    """A file's time is a day off."""
    at = time.time() + chance.choice((-DAY_SECONDS, DAY_SECONDS))
    os.utime(pick(folder, chance), (at, at))


CHANGES: tuple[Change, ...] = (grow, rename, replace, copy, rewrite, set_clock)


def take_in(lake: Path, folder: Path) -> int:
    """Ingest the folder; how many pages were read."""
    return ingest([str(folder)], lake, OPTIONS, Progress(quiet=True)).record.tally.get("pages", 0)


def check(folder: Path, seed: int) -> None:
    """One case."""
    chance = random.Random(seed)
    lake, pages = folder / "lake", folder / "in"
    pages.mkdir()
    for number in range(4):
        (pages / f"{number}.txt").write_text(text(chance))
    take_in(lake, pages)
    for change in chance.choices(CHANGES, k=4):
        change(pages, chance)
        take_in(lake, pages)
    fresh = folder / "fresh"
    take_in(fresh, pages)
    assert table_bytes(lake) == table_bytes(fresh)
    assert verify(open_lake(lake)).findings == ()


@pytest.mark.parametrize("seed", range(20))
def test_the_lake_follows_its_inputs(seed: int, tmp_path: Path, tried: Tried) -> None:
    """Twenty cases."""
    check(tmp_path, seed)
    tried("inputs that grew, moved, were replaced, had clocks a day off: the bytes of a fresh lake", 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
def test_the_lake_follows_its_inputs_many_times(seed: int, tmp_path: Path, tried: Tried) -> None:
    """Two hundred."""
    check(tmp_path, seed)
    tried("inputs that grew, moved, were replaced, had clocks a day off: the bytes of a fresh lake", 1)
