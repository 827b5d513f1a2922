"""Work that begins when a file is there, while this thread waits for something else that writes it on its way."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TypeVar

T = TypeVar("T")

LOOK_SECONDS = 0.05


@contextmanager
def once_there(path: Path, work: Callable[[], T], stop: Callable[[], object]) -> Iterator[Future[T]]:
    """Do some work in another thread as soon as a file is there, which a `with` block writes on its way.

    Args:
        path: The file.
        work: What is done.
        stop: Has the work end soon; called from this thread where the block fails, or the wait for the work behind it.

    Yields:
        What the work gives or raises, known when the block has ended; FileNotFoundError where the block wrote no such file. The thread ends
        with the block, however that ends.
    """
    ended = Event()

    def wait_and_work() -> T:
        while not (ended.wait(LOOK_SECONDS) or path.exists()):
            pass
        if not path.exists():
            raise FileNotFoundError(path)
        return work()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(wait_and_work)
        try:
            yield future
            ended.set()
            wait([future])
        except BaseException:
            ended.set()
            stop()
            raise
