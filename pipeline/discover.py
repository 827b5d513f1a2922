"""From what the user names to sources: files, folders, globs, and standard input, sorted, without what is no page."""

import glob
import hashlib
import os
import stat
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import BinaryIO

from pipeline.errors import UsageError
from schemas.stages import Source
from transforms.text.containers.entries import ASSETS, UNFINISHED
from transforms.text.source_uris import file_path, file_uri

STANDARD_INPUT = "-"
CHUNK = 1 << 20
PAGES = (".html", ".htm", ".txt", ".shtml", ".xhtml")
"""Extensions of pages that page.json may be the metadata of."""


class InputError(UsageError):
    """What the user named can't be read; the message is one line that says what to do."""


class Skip(StrEnum):
    """Why a file in a folder isn't read."""

    HIDDEN = "hidden"
    UNFINISHED = "unfinished"
    SIDECAR = "metadata of another file"
    ASSET = "no page by its extension"
    LINK = "link to a folder"


@dataclass(frozen=True, slots=True)
class Found:
    """Sources in the order of their URIs, each once, and how many files were left out and why."""

    sources: tuple[Source, ...]
    skipped: tuple[tuple[Skip, int], ...]


def find_sources(inputs: Sequence[str], spool: Path, standard_input: BinaryIO | None = None) -> Found:
    """The sources that the inputs name; `-` is copied from `standard_input` into the folder `spool`, named by its content.

    Raises InputError for a path that isn't there or can't be read, a glob that matches nothing, and inputs without any page.
    """
    skipped: Counter[Skip] = Counter()
    sources = {source.uri: source for name in inputs for source in _sources(name, spool, standard_input, skipped)}
    if not sources:
        left_out = "".join(f"; left out: {count} {reason}" for reason, count in sorted(skipped.items()))
        raise InputError(f"no pages in {' '.join(map(file_uri, inputs))}: name a file or a folder that has some{left_out}")
    return Found(tuple(sources[uri] for uri in sorted(sources)), tuple(sorted(skipped.items())))


def _sources(name: str, spool: Path, standard_input: BinaryIO | None, skipped: Counter[Skip]) -> Iterator[Source]:
    if name == STANDARD_INPUT:
        if standard_input is None:
            raise InputError("- means standard input, and there is none: name files or folders")
        yield _spooled(standard_input, spool)
        return
    for path in _named_paths(name):
        if Path(path).is_dir():
            yield from _folder(path, skipped)
        else:
            yield _source(path, None)


def _named_paths(name: str) -> list[str]:
    """The paths that an input means: itself where it is there, else what it matches as a glob."""
    if os.path.lexists(name):
        if not os.access(name, os.R_OK):
            raise InputError(f"{file_uri(name)}: not allowed to read it, or a broken link; change its permissions or leave it out")
        return [os.path.normpath(name)]
    matches = sorted(map(os.path.normpath, glob.iglob(name, recursive=True))) if glob.has_magic(name) else []  # noqa: PTH207 - Path.glob takes no absolute pattern
    if not matches:
        raise InputError(f"{file_uri(name)}: nothing there; check the path, and quote a glob that this program is to expand")
    return matches


def _folder(folder: str, skipped: Counter[Skip]) -> Iterator[Source]:
    """The files of a folder and its subfolders; a folder that can't be listed is a source too, so that reading it is told."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield _source(folder, None)
        return
    names = frozenset(entry.name for entry in entries)
    for entry in entries:
        if skip := _skip(entry, names):
            skipped[skip] += 1
        elif entry.is_dir(follow_symlinks=False):
            yield from _folder(entry.path, skipped)
        else:
            yield _source(entry.path, _sidecar(entry.name, names, folder))


def _skip(entry: "os.DirEntry[str]", names: frozenset[str]) -> Skip | None:
    name = entry.name.lower()
    if name.startswith(".") or name == "__macosx":
        return Skip.HIDDEN
    if entry.is_symlink() and entry.is_dir():
        return Skip.LINK
    if entry.is_dir():
        return None
    if name.endswith(UNFINISHED):
        return Skip.UNFINISHED
    if PurePath(name).suffix in ASSETS:
        return Skip.ASSET
    return Skip.SIDECAR if _is_sidecar(entry.name, names) else None


def _is_sidecar(name: str, names: frozenset[str]) -> bool:
    """Whether a file is the metadata of another one: page.html.json or page.json beside page.html."""
    stem = PurePath(name).stem
    return name.lower().endswith(".json") and (stem in names or any(stem + extension in names for extension in PAGES))


def _sidecar(name: str, names: frozenset[str], folder: str) -> str | None:
    for other in (f"{name}.json", f"{PurePath(name).stem}.json"):
        if other in names and other != name:
            return str(Path(folder, other).absolute())
    return None


def _source(path: str, sidecar: str | None) -> Source:
    try:
        status = Path(path).stat()
    except OSError:
        status = Path(path).lstat()
    size = status.st_size if stat.S_ISREG(status.st_mode) else 0
    return Source(file_uri(path), str(Path(path).absolute()), size, status.st_mtime_ns, sidecar)


def source_at(uri: str) -> Source | None:
    """The source that had this URI when it was read; None where no file is there now."""
    path = Path(file_path(uri))
    if not path.is_file():
        return None
    names = frozenset(entry.name for entry in path.parent.iterdir())
    return _source(str(path), _sidecar(path.name, names, str(path.parent)))


def _spooled(stream: BinaryIO, spool: Path) -> Source:
    """Standard input as a file of the spool folder, named by its SHA-256."""
    spool.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=spool, prefix="stdin-", delete=False) as file:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    path = spool / f"stdin-{digest.hexdigest()}"
    Path(file.name).replace(path)
    return Source(f"stdin:{digest.hexdigest()}", str(path.absolute()), path.stat().st_size, 0)
