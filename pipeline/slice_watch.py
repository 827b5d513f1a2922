"""How far a slice is, seen from its staging folder."""

import json
from pathlib import Path

from transforms.fragments import FRAGMENTS, OUTCOMES_FILE
from transforms.meter import metered

MERGED = "merged"
"""The folder of a slice's staging folder that merged files lie in, one folder a table."""


class SliceWatch:
    """A slice under way. What it has shown stays when its commit clears the folder.

    Attributes:
        size: Bytes of the slice.
        bytes: How many of them have been read.
        pages: How many pages have been staged.
        merged: How many of the files that they change have been merged.
    """

    def __init__(self, staging: Path, size: int) -> None:
        self._staging = staging
        self._fragments: set[str] = set()
        self._files: set[tuple[str, str]] = set()
        self.size = size
        self.bytes = self.pages = self.merged = 0

    @property
    def files(self) -> int:
        """How many files the pages staged so far will change: one a table and day."""
        return len(self._files)

    def look(self) -> None:
        """See how far it is now."""
        self.bytes = max(self.bytes, min(metered(self._staging), self.size))
        self.merged = max(self.merged, sum(len(names(self._staging / MERGED / table)) for table in {table for table, _ in self._files}))
        for fragment in entries(self._staging / FRAGMENTS):
            if fragment.name not in self._fragments:
                self._take_in(fragment)

    def _take_in(self, fragment: Path) -> None:
        try:
            days = json.loads((fragment / OUTCOMES_FILE).read_bytes())["days"]
        except FileNotFoundError:  # not whole yet
            return
        self._fragments.add(fragment.name)
        self._files.update((table, day) for table, table_days in days.items() for day in table_days)
        self.pages += pages_of(fragment.name)


def pages_of(fragment: str) -> int:
    """How many pages a fragment holds, by its name."""
    return int(fragment.rpartition("-")[2])


def whole_fragments(staging: Path) -> set[str]:
    """The names of the fragments that a slice has staged so far."""
    return {fragment.name for fragment in entries(staging / FRAGMENTS) if (fragment / OUTCOMES_FILE).exists()}


def entries(folder: Path) -> list[Path]:
    """What lies in a folder; nothing where it isn't there."""
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def names(folder: Path) -> list[str]:
    """The names of finished files in a folder."""
    return [entry.name for entry in entries(folder) if entry.name.endswith(".staged")]
