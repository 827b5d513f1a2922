"""What is to be read of a slice, whoever does it."""

from dataclasses import dataclass
from datetime import date

from schemas.forgotten import NOTHING, Forgotten
from schemas.inputs import Manifest, ReadRules


@dataclass(frozen=True, slots=True)
class SliceJob:
    """All that the graph which reads a slice is built from, or run without one."""

    manifests: tuple[Manifest, ...]
    staging: str
    """The slice's staging folder."""
    rules: ReadRules
    assume_latest_year_before: date | None = None
    forgotten: Forgotten = NOTHING
