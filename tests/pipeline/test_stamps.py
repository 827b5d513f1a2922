"""A source is read again whenever its bytes may have changed."""

import os
import time
from pathlib import Path

import pytest

from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.ledger import open_ledger, open_ledger_for_reading
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.stamps import RESTED_NS, rests, source_row
from schemas.inputs import Source

DAY_NS = 24 * 3600 * 10**9


def later() -> int:
    """A time at which a file written now has rested."""
    return time.time_ns() + 2 * RESTED_NS


def source(path: Path, sidecar: Path | None = None) -> Source:
    """The file as it is found."""
    return Source(path.name, str(path), path.stat().st_size, path.stat().st_mtime_ns, str(sidecar) if sidecar else None)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """An empty lake."""
    return open_or_create_lake(tmp_path / "lake", Files())


def known(lake: Lake, found: Source, now_ns: int) -> bool:
    """Whether the ledger holds the source as unchanged; it is noted as read if not."""
    row = source_row(found, now_ns)
    with open_ledger(lake) as ledger:
        unchanged = bool(list(ledger.unchanged([row])))
        ledger.apply(f"{row.stamp} {now_ns}", LedgerChanges(sources=(row,)))
    return unchanged


def test_a_file_that_rests_is_read_once(lake: Lake, tmp_path: Path) -> None:
    """Read when it is new, skipped ever after."""
    (tmp_path / "a").write_text("old")
    assert [known(lake, source(tmp_path / "a"), later()) for _ in range(3)] == [False, True, True]


def test_a_file_that_was_just_written_is_read_once_more(lake: Lake, tmp_path: Path) -> None:
    """What might have changed within the tick of the clock is read until it has rested."""
    (tmp_path / "a").write_text("old")
    now = time.time_ns()
    assert [known(lake, source(tmp_path / "a"), at) for at in (now, now, later(), later())] == [False, False, False, True]


def test_every_change_is_seen(lake: Lake, tmp_path: Path) -> None:
    """Grown, shrunk, replaced with equal size and time, rewritten in place with its time put back: all are read again."""
    path = tmp_path / "a"
    path.write_text("old")
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)

    def replaced() -> None:
        (tmp_path / "b").write_text("new")
        os.utime(tmp_path / "b", ns=times)
        (tmp_path / "b").replace(path)

    def rewritten() -> None:
        path.write_text("own")
        os.utime(path, ns=times)

    for change in (lambda: path.write_text("old and more"), lambda: path.write_text("ol"), replaced, rewritten):
        known(lake, source(path), later())
        assert known(lake, source(path), later())
        time.sleep(0.02)
        change()
        assert not known(lake, source(path), later())


@pytest.mark.parametrize("off", [-DAY_NS, DAY_NS])
def test_a_clock_that_is_off_by_a_day_loses_nothing(lake: Lake, tmp_path: Path, off: int) -> None:
    """Changes are seen whatever the file's time says, and nothing is read twice."""
    path = tmp_path / "a"
    for text in ("one", "two", "six"):
        path.write_text(text)
        os.utime(path, ns=(time.time_ns() + off, time.time_ns() + off))
        assert not known(lake, source(path), later())
        assert known(lake, source(path), later())


def test_a_changed_sidecar_counts(lake: Lake, tmp_path: Path) -> None:
    """The metadata beside a page is a part of it."""
    path, sidecar = tmp_path / "a", tmp_path / "a.json"
    path.write_text("page")
    sidecar.write_text("{}")
    assert [known(lake, source(path, sidecar), later()) for _ in range(2)] == [False, True]
    sidecar.write_text('{"title": "x"}')
    assert not known(lake, source(path, sidecar), later())
    assert not known(lake, source(path), later())


def test_a_file_rests_when_it_has_not_changed_for_two_seconds(tmp_path: Path) -> None:
    """Not while it is written, but after."""
    (tmp_path / "a").write_text("x")
    assert not rests(tmp_path / "a", time.time_ns())
    assert rests(tmp_path / "a", later())


def test_a_missing_ledger_is_told(lake: Lake) -> None:
    """Whoever only looks doesn't make one."""
    with pytest.raises(LakeError, match="is missing: restore"):
        open_ledger_for_reading(lake)
    assert not lake.ledger_file.exists()
