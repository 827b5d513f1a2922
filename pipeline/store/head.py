"""The head of a lake in a store: the one object that is ever written over under a condition, and from which all else is found."""

import json
from dataclasses import asdict, dataclass, field, replace

from pipeline.errors import LakeError
from schemas.partitions import Grain

HEAD = "_state/head.json"
LAYOUT = 1
"""The version of what lies under _state in a store."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A commit, in the order of commits."""

    sequence: int
    """1 for the lake's first."""
    commit_id: str
    size: int
    """Bytes of its object."""
    digest: str
    """SHA-256 of its object."""

    @property
    def name(self) -> str:
        """Its object: what it changes in the ledger, the index of similar stories, and the list of files."""
        return f"_state/log/{self.sequence:010d}-{self.commit_id}.zst"


@dataclass(frozen=True, slots=True)
class Base:
    """All that the commits up to one have led to."""

    sequence: int
    commit_id: str
    """Of the last commit in it."""
    folder: str
    size: int
    digests: dict[str, str]
    """SHA-256 of each of its objects, by its name in the folder."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes."""

    token: str
    machine: str
    pid: int
    started: str
    """What tells the process from a later one of the same number."""
    host: str
    command: str


@dataclass(frozen=True, slots=True)
class Head:
    """What `_state/head.json` holds."""

    layout: int
    format: int
    """The version of the tables, as in a local lake's format.json."""
    partition_by: Grain
    lake_id: str
    """Another one for a lake that is made anew at the same address."""
    added: dict[str, str] = field(default_factory=dict)
    """The tables of record types that are added, as in a local lake's added.json."""
    snapshots: tuple[str, ...] = ()
    """Names of the snapshots that are whole."""
    nonce: str = ""
    """Another one for each time that it is written."""
    sequence: int = 0
    """Of the last commit."""
    base: Base | None = None
    log: tuple[Entry, ...] = ()
    """The commits after the base's."""
    pending: bool = False
    """Whether the last commit's files may not all be in their places yet."""
    untidy: bool = False
    """Whether a writer that let go has left objects behind that nothing names."""
    last_run: str = ""
    """The run of the last commit."""
    holder: Holder | None = None

    @property
    def commit_id(self) -> str:
        """The last commit; empty where there is none."""
        return self.log[-1].commit_id if self.log else self.base.commit_id if self.base else ""

    def with_commit(self, entry: Entry, run_id: str, partition_by: Grain | None = None) -> "Head":
        """The head after another commit, whose files aren't in their places yet; where one is named, with other partitions."""
        grain = partition_by or self.partition_by
        return replace(self, sequence=entry.sequence, log=(*self.log, entry), pending=True, last_run=run_id, partition_by=grain)


def head_to_bytes(head: Head) -> bytes:
    """The head as its object holds it."""
    return json.dumps(asdict(head), ensure_ascii=False, indent=1).encode() + b"\n"


def head_from_bytes(data: bytes, where: str) -> Head:
    """What `head_to_bytes` wrote. Raises LakeError for one that is damaged, or of a newer version."""
    try:
        found = json.loads(data)
        if found["layout"] > LAYOUT:
            raise LakeError(f"{where} was written by a newer zhengwen: install the version that wrote it")
        base, holder = found.pop("base"), found.pop("holder")
        log = tuple(Entry(**entry) for entry in found.pop("log"))
        grain = Grain(found.pop("partition_by"))
        snapshots = tuple(found.pop("snapshots", ()))
        return Head(**found, snapshots=snapshots, partition_by=grain, log=log, base=base and Base(**base), holder=holder and Holder(**holder))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise LakeError(f"{where}/{HEAD} is damaged: restore it from a copy or an earlier version of the object") from error
