"""Work that ends in another thread while this one goes on to the next: one piece after another."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Self, TypeVar

T = TypeVar("T")
U = TypeVar("U")


class Turns(Generic[T]):
    """Ends one piece of work at a time; use it in a `with` statement, which waits for the last one.

    Where the block fails, what is ending is brought to its end first; where it is interrupted, that is stopped.
    """

    def __init__(self, ended: Callable[[T], object]) -> None:
        """Tell `ended` what each piece has given, in whichever thread it ended."""
        self._ended = ended
        self._pool = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None
        self._stop: Callable[[], object] = _nothing

    def __enter__(self) -> Self:
        """These."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Wait for what is ending; its error is raised where there is no other."""
        if kind is not None and not issubclass(kind, Exception):
            self._stop()
        try:
            if kind is None:
                self.wait()
        except BaseException:
            self._stop()
            raise
        finally:
            self._pool.shutdown()

    def end(self, work: Callable[[], T]) -> None:
        """End a piece of work here and now. The one before has been waited for."""
        self._ended(work())

    def end_meanwhile(self, work: Callable[[], T], stop: Callable[[], object]) -> None:
        """Have a piece of work end in another thread. The one before has been waited for.

        Args:
            work: What is done.
            stop: Has the work fail soon; called from another thread than the work is done in, and perhaps when it is over.
        """
        self._stop = stop
        self._last = self._pool.submit(lambda: self.end(work))

    @property
    def ending(self) -> bool:
        """Whether there is a piece that nobody has waited for yet."""
        return self._last is not None

    def meanwhile(self, work: Callable[[], U]) -> "Future[U]":
        """Have something done in the other thread, behind what is ending there; nobody waits for it but who has it done."""
        return self._pool.submit(work)

    def wait(self) -> None:
        """Wait until what is ending has ended. Raises what that raised, once."""
        last, self._last = self._last, None
        if last is not None:
            last.result()


def _nothing() -> None:
    """There is nothing to stop."""
