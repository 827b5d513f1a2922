"""Work that is done in another thread while this one waits for something else."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def meanwhile(work: Callable[[], T], stop: Callable[[], object]) -> Iterator[Future[T]]:
    """Do some work in another thread for as long as a `with` block lasts.

    Args:
        work: What is done.
        stop: Has the work end soon; called from this thread where the block fails, or the wait for the work behind it.

    Yields:
        What the work gives or raises, known when the block has ended. The thread ends with the block, however that ends.
    """
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        try:
            yield future
            wait([future])
        except BaseException:
            stop()
            raise
