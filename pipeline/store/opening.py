"""From a command and an address to a folder that the command works on as on any lake."""

import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from pipeline.errors import LakeBusy, LakeError, UsageError, told_as_lake_error
from pipeline.lake.folders import FORMAT_VERSION, Lake
from pipeline.lake.lock import locked
from pipeline.store.address import StoreAddress
from pipeline.store.fetching import at_once, damaged, fetch, fetch_tables
from pipeline.store.following import follow
from pipeline.store.head import HEAD, LAYOUT, Head, head_to_bytes
from pipeline.store.objects import ABSENT, ChangedError, MissingError, Objects, OutdatedError
from pipeline.store.working import WorkingFolder, make_working_folder, set_format, write_whole
from schemas.partitions import Grain
from schemas.tables import TABLES

WRITERS = frozenset({"ingest", "watch", "retry", "backfill", "demo", "reprocess", "diff", "compact", "forget", "snapshot"})
MAKERS = frozenset({"ingest", "watch", "backfill", "demo"})
"""Those of them that make a lake where there is none."""
PLANNERS = frozenset({"backfill", "reprocess", "forget"})
"""Those of them that look into the ledger before they hold the lake."""
READERS = {
    "runs": (),
    "failed": (),
    "tables": tuple(TABLES),
    "sample": tuple(TABLES),
    "query": tuple(TABLES),
    "export": tuple(TABLES),
    "report": tuple(TABLES),
    "verify": (),
}
"""Commands that only look, and the tables that they need."""
ATTEMPTS = 10
WAIT_SECONDS = 60.0
"""How long a command that only looks waits for another one of this machine that brings up the same folder."""


def open_in_store(command: str, address: StoreAddress, work: Path | None, partition_by: Grain | None) -> Path:
    """The folder of this machine that a command works on as on the lake at an address.

    Args:
        command: Its name.
        address: The lake's.
        work: Where working folders are kept; by default the user's folder for caches.
        partition_by: How a lake that isn't there yet is to be partitioned.

    Raises:
        UsageError: The command doesn't work on a lake in a store, or the client isn't set up.
        LakeError: There is no such lake, or the store refuses.
    """
    if command not in WRITERS and command not in READERS:
        known = ", ".join(sorted({*WRITERS, *READERS}))
        raise UsageError(f"{command} doesn't work on a lake in a store yet, only {known}: use a local lake for it")
    folder = _folder(address, work, "write" if command in WRITERS else "read")
    root, objects = folder.lake.root, folder.connect()
    if command in MAKERS:
        _make(folder, objects, partition_by or Grain.DAY)
    if command in READERS:
        _bring_up(folder, objects, READERS[command], command)
    else:
        _set_up(folder, objects)
    if command in PLANNERS:
        _bring_up(folder, objects, (), command)
    return root


def brought_up(address: StoreAddress, use: str) -> Lake:
    """The lake at an address as a worker of a cluster has it, with the ledger as it is now.

    Args:
        address: The lake's.
        use: What for, look or write: each has a folder of its own among those that are kept for this user.

    Raises:
        LakeError: There is no such lake, or the store refuses.
    """
    folder = _folder(address, None, use)
    _bring_up(folder, folder.connect(), (), use)
    return folder.lake


def _folder(address: StoreAddress, work: Path | None, use: str) -> WorkingFolder:
    root = (work or _cache_folder()) / "stores" / f"{sha256(str(address).encode()).hexdigest()[:16]}-{use}"
    with told_as_lake_error(f"cannot make the working folder {root} (--work names another place)"):
        return make_working_folder(root, address)


def _cache_folder() -> Path:
    named = os.environ.get("XDG_CACHE_HOME")
    return (Path(named) if named else Path.home() / ".cache") / "zhengwen"


def _make(folder: WorkingFolder, objects: Objects, partition_by: Grain) -> None:
    """Make the lake where nothing is at its address. Raises LakeError where something else is."""
    if _is_made(objects):
        return
    strangers = [one.name for one in objects.list(most=1)]
    if strangers and _is_made(objects):  # another one has just made it, and that is what was listed
        return
    if strangers:
        raise LakeError(f"{folder.address} holds other things ({strangers[0]}) and no lake: name an empty or new prefix with --lake")
    head = Head(LAYOUT, FORMAT_VERSION, partition_by, secrets.token_hex(8), nonce=secrets.token_hex(8))
    try:
        objects.write(HEAD, head_to_bytes(head), ABSENT)
    except ChangedError:  # another one has just made it
        return
    _check_conditions(folder, objects, head)


def _is_made(objects: Objects) -> bool:
    try:
        objects.read(HEAD)
    except MissingError:
        return False
    return True


def _check_conditions(folder: WorkingFolder, objects: Objects, head: Head) -> None:
    """Raises LakeError where the store doesn't keep to conditions: two writers could then both win."""
    for expected in (ABSENT, '"0123456789abcdef0123456789abcdef"'):
        try:
            objects.write(HEAD, head_to_bytes(replace(head, nonce=secrets.token_hex(8))), expected)
        except (ChangedError, MissingError):
            continue
        objects.remove([HEAD])
        raise LakeError(f"{folder.address}: the store ignores the conditions of a put (If-Match), on which a lake in it rests: use another store")


def _set_up(folder: WorkingFolder, objects: Objects) -> None:
    """Let the folder be a lake of the right partitions; all else is done when the command holds the lake."""
    set_format(folder, folder.read_head(objects).head)
    for table in TABLES:
        folder.lake.table(table).mkdir(exist_ok=True)


def _bring_up(folder: WorkingFolder, objects: Objects, tables: Sequence[str], command: str) -> None:
    """Have the folder hold the ledger and these tables as they are at one commit."""
    _set_up(folder, objects)
    before = -1
    for _ in range(ATTEMPTS):
        head = folder.read_head(objects).head
        try:
            with locked(folder.lake, time.monotonic() + WAIT_SECONDS):
                follow(folder, head, objects)
                fetch_tables(folder, objects, tables, head.commit_id if head.pending else "")
                if command in ("failed", "report"):
                    fetch(folder, objects, folder.stored("_dead_letters/"), head.commit_id if head.pending else "")
                if command in ("runs", "report"):
                    _fetch_runs(folder.lake, objects)
                return
        except OutdatedError as error:
            if head.sequence == before:
                raise damaged(folder, str(error)) from error
            before = head.sequence
    raise LakeBusy(f"{folder.address} was written to faster than it could be read: try again")


def _fetch_runs(lake: Lake, objects: Objects) -> None:
    """Bring the records of all runs that the folder doesn't have as they are."""
    listed = list(objects.list("_runs/"))
    names = {one.name for one in listed}
    for path in lake.runs.glob("*"):
        if f"_runs/{path.name}" not in names:
            path.unlink()
    wanted = [one.name for one in listed if not _is_ended(lake.root / one.name, one.size)]
    at_once(lambda name: write_whole(lake.root / name, objects.read(name).data), wanted)


def _is_ended(path: Path, size: int) -> bool:
    """Whether a record is there, of that size, and says that its run has ended: it isn't written again then."""
    return path.is_file() and path.stat().st_size == size and b'"status": "running"' not in path.read_bytes()
