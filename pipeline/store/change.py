"""What a commit changes, as one object of the store: what the ledger and the index of similar stories learn, and which files come and go."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import zstandard

from pipeline.errors import LakeError
from pipeline.store.head import Entry
from pipeline.store.working import Stored

LEVEL = 3
MOST_BYTES = 1 << 32
"""Of a change once unpacked: far above any slice's."""


@dataclass(frozen=True, slots=True)
class Change:
    """A commit."""

    commit_id: str
    run_id: str
    commit: dict[str, Any]
    """What commit.json holds."""
    coming: tuple[Stored, ...]
    """Files that the lake gets, or gets anew."""
    removed: tuple[str, ...]
    ledger: bytes
    """The changes to the ledger, as `pipeline.lake.ledger_rows` writes them."""
    similar: bytes = b""
    """Those to the index of similar stories, as `pipeline.lake.story_changes` writes them."""


def staging_of(commit_id: str) -> str:
    """What the names of a commit's staged objects begin with."""
    return f"_staging/{commit_id}/"


def staged_name(commit_id: str, name: str) -> str:
    """The object that a file of the lake is staged as; it doesn't end in .parquet, so that nobody takes it for a table's."""
    return staging_of(commit_id) + name.replace(".parquet", ".staged")


def change_to_bytes(change: Change) -> bytes:
    """The change as its object holds it: a line of JSON and the two lists of changes, compressed."""
    head = {
        "commit_id": change.commit_id,
        "run_id": change.run_id,
        "commit": change.commit,
        "coming": [asdict(one) for one in change.coming],
        "removed": change.removed,
        "ledger_bytes": len(change.ledger),
    }
    return zstandard.compress(b"\n".join((json.dumps(head).encode(), change.ledger + change.similar)), LEVEL)


def change_from_bytes(data: bytes, entry: Entry, where: str) -> Change:
    """What `change_to_bytes` wrote. Raises LakeError where it isn't what the head says."""
    if sha256(data).hexdigest() != entry.digest:
        raise LakeError(f"{where}/{entry.name} is damaged: restore it from a copy or an earlier version of the object")
    line, _, rest = zstandard.decompress(data, max_output_size=MOST_BYTES).partition(b"\n")
    found = json.loads(line)
    coming = tuple(Stored(**one) for one in found["coming"])
    split = found["ledger_bytes"]
    return Change(found["commit_id"], found["run_id"], found["commit"], coming, tuple(found["removed"]), rest[:split], rest[split:])
