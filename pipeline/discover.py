"""From what the user names to sources: files, folders, globs, and standard input, sorted, without what is no page."""

import glob
import hashlib
import os
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path, PurePath
from typing import BinaryIO

from pipeline.errors import UsageError
from pipeline.lake.folders import Lake
from pipeline.packed import sorted_by_uri
from pipeline.store.address import is_store_address
from pipeline.store.inputs import list_input, stored_source
from pipeline.store.working import working_folder
from schemas.inputs import Source
from transforms.text.containers.entries import ASSETS, UNFINISHED
from transforms.text.source_uris import file_path, file_uri

STANDARD_INPUT = "-"
CHUNK = 1 << 20
PAGES = (".html", ".htm", ".txt", ".shtml", ".xhtml")
"""Extensions of pages that page.json may be the metadata of."""

IsThere = Callable[[str], bool]
"""Whether a path is a file's: asked of the disk, or of a folder's list, which costs nothing more."""


class InputError(UsageError):
    """What the user named can't be read; the message is one line that says what to do."""


class Skip(StrEnum):
    """Why a file in a folder isn't read; a file that the user names is always read."""

    HIDDEN = "hidden"
    UNFINISHED = "unfinished"
    SIDECAR = "metadata of another file"
    ASSET = "no page by its extension"
    LINK = "link to a folder"
    LAKE = "the lake itself"


@dataclass(frozen=True, slots=True)
class Found:
    """Sources in the order of their URIs, each once, and how many files and folders were left out and why."""

    sources: Collection[Source]
    skipped: tuple[tuple[Skip, int], ...]


def find_sources(inputs: Sequence[str], spool: Path, standard_input: BinaryIO | None = None, lake: Path | None = None) -> Found:
    """The sources that the inputs name: files, folders with all that is in them, globs, and `-`.

    `-` is copied from `standard_input` into the folder `spool`, named by its content. The folder `lake` is left out where an input holds
    it. Links to files are followed, links to folders only where they are named, so that no loop is walked.

    Raises InputError for a path that isn't there or can't be read, a glob that matches nothing, and inputs without any page.
    """
    skipped: Counter[Skip] = Counter()
    found = ([_spooled(standard_input, spool)] if name == STANDARD_INPUT else _sources(name, lake, skipped) for name in inputs)
    sources = sorted_by_uri(chain.from_iterable(found))
    if not sources:
        left_out = "".join(f"; left out: {count} {reason}" for reason, count in sorted(skipped.items()))
        raise InputError(f"no pages in {' '.join(map(file_uri, inputs))}: name a file or a folder that has some{left_out}")
    return Found(sources, tuple(sorted(skipped.items())))


def _sources(name: str, lake: Path | None, skipped: Counter[Skip]) -> Iterator[Source]:
    """The sources that a path means, or the matches of a glob where there is no such path."""
    if is_store_address(name):
        yield from _stored(name, lake, skipped)
        return
    if os.path.lexists(name):
        if not os.access(name, os.R_OK):
            raise InputError(f"{file_uri(name)}: not allowed to read it, or a broken link; change its permissions or leave it out")
        path = os.path.normpath(name)
        yield from _folder(path, lake, skipped) if Path(path).is_dir() else [_source(path, _sidecar(path))]
        return
    matches = glob.glob(name, recursive=True) if glob.has_magic(name) else []
    if not matches:
        raise InputError(f"{file_uri(name)}: nothing there; check the path, and quote a glob that this program is to expand")
    for match in (str(Path(match)) for match in matches):
        yield from _folder(match, lake, skipped) if os.path.isdir(match) else _files([match], skipped)


def _stored(name: str, lake: Path | None, skipped: Counter[Skip]) -> Iterator[Source]:
    """The objects that an address means; one that is named itself is always read."""
    folder = lake and working_folder(Lake(lake))
    sources = list_input(name, folder.address if folder else None)
    is_there = {source.path for source in sources}.__contains__
    for source in sources:
        below = PurePath(source.path.removeprefix(name)).parts
        if source.path != name and any(part.startswith(".") or part == "__MACOSX" for part in below):
            skipped[Skip.HIDDEN] += 1
        elif source.path != name and (skip := skip_file(source.path, is_there)):
            skipped[skip] += 1
        else:
            yield source


