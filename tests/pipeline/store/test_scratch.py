"""Folders for workers' temporary files: one's own stay, a dead one's go, and other people's names are let be."""

import os
from pathlib import Path

import pytest

from pipeline.store.scratch import scratch


def test_what_a_killed_worker_left_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of a process that isn't there any more is removed by the next one; of one that is there, and what is named otherwise, isn't."""
    monkeypatch.setattr("pipeline.store.scratch.gettempdir", lambda: str(tmp_path))
    with scratch() as mine:
        prefix = mine.name.partition(f"{os.getpid()}-")[0]
        dead, odd, short = tmp_path / f"{prefix}{os.getpid()}-0-x", tmp_path / f"{prefix}no-number-x", tmp_path / f"{prefix}7"
        for folder in (dead, odd, short):
            folder.mkdir()
        with scratch() as another:
            assert {path for path in tmp_path.iterdir() if path != short} == {mine, another, odd}
    assert not mine.exists()
