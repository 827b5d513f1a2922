"""Work that begins when a file is there."""

from pathlib import Path
from threading import Event, active_count, get_ident

import pytest

from pipeline.meanwhile import once_there

SECONDS = 60
"""Longer than any of this takes; a wait that lasts as long is a failure."""


def test_the_work_is_done_while_the_block_still_runs(tmp_path: Path) -> None:
    """The work begins with the file, in another thread, and what it gives is known when the block has ended."""
    begun = Event()

    def work() -> int:
        begun.set()
        return get_ident()

    with once_there(tmp_path / "plan", work, pytest.fail) as future:
        assert not begun.is_set()
        (tmp_path / "plan").touch()
        assert begun.wait(SECONDS)
    assert future.result(0) != get_ident()


def test_the_block_waits_for_the_work_and_leaves_its_error_to_the_future(tmp_path: Path) -> None:
    """A block that ends first waits; an error of the work is raised where its result is asked for."""

    def work() -> None:
        raise ValueError("no")

    with once_there(tmp_path / "plan", work, pytest.fail) as future:
        (tmp_path / "plan").touch()
    with pytest.raises(ValueError, match="no"):
        future.result(0)


def test_a_block_that_fails_stops_the_work(tmp_path: Path) -> None:
    """The work is told to stop, and its thread has ended when the block's error goes on."""
    before, begun, stopped = active_count(), Event(), Event()

    def work() -> None:
        begun.set()
        assert stopped.wait(SECONDS)

    def block() -> None:
        (tmp_path / "plan").touch()
        assert begun.wait(SECONDS)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), once_there(tmp_path / "plan", work, stopped.set):
        block()
    assert active_count() == before


def test_without_the_file_nothing_is_done(tmp_path: Path) -> None:
    """A block that writes no file has the future say so, and one that fails before it does waits for nothing."""
    with once_there(tmp_path / "plan", pytest.fail, pytest.fail) as future:
        pass
    with pytest.raises(FileNotFoundError):
        future.result(0)
    with pytest.raises(KeyError), once_there(tmp_path / "plan", pytest.fail, lambda: None):
        raise KeyError("x")
