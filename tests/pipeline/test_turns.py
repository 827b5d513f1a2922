"""Work that ends in another thread."""

from threading import Event, active_count, get_ident

import pytest

from pipeline.turns import Turns

SECONDS = 60
"""Longer than any of this takes; a wait that lasts as long is a failure."""


def test_a_piece_of_work_ends_while_the_block_goes_on() -> None:
    """The work is done in another thread from when it is handed over, and what it gives is told by the time it has been waited for."""
    begun, go_on, told = Event(), Event(), list[int]()

    def work() -> int:
        begun.set()
        assert go_on.wait(SECONDS)
        return get_ident()

    with Turns(told.append) as turns:
        assert not turns.ending
        turns.end_meanwhile(work, pytest.fail)
        behind = turns.meanwhile(get_ident)
        assert begun.wait(SECONDS)
        assert turns.ending
        assert not told
        assert not behind.done()
        go_on.set()
        turns.wait()
        assert not turns.ending
        assert [behind.result(SECONDS)] == told
        assert len(told) == 1
    assert told != [get_ident()]


def test_the_block_ends_when_the_last_work_has() -> None:
    """Whoever leaves the block finds all told, in the order in which it was handed over; work that is ended here is ended at once."""
    told = list[int]()
    with Turns(told.append) as turns:
        turns.end_meanwhile(lambda: 1, pytest.fail)
        turns.wait()
        turns.end(lambda: 2)
        assert told == [1, 2]
        turns.end_meanwhile(lambda: 3, pytest.fail)
    assert told == [1, 2, 3]


def test_an_error_of_the_work_is_raised_once_where_it_is_waited_for() -> None:
    """Who waits hears of the error, and so does who leaves the block without having waited."""

    def work() -> str:
        raise ValueError("no")

    def wait() -> None:
        with Turns(pytest.fail) as turns:
            turns.end_meanwhile(work, bool)
            with pytest.raises(ValueError, match="no"):
                turns.wait()
            turns.wait()

    def leave() -> None:
        with Turns(pytest.fail) as turns:
            turns.end_meanwhile(work, bool)

    wait()
    with pytest.raises(ValueError, match="no"):
        leave()


def test_a_block_that_is_interrupted_stops_the_work() -> None:
    """The work is told to stop, and its thread has ended when the interrupt goes on."""
    before, begun, stopped = active_count(), Event(), Event()

    def work() -> None:
        begun.set()
        assert stopped.wait(SECONDS)

    def block() -> None:
        with Turns(bool) as turns:
            turns.end_meanwhile(work, stopped.set)
            assert begun.wait(SECONDS)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        block()
    assert active_count() == before


def test_a_block_that_fails_lets_the_work_end() -> None:
    """A slice that can't be read takes nothing from the one before, which is committed and counted before the error goes on."""
    begun, told = Event(), list[str]()

    def work() -> str:
        assert begun.wait(SECONDS)
        return "committed"

    def block() -> None:
        with Turns(told.append) as turns:
            turns.end_meanwhile(work, pytest.fail)
            begun.set()
            raise OSError("unread")

    with pytest.raises(OSError, match="unread"):
        block()
    assert told == ["committed"]
