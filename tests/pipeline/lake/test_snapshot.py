"""Snapshots: all tables of one moment, whole or not at all, gone when they are dropped."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake.commit import recover
from pipeline.lake.folders import Lake
from pipeline.lake.snapshot import drop_snapshot, list_snapshots, take_snapshot
from pipeline.lake.verify import verify
from tests.helpers import table_bytes
from tests.pipeline.faults import CountingFiles, DyingFiles, Killed
from tests.pipeline.small_lake import make_lake


@pytest.fixture
def lake(fast_folder: Path) -> Iterator[Lake]:
    """A small lake."""
    yield make_lake(fast_folder / "snapshots")
    shutil.rmtree(fast_folder / "snapshots")


def test_a_snapshot_stays_as_it_was_and_the_lake_sound(lake: Lake) -> None:
    """What is replaced in the lake, or removed, is still there in the snapshot; both verify."""
    before = table_bytes(lake.root)
    folder = take_snapshot(lake, "now", Files())
    assert table_bytes(folder) == before
    assert verify(lake).findings == ()
    day = lake.days("people")[0]
    (lake.staging / "new").write_bytes(b"new")
    Files().replace(lake.staging / "new", lake.partition_path("people", day))
    shutil.rmtree(lake.table("quotes"))
    assert table_bytes(folder) == before
    assert list_snapshots(lake) == ["now"]


def test_killed_anywhere_a_snapshot_is_whole_or_not_there(lake: Lake) -> None:
    """Death at every operation of taking and of dropping: the next recovery leaves a whole one, or none."""
    before = table_bytes(lake.root)
    ended = 0
    for at in range(1, 2000):
        try:
            take_snapshot(lake, "now", DyingFiles(at))
            drop_snapshot(lake, "now", DyingFiles(at))
            ended = at
        except Killed:
            recover(lake, CountingFiles())
        assert list(lake.staging.iterdir()) == []
        for name in list_snapshots(lake):
            assert table_bytes(lake.root / "_snapshots" / name) == before
            drop_snapshot(lake, name, CountingFiles())
        if ended:
            break
    assert ended > 100
    assert table_bytes(lake.root) == before


def test_names_that_are_taken_or_none_are_told(lake: Lake) -> None:
    """A second snapshot of a name, one that isn't there, and names that lead elsewhere."""
    take_snapshot(lake, "now", Files())
    for name, words in (("now", "there already"), ("", "no name"), ("../x", "no name"), (".x", "no name")):
        with pytest.raises(LakeError, match=words):
            take_snapshot(lake, name, Files())
    with pytest.raises(LakeError, match="no snapshot"):
        drop_snapshot(lake, "then", Files())


def test_the_command_takes_lists_and_drops(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    """What it prints is where the snapshots lie."""
    folder = str(lake.root / "_snapshots" / "now")
    asked = ["--lake", str(lake.root), "--json"]
    answers = []
    for words in (["now"], [], ["now", "--drop"], []):
        assert main(["snapshot", *words, *asked]) == 0
        answers.append(json.loads(capsys.readouterr().out)["snapshots"])
    assert answers == [[folder], [folder], [], []]
    assert main(["snapshot", "--drop", *asked]) == 2
