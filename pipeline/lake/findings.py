"""What is found to be wrong with a lake, gathered in bounded memory."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong; its value names it, `REMEDY` says what to do."""

    LEFTOVER = "leftover"
    """A killed command left something that the next one completes or removes."""
    STRANGER = "stranger"
    """A file that isn't the lake's; readers of a table may take it for data."""
    UNREADABLE = "unreadable"
    """A file whose bytes are damaged."""
    SCHEMA = "schema"
    """A file whose columns aren't the table's."""
    PARTITION = "partition"
    """A row in another day's file than its date says."""
    ORDER = "order"
    """A row before its place; the rest of the file isn't checked."""
    DUPLICATE = "duplicate"
    """Rows with the same key, or an article in two partitions."""
    ORPHAN = "orphan"
    """A record without its article, or a row of which the ledger knows nothing."""
    SPAN = "span"
    """A record whose characters aren't where it says."""
    TEXT = "text"
    """An article whose length or paragraphs don't fit its text."""
    SPEAKER = "speaker"
    """An article that carries another page's metadata, or other duplicates, than the ledger says."""
    MISSING = "missing"
    """A page that the ledger holds as read, and that has no rows, or no dead letter."""
    SIMILAR = "similar"
    """Near-duplicates, or the index of similar stories, that don't follow from the articles."""
    ICEBERG = "iceberg"
    """Iceberg tables that aren't as the lake is."""
    STORED = "stored"
    """An object of a lake in a store that is gone, or isn't what the lake wrote."""
    CUT_OFF = "cut off"
    """A killed command left something in a store."""
    LEDGER = "ledger"
    """The ledger itself is damaged."""


SET_ASIDE = frozenset({Kind.UNREADABLE, Kind.SCHEMA, Kind.PARTITION, Kind.ORDER, Kind.DUPLICATE, Kind.ORPHAN})
"""Faults of a partition's file that merging into it would carry on: repair sets the file aside."""

READ_AGAIN = frozenset({Kind.SPAN, Kind.TEXT, Kind.SPEAKER, Kind.MISSING})
"""Faults that go when the pages are read again: repair has their sources read again."""

REMEDY: dict[Kind, str] = {
    Kind.LEFTOVER: "zhengwen verify --repair completes or removes it",
    Kind.STRANGER: "move it out of the lake",
    Kind.LEDGER: "zhengwen verify --repair builds it anew from the tables; then ingest the same inputs again",
    Kind.SIMILAR: "zhengwen verify --repair makes the index and the table of near-duplicates anew",
    Kind.STORED: "restore an earlier version of it in the store; readers meet it as it is until then",
    Kind.CUT_OFF: "the next command that writes to the lake completes or removes it",
    Kind.ICEBERG: "zhengwen verify --repair publishes them again",
    **dict.fromkeys(SET_ASIDE, "zhengwen verify --repair sets the file aside; then ingest the same inputs again"),
    **dict.fromkeys(READ_AGAIN, "zhengwen verify --repair has the pages read again; then ingest the same inputs again"),
}
"""What to do about each kind."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of fault in one file."""

    kind: Kind
    where: str
    """The file or folder, relative to the lake's root."""
    count: int
    """How often."""
    example: str
    """The first one."""

    @property
    def remedy(self) -> str:
        """What to do."""
        return REMEDY[self.kind]


@dataclass(slots=True)
class Findings:
    """Gathers faults: of each kind and file the first, and how many."""

    _faults: dict[tuple[Kind, str], tuple[int, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    """How many rows of each table have been looked at."""

    def add(self, kind: Kind, where: str, example: str) -> None:
        """Note a fault."""
        count, first = self._faults.get((kind, where), (0, example))
        self._faults[kind, where] = (count + 1, first)

    def looked_at(self, table: str, rows: int) -> None:
        """Note that rows of a table were looked at."""
        self.rows[table] = self.rows.get(table, 0) + rows

    def all(self) -> tuple[Finding, ...]:
        """What was found, sorted by file and kind; nothing for a sound lake."""
        faults = sorted(self._faults.items(), key=lambda fault: (fault[0][1], fault[0][0]))
        return tuple(Finding(kind, where, count, example) for (kind, where), (count, example) in faults)
