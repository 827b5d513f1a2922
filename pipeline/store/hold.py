"""One writer a lake in a store: who holds it stands in its head, and the head is put only under the condition that nobody else has changed it.

A hold is kept up while its process lives, and runs out when it doesn't. What a writer does rests on no clock: whoever takes the lake
over changes the head, and from then on no put of the earlier writer is accepted.
"""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from pipeline.errors import LakeBusy, LakeError
from pipeline.lake.folders import Lake
from pipeline.store.head import HEAD, Head, Holder, head_from_bytes, head_to_bytes
from pipeline.store.machine import has_ended, this_process
from pipeline.store.objects import ChangedError, Found, MissingError, Objects, StoreError
from pipeline.store.working import WorkingFolder, set_format, working_folder

HOLD_SECONDS = 60.0
"""A hold that its owner hasn't kept up for so long has run out."""
KEEP_SECONDS = 15.0
POLL_SECONDS = 0.5
ASK_AGAIN = 3
"""How often the head is read to learn whether a put that got no answer was done."""


class TakenOverError(LakeError):
    """Another writer has taken the lake over, and what was to be put in the head isn't in it."""


class Hold:
    """A lake in a store, held by this process for writing."""

    def __init__(self, folder: WorkingFolder, objects: Objects, head: Head, etag: str, *, taken_over: bool) -> None:
        self.folder = folder
        self.objects = objects
        self.head = head
        self.taken_over = taken_over
        """Whether the writer before ended without letting go, or its last commit isn't complete: it may have left objects behind."""
        self.untidy = False
        """Whether objects have been put that no head names yet."""
        self._etag = etag
        self._lost: LakeError | None = None
        self._lock = threading.RLock()
        self._kept = time.monotonic()

    def check(self) -> None:
        """Raises LakeError where the hold is lost, or may have run out: nobody may write to the tables' objects then."""
        if self._lost:
            raise self._lost
        if time.monotonic() - self._kept > HOLD_SECONDS - KEEP_SECONDS:
            self.put(lambda head: head)

    def put(self, change: Callable[[Head], Head]) -> None:
        """Change the head. Raises LakeError where another writer has taken the lake over; StoreError where it isn't known whether it was done."""
        with self._lock:
            if self._lost:
                raise self._lost
            began = time.monotonic()
            wanted = replace(change(self.head), nonce=secrets.token_hex(8))
            self._etag = self._put(wanted)
            self.head, self._kept = wanted, began

    def _put(self, wanted: Head) -> str:
        """Write the head; where the answer doesn't tell whether it was done, the head itself does. Its ETag."""
        try:
            return self.objects.write(HEAD, head_to_bytes(wanted), self._etag)
        except (ChangedError, MissingError):  # also a second try of a put whose first got no answer
            found = self.objects.read(HEAD)
        except StoreError as error:
            found = self._asked(error)
            if found.etag == self._etag:
                raise
        now = head_from_bytes(found.data, str(self.folder.address))
        if now.nonce == wanted.nonce:
            return found.etag
        taken = f"{self.folder.address} was taken over by {_told(now.holder)}"
        if wanted.pending and wanted.commit_id in {entry.commit_id for entry in now.log}:
            self._lost = LakeError(f"{taken}, which completes this commit: run the same command again for the rest")
        else:
            self._lost = TakenOverError(f"{taken}: nothing of this slice was taken in; run the same command again")
        raise self._lost

    def _asked(self, error: StoreError) -> Found:
        for _ in range(ASK_AGAIN):
            with suppress(StoreError):
                return self.objects.read(HEAD)
        raise error

    @contextmanager
    def putting_unnamed(self) -> Iterator[None]:
        """For the time that objects are put which no head names; where the block fails, the next writer is told that there may be some."""
        before, self.untidy = self.untidy, True
        yield
        self.untidy = before

    def keep_up(self, ended: threading.Event) -> None:
        """Show from time to time that the owner lives; what goes wrong is told by the next commit."""
        while not ended.wait(KEEP_SECONDS):
            with suppress(LakeError, MissingError):
                self.put(lambda head: head)

    def let_go(self) -> None:
        """End the hold; where the store can't be reached it runs out by itself."""
        with suppress(LakeError, MissingError):
            self.put(lambda head: replace(head, holder=None, untidy=self.untidy or self.taken_over))


_held: dict[str, Hold] = {}
"""The holds of this process, by the working folder."""


@contextmanager
def holding(lake: Lake, deadline: float) -> Iterator[None]:
    """Hold the lake for the time of the `with` block, where it is in a store; a local one is held by its lock alone.

    Args:
        lake: The lake, or the working folder of one.
        deadline: Until when, by time.monotonic, another writer is waited for.

    Raises:
        LakeBusy: Another writer holds it, and says so still.
        StoreError: The store refuses.
    """
    folder = working_folder(lake)
    if folder is None:
        yield
        return
    hold = _take(folder, deadline)
    set_format(folder, hold.head)
    ended = threading.Event()
    keeper = threading.Thread(target=hold.keep_up, args=(ended,), daemon=True)
    keeper.start()
    _held[str(lake.root)] = hold
    try:
        yield
    finally:
        del _held[str(lake.root)]
        ended.set()
        keeper.join()
        hold.let_go()


def held(lake: Lake) -> Hold | None:
    """The hold of a lake in a store that this process writes to; None for a local lake."""
    return _held.get(str(lake.root))


def note_added(lake: Lake) -> None:
    """Have the head of a lake in a store name the added tables that the working folder names; nothing is done for a local lake."""
    hold = held(lake)
    if hold is None:
        return
    added = json.loads(lake.added_file.read_bytes()) if lake.added_file.is_file() else {}
    if added != hold.head.added:
        hold.put(lambda head: replace(head, added=added))


def put_record(lake: Lake, name: str, data: bytes) -> None:
    """Put a run's record, which no other run writes, into the store of a lake that this process holds; nothing is done for a local lake."""
    hold = held(lake)
    if hold is not None:
        hold.objects.write(name, data)


def _take(folder: WorkingFolder, deadline: float) -> Hold:
    objects = folder.connect()
    while True:
        found = folder.read_head(objects)
        holder = found.head.holder
        if holder is None or found.age_seconds > HOLD_SECONDS or has_ended(holder):
            with suppress(LakeBusy):
                hold = Hold(folder, objects, found.head, found.etag, taken_over=holder is not None or found.head.pending or found.head.untidy)
                return _signed(hold)
        elif time.monotonic() >= deadline:
            rest = max(HOLD_SECONDS - found.age_seconds, 0)
            told = f"{folder.address} is being written by {_told(holder)}: wait for it to end (--wait), or stop it"
            raise LakeBusy(f"{told}; if it was killed, its hold runs out in {rest:.0f} s")
        time.sleep(POLL_SECONDS)


def _signed(hold: Hold) -> Hold:
    try:
        hold.put(lambda head: replace(head, holder=this_process()))
    except StoreError:
        raise
    except LakeError as error:  # another one was faster
        raise LakeBusy(str(error)) from error
    return hold


def _told(holder: Holder | None) -> str:
    if holder is None:
        return "another writer, which has ended"
    return f"process {holder.pid} on {holder.host} ({holder.command})"
