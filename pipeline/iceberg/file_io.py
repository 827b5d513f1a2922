"""Iceberg's files through the lake's one layer of durable operations: synced before their names are known, and failing where tests say so.

pyiceberg's own file layers don't sync: after a loss of power the catalog, which SQLite syncs, could name a file that is empty.
"""

import io
from pathlib import Path
from typing import Any

from pyiceberg.io import FileIO, InputFile, OutputFile

from pipeline.files import Files

FILES = "zhengwen.files"
"""The property of the catalog that holds the `Files`; it isn't written anywhere."""

SCHEME = "file://"


def location_of(path: Path) -> str:
    """How Iceberg names a file or folder. The path is absolute; nothing in it is escaped, since readers unescape nothing."""
    return f"{SCHEME}{path}"


def path_of(location: str) -> Path:
    """The file or folder that Iceberg names."""
    return Path(location.removeprefix(SCHEME))


class LakeFileIO(FileIO):
    """Local files, written whole or not at all."""

    def __init__(self, properties: dict[str, Any] | None = None) -> None:
        super().__init__(properties or {})
        self._files: Files = self.properties.get(FILES) or Files()

    def new_input(self, location: str) -> "LakeFile":
        """A file to read."""
        return LakeFile(location, self._files)

    def new_output(self, location: str) -> "LakeFile":
        """A file to write."""
        return LakeFile(location, self._files)

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Remove a file; one that is gone is no error."""
        self._files.remove(path_of(location if isinstance(location, str) else location.location))


class LakeFile(InputFile, OutputFile):
    """A file to read or write."""

    def __init__(self, location: str, files: Files) -> None:
        super().__init__(location)
        self._path = path_of(location)
        self._files = files

    def __len__(self) -> int:
        """Its size in bytes. Raises OSError."""
        return self._path.stat().st_size

    def exists(self) -> bool:
        """Whether it is there."""
        return self._path.exists()

    def open(self, seekable: bool = True) -> io.BufferedReader:  # noqa: FBT001, FBT002, ARG002 - pyiceberg's signature
        """Its bytes. Raises OSError."""
        return self._path.open("rb")

    def to_input_file(self) -> "LakeFile":
        """The same file, to read."""
        return self

    def create(self, overwrite: bool = False) -> "_Staged":  # noqa: FBT001, FBT002, ARG002 - pyiceberg's signature; its names are new each time
        """A stream whose bytes become the file when it is closed. Raises OSError then."""
        return _Staged(self._path, self._files)


class _Staged(io.BytesIO):
    """Gathers a file's bytes: manifests and metadata are small."""

    def __init__(self, path: Path, files: Files) -> None:
        super().__init__()
        self._path = path
        self._files = files

    def close(self) -> None:
        if not self.closed:
            data = self.getvalue()
            super().close()
            self._files.make_folder(self._path.parent)
            self._files.write_atomically(self._path, data)
