"""What a slice's commit consists of, as its folder holds it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import LakeError
from pipeline.lake.folders import slice_name
from schemas.partitions import Grain, partition_folder, partition_name
from schemas.slices import StagedFile

COMMIT_FILE = "commit.json"
LEDGER_FILE = "ledger.jsonl"
DEAD_LETTERS_FILE = "dead_letters.avro"
SIMILAR_FILE = "similar.jsonl"


@dataclass(frozen=True, slots=True)
class Move:
    """A staged file that becomes, or takes the place of, a file of the lake; or a folder of files that becomes a partition's."""

    staged: str
    """Relative to the slice's folder; must not end in .parquet, so that nobody takes it for a table's."""
    target: str
    """Relative to the lake's root."""
    names: tuple[str, ...] = ()
    """The files in a folder, by which it is told from the one whose place it takes."""


@dataclass(frozen=True, slots=True)
class Commit:
    """What a slice changes in the lake; its files lie in `lake.slice_folder(run_id, slice_number)`."""

    run_id: str
    slice_number: int
    moves: tuple[Move, ...] = ()
    """Done in this order: readers see earlier ones first."""
    removals: tuple[str, ...] = ()
    """Partitions that are left without rows, by their files, or by their folders where they have several; removed after the moves."""
    dead_letters: bool = False
    """Whether the slice's folder holds a dead_letters.avro."""
    tally: dict[str, int] = field(default_factory=dict)
    """For the run's record."""
    swaps: tuple[str, ...] = ()
    """Tables whose whole folder gives way to the one of that name in the slice's folder; done before the moves."""
    ledger_digest: str = ""
    """SHA-256 of the ledger's changes; set by `publish`. A shortened file would else pass for a smaller change."""
    similar_digest: str = ""
    """Likewise of the changes among the stories, in similar.jsonl; empty where there are none for the index of similar stories."""

    @property
    def commit_id(self) -> str:
        """What the ledger remembers of it."""
        return slice_name(self.run_id, self.slice_number)


def moves_of(staged: Iterable[StagedFile], grain: Grain) -> tuple[tuple[Move, ...], tuple[str, ...]]:
    """Which staged files and folders go where, and which partitions end."""
    staged = list(staged)
    moves = tuple(Move(file.path, _target(file, grain), file.names) for file in staged if file.path)
    return moves, tuple(_target(file, grain) for file in staged if not file.path)


def _target(file: StagedFile, grain: Grain) -> str:
    return partition_folder(file.table, file.day) if file.whole else partition_name(file.table, file.day, grain)


def read_commit(path: Path) -> Commit:
    """The commit that a commit.json holds. Raises LakeError where it is damaged."""
    try:
        return commit_of(json.loads(path.read_bytes()))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LakeError(f"{path} is damaged: restore the lake from a copy") from error


def commit_of(found: Mapping[str, Any]) -> Commit:
    """The commit whose fields JSON held."""
    moves = tuple(Move(**{**move, "names": tuple(move.get("names", ()))}) for move in found["moves"])
    return Commit(**{**found, "moves": moves, "removals": tuple(found["removals"]), "swaps": tuple(found.get("swaps", ()))})
