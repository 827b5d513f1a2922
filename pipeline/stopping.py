"""Ending on a signal: at a moment that suits, and without the wait that precedes it."""

import os
import select
import signal
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class SignalStop:
    """Set by a signal. A pipe, since a signal's handler that takes a lock may find it held by the code that it interrupts."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._set = False

    def set(self, *_: int | FrameType | None) -> None:
        """Have it end. A second signal ends the process at once, as signals do by default."""
        self._set = True
        os.write(self._write, b"x")
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)

    def is_set(self) -> bool:
        """Whether a signal has come."""
        return self._set

    def wait(self, timeout: float) -> bool:
        """Sleep for so many seconds, or until a signal comes; whether one has."""
        select.select([self._read], [], [], timeout)
        return self._set


def stop_on_signals() -> SignalStop:
    """What the first SIGTERM or SIGINT from now on sets."""
    stop = SignalStop()
    for number in SIGNALS:
        signal.signal(number, stop.set)
    return stop
