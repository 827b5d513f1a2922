"""What a slice has to do, whoever does it."""

from dataclasses import dataclass
from datetime import date

from schemas.forgotten import NOTHING, Forgotten
from schemas.inputs import Manifest, ReadRules
from transforms.collect import KnownPages
from transforms.merge import Folders


@dataclass(frozen=True, slots=True)
class SliceJob:
    """All that a slice's graph is built from, or run without one."""

    manifests: tuple[Manifest, ...]
    folders: Folders
    ledger: KnownPages
    rules: ReadRules
    assume_latest_year_before: date | None = None
    unreadable: frozenset[str] = frozenset()
    """Files that the ledger knows and that are gone."""
    forgotten: Forgotten = NOTHING
