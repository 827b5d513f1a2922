"""Looking for what is new in a watched folder: one `stat` a file, in memory that doesn't grow with the number of files."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pipeline.discover import PAGES, Skip, is_folder, path_of, skip_entry, skip_file, source_at
from pipeline.errors import advice
from pipeline.lake.ledger import chunks
from pipeline.lake.ledger_rows import SourceRow
from pipeline.stamps import RESTED_NS, last_change, source_row, stamp_of
from schemas.inputs import Source
from transforms.text.source_uris import file_path, file_uri

Known = Callable[[Iterable[str]], dict[str, SourceRow]]
"""What the lake's ledger holds of some sources, by URI."""

Quiet = dict[str, tuple[int, tuple[str, ...]]]
"""Folders in which nothing was new: each one's time of modification and its subfolders. No name was added since while that is the same."""

QUIET_FOLDERS = 10_000
"""How many are remembered; others are listed at each look."""


class Look:
    """One look at a folder and all below it.

    Attributes:
        files: How many files were looked at.
        waiting: How many of them are new or changed and don't rest yet.
        rests_in_ns: After how long the first of these will rest; None where there is none.
        unreadable: A line for each folder that could not be listed.
    """

    def __init__(self, folder: str, lake: Path, known: Known, clock: Callable[[], int], quiet: Quiet) -> None:
        """Prepare a look.

        Args:
            folder: The folder.
            lake: The lake's folder, which is left out.
            known: Asks the ledger.
            clock: The time, in nanoseconds.
            quiet: What a look before this learned, for this one to change; empty for a look at every file.
        """
        self._root = os.path.normpath(folder)
        self._folders = [self._root]
        self._lake = lake
        self._known = known
        self._clock = clock
        self._quiet = quiet
        self.files = 0
        self.waiting = 0
        self.rests_in_ns: int | None = None
        self.unreadable: list[str] = []

    def sources(self) -> Iterator[Source]:
        """The files that rest and that the ledger doesn't hold as they are, while they are found. Raises OSError for the folder itself."""
        while self._folders:
            folder = self._folders.pop()
            try:
                yield from self._folder(folder)
            except OSError as error:
                if folder == self._root:
                    raise
                self.unreadable.append(advice(error))

    def _folder(self, folder: str) -> Iterator[Source]:
        began, modified = self._clock(), Path(folder).stat().st_mtime_ns
        was_modified, subfolders = self._quiet.pop(folder, (None, ()))
        found: list[str] = []
        waiting, given = self.waiting, 0
        if was_modified == modified:
            found.extend(subfolders)
        else:
            with os.scandir(folder) as entries:
                for chunk in chunks(self._files(entries, found)):
                    for source in self._fresh(chunk):
                        given += 1
                        yield source
        self._folders.extend(found)
        if not given and waiting == self.waiting and modified + RESTED_NS <= began and len(self._quiet) < QUIET_FOLDERS:
            self._quiet[folder] = modified, tuple(found)

    def _files(self, entries: Iterable["os.DirEntry[str]"], subfolders: list[str]) -> Iterator[tuple[str, str]]:
        """The URIs and stamps of the files that may be pages; folders go to `subfolders`."""
        for entry in entries:
            if skip_entry(entry, self._lake):
                continue
            if is_folder(entry):
                subfolders.append(entry.path)
                continue
            if entry.name.lower().endswith(".json") or not skip_file(entry.path):
                try:
                    stamp = stamp_of(entry.stat())
                except OSError:  # gone since, or a broken link
                    continue
                self.files += 1
                yield file_uri(path_of(entry)), stamp

    def _fresh(self, files: list[tuple[str, str]]) -> Iterator[Source]:
        rows = self._known(uri for uri, _ in files)
        for uri, stamp in files:
            row = rows.get(uri)
            if row is None or not row.settled or row.stamp != stamp:
                yield from self._rested(uri, row)

    def _rested(self, uri: str, row: SourceRow | None) -> Iterator[Source]:
        """The source, or the page that it is the metadata of, if that rests and is not as it was read."""
        path = file_path(uri)
        if skip_file(path) == Skip.SIDECAR:
            for page in _pages_of(Path(path)):
                page_uri = file_uri(str(page))
                yield from self._rested(page_uri, self._known([page_uri]).get(page_uri))
            return
        source = source_at(uri)
        if source is None:
            return
        try:
            now = self._clock()
            found = source_row(source, now)
            if row is not None and row.settled and row.stamp == found.stamp:
                return
            if found.settled:
                yield source
            else:
                self._wait_for(source, now)
        except OSError:  # gone since: what takes its place is found by the next look
            return

    def _wait_for(self, source: Source, now: int) -> None:
        changed = max(last_change(Path(path).stat(), now) for path in (source.path, source.sidecar) if path is not None)
        self.waiting += 1
        rests_in = max(changed + RESTED_NS - now, 0)
        self.rests_in_ns = rests_in if self.rests_in_ns is None else min(self.rests_in_ns, rests_in)


def _pages_of(sidecar: Path) -> Iterator[Path]:
    """The pages' files beside their metadata: page.html of page.html.json and of page.json."""
    stem = sidecar.with_suffix("")
    yield from (path for path in (stem, *(sidecar.with_suffix(extension) for extension in PAGES)) if path.is_file())
