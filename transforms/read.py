"""Files on disk as pages: what can't be opened, and what changes while it is read, becomes a dead letter."""

import os
import stat
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path, PurePath
from typing import BinaryIO

from schemas.forgotten import NOTHING, Forgotten
from schemas.reasons import Reason, Rejected
from schemas.records import DeadLetter
from schemas.slices import SourceRead
from schemas.stages import Caps, Manifest, Page, PageHints, ReadRules, Source
from transforms.meter import Meter, Told
from transforms.text.containers.entries import Entry
from transforms.text.containers.json_pages import json_hints, json_object
from transforms.text.containers.streams import Budget, ByteReader, FileStream
from transforms.text.containers.unpack import unpack
from transforms.text.dead_letters import dead_letter
from transforms.text.path_dates import path_date
from transforms.text.sites import with_site

DEFAULT_RULES = ReadRules()
ATTEMPTS = 3
"""How often a page's file that changes while it is read is read."""


def read_source(source: Source, rules: ReadRules = DEFAULT_RULES, tell: Told | None = None) -> Iterator[Page | DeadLetter]:
    """The pages of a source, in its order, and a dead letter for each that can't be read.

    A page that changed while it was read is read again. Of an archive or lines that changed, what was read is given, and a dead letter
    UNSTABLE after it. `tell` is told after each page how many bytes of the source have been read.
    """
    try:
        entry = Entry(source.uri, PurePath(source.path).name, _hints(source, rules), first_line=source.first_line)
        for attempt in range(1, ATTEMPTS + 1):
            items = _read_once(source, entry, rules, tell)
            page, told = next(items, None), next(items, None)
            if page and page.source_uri == source.uri and isinstance(told, DeadLetter) and told.reason == Reason.UNSTABLE:
                if attempt < ATTEMPTS:
                    continue
                page = None
            yield from (_with_site(item, rules) for item in chain((page, told), items) if item)
            return
    except Rejected as rejected:
        yield dead_letter(source.uri, b"", rejected, rules.caps, source.size)


def _with_site(item: Page | DeadLetter, rules: ReadRules) -> Page | DeadLetter:
    return with_site(item, rules.sites) if isinstance(item, Page) else item


def _read_once(source: Source, entry: Entry, rules: ReadRules, tell: Told | None) -> Iterator[Page | DeadLetter]:
    """What the file holds now, and UNSTABLE at the end where it changed meanwhile. Raises Rejected UNREADABLE."""
    with _opened(source.path) as file:
        before = os.fstat(file.fileno())
        end = before.st_size if source.end is None else min(source.end, before.st_size)
        whole = source.start == 0 and end == before.st_size
        file.seek(source.start)
        reader = ByteReader(FileStream(file, max(end - source.start, 0)), file if whole else None)
        caps = rules.caps
        for item in unpack(entry, reader, rules, Budget(caps.archive_bytes + caps.unpack_ratio * before.st_size)):
            yield item
            if tell:
                tell(min(max(file.tell() - source.start, 0), end - source.start))
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        detail = f"{before.st_size} bytes when reading began, {after.st_size} when it ended; read it again when it is whole"
        yield dead_letter(source.uri, b"", Rejected(Reason.UNSTABLE, detail), caps, after.st_size)


def _opened(path: str) -> BinaryIO:
    """A regular file, open; a FIFO isn't waited for. Raises Rejected UNREADABLE."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise Rejected(Reason.UNREADABLE, getattr(error, "strerror", None) or str(error)) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Rejected(Reason.UNREADABLE, "not a regular file")
    return os.fdopen(descriptor, "rb")


def _hints(source: Source, rules: ReadRules) -> PageHints:
    """What the path and the metadata beside the file say; metadata that can't be read says nothing, so that the page isn't lost with it."""
    hints = PageHints(path_date=path_date(source.path, rules.path_date) if rules.path_date else None)
    if source.sidecar is None:
        return hints
    try:
        with Path(source.sidecar).open("rb") as file:
            return json_hints(json_object(file.read(_sidecar_cap(rules.caps)), rules.caps), rules.fields, hints)
    except (OSError, Rejected):
        return hints


def _sidecar_cap(caps: Caps) -> int:
    return min(caps.page_bytes, 1 << 20)


def is_forgotten(item: Page | DeadLetter, forgotten: Forgotten) -> bool:
    """Whether a page that was read is one that the lake is to forget, by its name or its bytes."""
    if forgotten.names(item.source_uri):
        return True
    return bool(forgotten.page_ids) and (item.page_id if isinstance(item, DeadLetter) else sha256(item.data).hexdigest()) in forgotten.page_ids


def read_manifest(
    manifest: Manifest, rules: ReadRules = DEFAULT_RULES, forgotten: Forgotten = NOTHING, staging: str | None = None
) -> Iterator[Page | DeadLetter | SourceRead]:
    """The pages of a manifest's sources, dead letters for those that can't be read, and at each source's end how many they were.

    Where a staging folder is named, a meter in it shows how far reading is.
    """
    meter = Meter(staging, manifest) if staging else None
    for source in manifest.sources:
        count = left_out = 0
        for item in read_source(source, rules, meter.within if meter else None):
            if is_forgotten(item, forgotten):
                left_out += 1
                continue
            count += 1
            yield item
        yield SourceRead(source.uri, source.start, count, left_out)
        if meter:
            meter.after(source)
    if meter:
        meter.end()
