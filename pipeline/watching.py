"""Watching a folder: what has arrived and rests goes into the lake in small slices, for as long as nobody stops it.

Nothing is held in memory that the lake doesn't have, so a watch that is killed is simply started again.
"""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from pipeline.discover import Found
from pipeline.errors import LakeBusy, LakeError, advice
from pipeline.files import Files
from pipeline.ingest import IngestOptions, run_on
from pipeline.lake.commit import Recovery
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.ledger import open_ledger, open_ledger_for_reading
from pipeline.lake.ledger_rows import SourceRow
from pipeline.lake.lock import writing
from pipeline.lake.runs import RunRecord
from pipeline.lake.settling import recover_and_settle
from pipeline.look import Look, Quiet
from pipeline.progress import Progress
from pipeline.publish_watch import PublishWatch
from pipeline.publishing import begin_publishing
from pipeline.stamps import source_row
from pipeline.store.working import shown
from pipeline.watch_status import Told, status
from schemas.inputs import Source

SECOND = 1_000_000_000
BATCH_FILES = 1000
BATCH_BYTES = 16 << 20
"""A slice ends at either: so long may the lake be held, and so long may stopping take."""

LEAST_PAUSE = 0.25
IDLE_PAUSE = 2.0
"""Seconds. A file has to rest as long before it may be read, so looking more often would not take it in any earlier."""
MOST_PAUSE = 60.0
LOOKING_SHARE = 0.2
"""Of the time at most so much is spent on looking, however many files there are."""
FULL_LOOK_NS = 60 * SECOND
"""In between, folders to which no name was added are passed by: a file there that is written to again is seen this late."""
STATUS_NS = 60 * SECOND
RUN_LASTS = timedelta(hours=1)
"""After this a new record of a run is begun: thousands of small slices would else leave as many records."""


class Stop(Protocol):
    """What ends the watch; `pipeline.stopping` makes one of signals."""

    def is_set(self) -> bool:
        """Whether it is to end."""

    def wait(self, timeout: float) -> bool:
        """Sleep for so many seconds, or until it is to end."""


def untold(_look: Look, _trouble: str) -> None:
    """Take what is told of a round, and leave it at that."""


Take = Callable[[tuple[Source, ...], RunRecord | None], RunRecord]
"""Takes sources into the lake in one run, which goes on from a record where one is given; gives the run's record."""


@dataclass(slots=True)
class Watcher:
    """The loop, with all that it does to the world handed in."""

    look: Callable[[Quiet], Look]
    take: Take
    clock: Callable[[], int]
    """Gives nanoseconds."""
    stop: Stop
    say: Callable[[str], None]
    publish: Callable[[], None] = lambda: None
    """Brings the Iceberg tables up, where it is time."""
    after_round: Callable[[Look, str], None] = untold
    """Is told of each round: what the look found, and what keeps the watch from going on, if anything."""
    told: Told = field(default_factory=Told)
    _quiet: Quiet = field(default_factory=dict)
    _full_look_ns: int = 0
    _run: RunRecord | None = None
    _troubles: int = 0
    _trouble: str = ""

    def watch(self) -> None:
        """Look and take in until stopped. The slice at hand is always brought to its end."""
        self.told.at_ns = self.clock()
        while not self.stop.is_set():
            self.stop.wait(self.round())

    def round(self) -> float:
        """Look once, take in what is found; after how many seconds to look again."""
        began = self.clock()
        if began - self._full_look_ns >= FULL_LOOK_NS:
            self._full_look_ns = began
            self._quiet.clear()
        look = self.look(self._quiet)
        try:
            busy_ns = self._take_in(look)
        except (LakeError, OSError, sqlite3.Error) as error:
            # A run that failed may have committed more than it counted, and must not go on.
            self._run = None
            self._troubles += 1
            self._tell_trouble(advice(error) if isinstance(error, OSError) else str(error))
        else:
            self._troubles = 0
            self._tell_trouble("; ".join(look.unreadable[:1]))
        self._tell_status(look)
        self.after_round(look, self._trouble)
        return pause_after(look.rests_in_ns, self.clock() - began - (busy_ns if not self._troubles else 0), self._troubles)

    def _take_in(self, look: Look) -> int:
        """Take in what the look finds, batch by batch, until stopped; how long that took without the looking, in nanoseconds."""
        busy_ns = 0
        for batch in batches(look.sources()):
            if self.stop.is_set():
                break
            began = self.clock()
            before = self._run if self._run is not None and not is_old(self._run, began) else None
            self._run = self.take(batch, before)
            self._count(batch, before, self._run)
            busy_ns += self.clock() - began
            self._tell_status(look)
        began = self.clock()
        self.publish()
        return busy_ns + self.clock() - began

    def _count(self, batch: tuple[Source, ...], before: RunRecord | None, after: RunRecord) -> None:
        was = before or replace(after, slices=0, tally={})
        self.told.files += len(batch)
        self.told.slices += after.slices - was.slices
        self.told.pages += after.tally.get("pages", 0) - was.tally.get("pages", 0)
        self.told.dead += after.tally.get("dead", 0) - was.tally.get("dead", 0)

    def _tell_trouble(self, trouble: str) -> None:
        """Tell a trouble once, and its end."""
        if trouble != self._trouble:
            self.say(f"{trouble} (trying again)" if trouble else f"over: {self._trouble}")
        self._trouble = trouble

    def _tell_status(self, look: Look) -> None:
        now = self.clock()
        if now - self.told.at_ns >= STATUS_NS:
            self.say(status(self.told, look, (now - self.told.at_ns) / SECOND, self._trouble))
            self.told = Told(at_ns=now)


