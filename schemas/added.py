"""Rows of record types that are added: what passes between the stages of types that nobody here knows."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class StoryRow(Protocol):
    """What any record of a story has."""

    @property
    def article_id(self) -> str:
        """The story."""

    @property
    def published_date(self) -> date | None:
        """The story's own date."""


@dataclass(frozen=True, slots=True)
class AddedRows:
    """A story's rows of a record type that is added; see schemas.record_types."""

    table: str
    rows: tuple[StoryRow, ...]
