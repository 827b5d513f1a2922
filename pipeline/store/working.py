"""The working folder of a lake in a store: shaped like a lake, with those of its files that were needed; it may be lost at any time."""

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import LakeError
from pipeline.lake.folders import FORMAT_VERSION, Lake, format_to_bytes
from pipeline.store.address import StoreAddress, parse_address
from pipeline.store.connecting import connect
from pipeline.store.head import HEAD, Head, head_from_bytes
from pipeline.store.objects import MissingError, Objects
from transforms.whole import digest_of

MARKER = "store.json"
OBJECTS_FILE = "objects.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (name TEXT PRIMARY KEY, size INTEGER NOT NULL, digest TEXT NOT NULL, rows INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (lake_id TEXT NOT NULL, sequence INTEGER NOT NULL, commit_id TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of the lake: its name, and what it holds."""

    name: str
    size: int
    digest: str
    """SHA-256."""
    rows: int = 0
    """Of a table's file."""

    def is_at(self, path: Path) -> bool:
        """Whether a file holds just that."""
        try:
            return path.stat().st_size == self.size and digest_of(path) == self.digest
        except FileNotFoundError:
            return False


@dataclass(frozen=True, slots=True)
class Place:
    """How far a working folder has followed its lake."""

    lake_id: str
    sequence: int
    commit_id: str


@dataclass(frozen=True, slots=True)
class FoundHead:
    """The head as it was read."""

    head: Head
    etag: str
    age_seconds: float


@dataclass(frozen=True, slots=True)
class WorkingFolder:
    """The folder, and the address of the lake that it is a copy of."""

    lake: Lake
    address: StoreAddress

    def connect(self) -> Objects:
        """The lake's objects."""
        return connect(self.address)

    def read_head(self, objects: Objects) -> FoundHead:
        """The lake's head. Raises LakeError where there is no lake, or one of another version."""
        try:
            found = objects.read(HEAD)
        except MissingError:
            raise LakeError(
                f"there is no lake at {self.address}: name another with --lake, or make one with: zhengwen ingest INPUT --lake {self.address}"
            ) from None
        head = head_from_bytes(found.data, str(self.address))
        if head.format != FORMAT_VERSION:
            advice = "read its inputs into a new one with this version" if head.format < FORMAT_VERSION else "install the version that wrote it"
            raise LakeError(f"{self.address} has format {head.format} and this zhengwen knows format {FORMAT_VERSION}: {advice}")
        return FoundHead(head, found.etag, found.age_seconds)

    @property
    def objects_file(self) -> Path:
        """The list of the lake's files, and how far it has been followed: the last thing that is written when the folder follows."""
        return self.lake.state / OBJECTS_FILE

    def place(self) -> Place | None:
        """How far the folder has followed; None where it is new or was lost."""
        if not self.objects_file.is_file():
            return None
        with self._opened() as connection:
            row = connection.execute("SELECT lake_id, sequence, commit_id FROM place").fetchone()
        return Place(*row) if row else None

    def note(self, place: Place, put: Iterable[Stored] = (), removed: Iterable[str] = ()) -> None:
        """Write down how far the folder is now, and which files the lake got and lost with that."""
        with self._opened() as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("DELETE FROM objects WHERE name = ?", ((name,) for name in removed))
            connection.executemany("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?)", ((one.name, one.size, one.digest, one.rows) for one in put))
            connection.execute("DELETE FROM place")
            connection.execute("INSERT INTO place VALUES (?, ?, ?)", (place.lake_id, place.sequence, place.commit_id))

    def stored(self, prefix: str = "") -> list[Stored]:
        """The lake's files whose names begin with a prefix that ends in a slash; all without one."""
        after = prefix[:-1] + chr(ord("/") + 1) if prefix else "\U0010ffff"
        with self._opened() as connection:
            rows = connection.execute("SELECT name, size, digest, rows FROM objects WHERE name >= ? AND name < ? ORDER BY name", (prefix, after))
            return [Stored(*row) for row in rows]

    def forget(self) -> None:
        """Let the folder be as a new one; files of tables stay, and are used again where they are what the lake holds."""
        for path in self.lake.state.glob(f"{OBJECTS_FILE}*"):
            path.unlink()
        for path in (*self.lake.state.glob("ledger.sqlite*"), *self.lake.state.glob("similar.sqlite*")):
            path.unlink()

    def _opened(self) -> "closing[sqlite3.Connection]":
        connection = sqlite3.connect(self.objects_file, timeout=30.0, isolation_level=None)
        connection.executescript(SCHEMA)
        return closing(connection)


def working_folder(lake: Lake) -> WorkingFolder | None:
    """The lake as a working folder; None where it is a lake of its own."""
    try:
        found = json.loads((lake.state / MARKER).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    return WorkingFolder(lake, parse_address(found["address"]))


def shown(root: Path) -> str:
    """A lake as its user names it: by its address, where the folder is a working folder."""
    folder = working_folder(Lake(root))
    return str(folder.address if folder else root)


def make_working_folder(root: Path, address: StoreAddress) -> WorkingFolder:
    """A folder that is known as the working folder of the lake at an address; one that is there is left as it is."""
    lake = Lake(root)
    marker = lake.state / MARKER
    for folder in (lake.state, lake.runs, lake.dead_letters, lake.staging):
        folder.mkdir(parents=True, exist_ok=True)
    if not marker.exists():
        write_whole(marker, json.dumps({"address": str(address)}).encode())
    return WorkingFolder(lake, address)


def set_format(folder: WorkingFolder, head: Head) -> None:
    """Have the folder say how the lake is partitioned, and which tables were added to it."""
    said = {folder.lake.format_file: format_to_bytes(head.partition_by)}
    if head.added:
        said[folder.lake.added_file] = json.dumps(head.added, sort_keys=True).encode() + b"\n"
    else:
        folder.lake.added_file.unlink(missing_ok=True)
    for path, data in said.items():
        if not path.is_file() or path.read_bytes() != data:
            write_whole(path, data)


def write_whole(path: Path, data: bytes) -> None:
    """Put a file there in one step; it need not survive a loss of power, since nothing here has to."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    temporary.write_bytes(data)
    temporary.replace(path)