def is_old(run: RunRecord, now_ns: int) -> bool:
    """Whether a run's record is to be followed by a new one, by the time in nanoseconds."""
    return datetime.fromtimestamp(now_ns / SECOND, UTC) - datetime.fromisoformat(run.started) > RUN_LASTS


def batches(sources: Iterable[Source]) -> Iterator[tuple[Source, ...]]:
    """The sources in batches of bounded number and bytes, each source once a batch."""
    batch: dict[str, Source] = {}
    size = 0
    for source in sources:
        batch[source.uri] = source
        size += source.size
        if len(batch) == BATCH_FILES or size >= BATCH_BYTES:
            yield tuple(batch.values())
            batch, size = {}, 0
    if batch:
        yield tuple(batch.values())


def pause_after(rests_in_ns: int | None, looking_ns: int, troubles: int) -> float:
    """After how many seconds to look again.

    Args:
        rests_in_ns: After how long the first file that doesn't rest yet will do so; None where there is none.
        looking_ns: How long the look took.
        troubles: How many rounds in a row failed.
    """
    if troubles:
        return min(2.0 ** min(troubles - 1, 10), MOST_PAUSE)
    wanted = IDLE_PAUSE if rests_in_ns is None else rests_in_ns / SECOND
    return min(max(wanted, LEAST_PAUSE, looking_ns / SECOND * (1 / LOOKING_SHARE - 1)), MOST_PAUSE)


def watch(
    folder: str, root: Path, options: IngestOptions, stop: Stop, say: Callable[[str], None], after_round: Callable[[Look, str], None] = untold
) -> None:
    """Take into the lake what arrives in a folder, until stopped.

    Args:
        folder: The folder.
        root: The lake, made where it is missing.
        options: How to go about it.
        stop: Ends it, after the slice at hand.
        say: Tells a line.
        after_round: Is told of each round, see Watcher.

    Raises:
        LakeError: The lake can't be used, now that it starts; what happens later is told and tried again.
    """
    files, options = Files(), replace(options, publish_runs=False)
    lake = open_or_create_lake(root, files, options.partition_by)
    try:
        recovery = make_ready(lake, options, files)
        if recovery.completed or recovery.undone:
            say(f"a run before this was cut off: {len(recovery.completed)} slices completed, {len(recovery.undone)} undone")
    except LakeBusy as busy:  # whoever writes now has recovered the lake
        say(str(busy))

    publishing = PublishWatch(lake, files, options.wait_seconds, time.time_ns)

    def take(sources: tuple[Source, ...], onto: RunRecord | None) -> RunRecord:
        publishing.committed()
        return run_on(root, "watch", lambda *_: still_new(lake, sources), options, Progress(quiet=True), files, onto).record

    say(f"watching {folder} for {shown(root)}")
    look = partial(Look, folder, root, partial(known_sources, lake), time.time_ns)
    Watcher(look, take, time.time_ns, stop, say, publishing.publish, after_round).watch()
    publishing.publish(at_once=True)


def make_ready(lake: Lake, options: IngestOptions, files: Files) -> Recovery:
    """Bring a lake into the state that a watch goes on from, under its lock; what a run before this left undone. Raises LakeError."""
    with writing(lake, options.wait_seconds):
        begin_publishing(lake, files, wanted=options.iceberg)
        recovery = recover_and_settle(lake, files)
        open_ledger(lake).close()
    return recovery


def known_sources(lake: Lake, uris: Iterable[str]) -> dict[str, SourceRow]:
    """What the ledger holds of these sources."""
    with open_ledger_for_reading(lake) as ledger:
        return {row.uri: row for row in ledger.sources(uris)}


def still_new(lake: Lake, sources: tuple[Source, ...]) -> tuple[Found, set[str]]:
    """The sources, and which of them another run has read since they were found; asked while the lake is held."""
    rows = {}
    for source in sources:
        with suppress(OSError):  # gone since: there is nothing to read
            rows[source.uri] = source_row(source, time.time_ns())
    known = known_sources(lake, rows)
    unchanged = {uri for uri, row in known.items() if row.settled and row.stamp == rows[uri].stamp}
    return Found(tuple(source for source in sources if source.uri in rows), ()), unchanged
