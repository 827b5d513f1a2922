"""Work in another thread."""

from threading import Event, active_count, get_ident

import pytest

from pipeline.meanwhile import meanwhile

SECONDS = 60
"""Longer than any of this takes; a wait that lasts as long is a failure."""


def test_the_work_is_done_while_the_block_runs() -> None:
    """The work begins with the block, in another thread, and what it gives is known when the block has ended."""
    begun, go_on = Event(), Event()

    def work() -> int:
        begun.set()
        assert go_on.wait(SECONDS)
        return get_ident()

    with meanwhile(work, pytest.fail) as future:
        assert begun.wait(SECONDS)
        go_on.set()
    assert future.result(0) != get_ident()


def test_the_block_waits_for_the_work_and_leaves_its_error_to_the_future() -> None:
    """An error of the work is raised where its result is asked for."""

    def work() -> None:
        raise ValueError("no")

    with meanwhile(work, pytest.fail) as future:
        pass
    with pytest.raises(ValueError, match="no"):
        future.result(0)


def test_a_block_that_fails_stops_the_work() -> None:
    """The work is told to stop, and its thread has ended when the block's error goes on."""
    before, begun, stopped = active_count(), Event(), Event()

    def work() -> None:
        begun.set()
        assert stopped.wait(SECONDS)

    def block() -> None:
        assert begun.wait(SECONDS)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), meanwhile(work, stopped.set):
        block()
    assert active_count() == before
