"""The index of similar stories takes a slice's stories in while the slice is read: what it holds follows from the set of stories alone.

What the slice's plan says besides, such as which of two pages speaks for a story, is put right when the slice ends. Nothing of it lasts
before the slice's commit: it is done in the commit's open transaction.
"""

from collections.abc import Callable, Iterable
from concurrent import futures
from concurrent.futures import Future
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, Self

from pipeline.lake.folders import Lake
from pipeline.lake.similar import TOGETHER, SimilarIndex
from pipeline.lake.similar_file import open_similar
from pipeline.slice_watch import pages_of, whole_fragments
from pipeline.turns import Turns
from transforms.signatures import read_signatures
from transforms.text.signature import Signature

LOOK_SECONDS = 0.5


class Feeding:
    """The index on the way to a slice's commit. Where another thread ends slices, it is fed there, behind the end of the slice before.

    Left by an error, its `with` statement undoes all of it.
    """

    def __init__(self, lake: Lake, commit_id: str, staging: Path, pages: int) -> None:
        """Take the lake, whose index is built when it is opened, the slice's commit, its staging folder, and how many pages it may hold."""
        self._lake, self._commit_id, self._staging, self._pages = lake, commit_id, staging, pages
        self._enough, self._stopped = Event(), Event()
        self._opened: SimilarIndex | None = None
        self._fed: Future[SimilarIndex] | None = None

    def __enter__(self) -> Self:
        """This."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Close the index, so that nothing of it is kept, where there was an error."""
        if kind is not None:
            self.stop()
            if self._fed and not self._fed.cancel() and self._fed.exception() is None:
                self._fed.result().close()

    def begin(self, turns: Turns[Any]) -> None:
        """Feed the index, from when the slice before has ended."""
        self._fed = turns.meanwhile(partial(self._open, self._take_all))

    def enough(self) -> None:
        """All that the slice stages is there: take that in, and wait for no more."""
        self._enough.set()

    def wait(self) -> None:
        """Wait until nothing of the staging folder is read any longer."""
        if self._fed:
            futures.wait([self._fed])

    def index(self) -> SimilarIndex:
        """The index, open in the commit's transaction, with all stories that it was fed with. Raises what kept it from taking them."""
        return self._fed.result() if self._fed else self._open()

    def stop(self) -> None:
        """Have all that is still done with the index fail soon; nothing but closing it is left."""
        self._stopped.set()
        self._enough.set()
        if self._opened:
            self._opened.stop()

    def _open(self, fill: Callable[[SimilarIndex], object] = bool) -> SimilarIndex:
        index = self._opened = open_similar(self._lake)
        try:
            index.begin(self._commit_id)
            fill(index)
        except BaseException:
            index.close()
            raise
        return index

    def _take_all(self, index: SimilarIndex) -> None:
        """Take in what the slice has staged, again and again, until it is enough."""
        seen: set[str] = set()
        waiting: list[tuple[str, date, Signature]] = []
        last = False
        while not (last or self._stopped.is_set()):
            last = self._enough.wait(LOOK_SECONDS)
            fresh = whole_fragments(self._staging) - seen
            seen |= fresh
            waiting += ((story.article_id, story.day, story.signature) for story in read_signatures(self._staging, sorted(fresh)))
            while waiting and (last or len(waiting) >= self._lot(seen)):
                index.put_ahead(waiting[:TOGETHER])
                del waiting[:TOGETHER]

    def _lot(self, seen: Iterable[str]) -> int:
        """How many stories are waited for: fewer where few pages are to come, so that little is left to do when all have been read."""
        coming = self._pages - sum(map(pages_of, seen))
        return TOGETHER // 2 if 0 < coming <= TOGETHER // 4 else TOGETHER
