"""Opening and making a lake: what is one, what isn't, and what is said of it."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake.folders import Lake, open_lake, open_or_create_lake
from schemas.partitions import UNKNOWN_DATE as UNKNOWN
from schemas.partitions import parse_partition, partition_name
from schemas.tables import TABLES
from tests.pipeline.faults import DyingFiles, Killed


def test_a_new_lake_has_every_table_and_can_be_opened(tmp_path: Path) -> None:
    """The folders of all tables are there, empty, so that readers find them."""
    lake = open_or_create_lake(tmp_path / "a" / "lake", Files())
    assert open_lake(lake.root) == lake
    assert open_or_create_lake(lake.root, Files()) == lake
    assert {entry.name for entry in lake.root.iterdir()} == {*TABLES, "_state", "_runs", "_dead_letters", "_staging"}


def test_killed_while_it_is_made_a_lake_is_made_by_the_next(tmp_path: Path) -> None:
    """Death at every operation of the making: the next one goes on."""
    for at in range(1, 200):
        root = tmp_path / f"lake{at}"
        try:
            open_or_create_lake(root, DyingFiles(at, torn=True))
        except Killed:
            assert open_or_create_lake(root, Files()).format_file.is_file()
        else:
            break
    assert 20 < at < 199


def test_what_is_no_lake_is_told(tmp_path: Path) -> None:
    """Nothing there, a file, a folder of other things, a path through a file: one line each that says what to do."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "holiday.jpg").touch()
    for path, words in (("none", "ingest INPUT --lake"), ("file", "is a file"), ("other", "no lake of zhengwen"), ("file/x", "--lake|is a file")):
        with pytest.raises(LakeError, match=words) as caught:
            open_lake(tmp_path / path)
        assert "\n" not in str(caught.value)
    for path, words in (("file", "is a file"), ("other", r"holiday\.jpg"), ("file/x", "a part of the path is a file")):
        with pytest.raises(LakeError, match=words):
            open_or_create_lake(tmp_path / path, Files())
    assert sorted(entry.name for entry in (tmp_path / "other").iterdir()) == ["holiday.jpg"]


@pytest.mark.parametrize(("text", "words"), [('{"format": 99}', "format 99.*install"), ("{", "damaged"), ("[]", "damaged"), ("{}", "damaged")])
def test_a_lake_of_another_format_is_refused(text: str, words: str, tmp_path: Path) -> None:
    """A newer format, or a marker that can't be read, is never written over."""
    lake = open_or_create_lake(tmp_path / "lake", Files())
    lake.format_file.write_text(text)
    for use in (lambda: open_lake(lake.root), lambda: open_or_create_lake(lake.root, Files())):
        with pytest.raises(LakeError, match=words):
            use()
    assert lake.format_file.read_text() == text


def test_partitions_are_named_and_read_back(tmp_path: Path) -> None:
    """A day's path and back; the unknown date has its sentinel; other names are no partitions."""
    day = date(2026, 11, 21)
    assert partition_name("people", day) == "people/date=2026-11-21/part.parquet"
    assert partition_name("people", None) == "people/date=0001-01-01/part.parquet"
    assert parse_partition(Path(partition_name("people", None))) == UNKNOWN
    for name in ("date=2026-1-1", "date=20261121", "day=2026-11-21", "date=", "x"):
        assert parse_partition(Path(name, "part.parquet")) is None
    assert parse_partition(Path("date=2026-11-21", "other.parquet")) is None
    lake = Lake(tmp_path)
    for known in (day, UNKNOWN):
        lake.partition_path("people", known).parent.mkdir(parents=True)
        lake.partition_path("people", known).touch()
    assert lake.days("people") == [UNKNOWN, day]