def _folder(folder: str, lake: Path | None, skipped: Counter[Skip]) -> Iterator[Source]:
    """The files of a folder and its subfolders; a folder that can't be listed is a source too, so that reading it is told."""
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            entries = list(os.scandir(here))
        except OSError:
            yield _source(here, None)
            continue
        files = []
        for entry in entries:
            if skip := skip_entry(entry, lake):
                skipped[skip] += 1
            elif is_folder(entry):
                waiting.append(entry.path)
            else:
                files.append(path_of(entry))
        yield from _files(files, skipped, {path_of(entry) for entry in entries if _is_file(entry)}.__contains__)


def _files(paths: Sequence[str], skipped: Counter[Skip], is_there: IsThere = os.path.isfile) -> Iterator[Source]:
    """The files that may be pages."""
    for path in paths:
        if skip := skip_file(path, is_there):
            skipped[skip] += 1
        else:
            yield _source(path, _sidecar(path, is_there))


def skip_entry(entry: "os.DirEntry[str]", lake: Path | None) -> Skip | None:
    """Why a file or folder isn't gone into, by what it is."""
    if entry.name.startswith(".") or entry.name == "__MACOSX":
        return Skip.HIDDEN
    if not is_folder(entry):
        return None
    if entry.is_symlink():
        return Skip.LINK
    return Skip.LAKE if lake and entry.name == lake.name and lake.exists() and lake.samefile(entry.path) else None


def is_folder(entry: "os.DirEntry[str]") -> bool:
    """Whether it is a folder, or a link to one."""
    try:
        return entry.is_dir()
    except OSError:  # a loop of links
        return False


def path_of(entry: "os.DirEntry[str]") -> str:
    """An entry's path, as pathlib writes it: without the dot of a folder that is named so."""
    return entry.path.removeprefix("./")


def _is_file(entry: "os.DirEntry[str]") -> bool:
    """Whether it is a file, or a link to one."""
    try:
        return entry.is_file()
    except OSError:  # a loop of links
        return False


def skip_file(path: str, is_there: IsThere = os.path.isfile) -> Skip | None:
    """Why a file isn't read, by its name and by what lies beside it."""
    name = os.path.basename(path).lower()
    if name.endswith(UNFINISHED):
        return Skip.UNFINISHED
    stem, extension = os.path.splitext(path)
    if extension.lower() in ASSETS:
        return Skip.ASSET
    # The metadata of another file: page.html.json or page.json beside page.html.
    return Skip.SIDECAR if extension.lower() == ".json" and any(is_there(stem + other) for other in ("", *PAGES)) else None


def _sidecar(path: str, is_there: IsThere = os.path.isfile) -> str | None:
    """The absolute path of the metadata beside a page's file."""
    stem, extension = os.path.splitext(path)
    if extension == ".json":
        return None
    return next((_absolute(other) for other in (f"{path}.json", f"{stem}.json") if is_there(other)), None)


def _source(path: str, sidecar: str | None) -> Source:
    """A source as it lies there now; one that can't be looked at has no size, and reading it tells why."""
    try:
        status = os.stat(path)
        size, mtime_ns = (status.st_size if stat.S_ISREG(status.st_mode) else 0), status.st_mtime_ns
    except OSError:
        size, mtime_ns = 0, 0
    return Source(file_uri(path), _absolute(path), size, mtime_ns, sidecar)


def _absolute(path: str) -> str:
    return path if os.path.isabs(path) else str(Path(path).absolute())


def source_at(uri: str) -> Source | None:
    """The source that had this URI when it was read; None where no file is there now."""
    if is_store_address(uri):
        return stored_source(uri)
    path = str(Path(file_path(uri)))
    return _source(path, _sidecar(path)) if os.path.isfile(path) else None


def _spooled(stream: BinaryIO | None, spool: Path) -> Source:
    """Standard input as a file of the spool folder, named by its SHA-256."""
    if stream is None:
        raise InputError("- means standard input, and there is none: name files or folders")
    spool.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=spool, prefix="stdin-", delete=False) as file:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    path = spool / f"stdin-{digest.hexdigest()}"
    Path(file.name).replace(path)
    return Source(f"stdin:{digest.hexdigest()}", str(path.absolute()), path.stat().st_size, 0)
