"""Files on disk as pages: what can't be opened, and what changes while it is read, becomes a dead letter."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path, PurePath
from typing import BinaryIO

from schemas.forgotten import NOTHING, Forgotten
from schemas.inputs import Bookmark, Caps, Manifest, ReadRules, Source
from schemas.reasons import Reason, Rejected
from schemas.records import DeadLetter
from schemas.slices import SourceRead
from schemas.stages import Page, PageHints
from transforms.ahead import ask_ahead
from transforms.meter import Meter, Told
from transforms.spill import read_spill
from transforms.text.containers.courses import Course
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


@dataclass(frozen=True, slots=True)
class Step:
    """A page of a source or a dead letter, and how far reading has come with it."""

    item: Page | DeadLetter
    place: Bookmark | None
    """Where the file's next record begins; None where reading can't stop here."""
    done: int
    """Bytes of the source that have been read."""


def read_source(source: Source, rules: ReadRules = DEFAULT_RULES, tell: Told | None = None) -> Iterator[Page | DeadLetter]:
    """The pages of a source, in its order, and a dead letter for each that can't be read.

    A page that changed while it was read is read again. Of an archive or lines that changed, what was read is given, and a dead letter
    UNSTABLE after it. `tell` is told after each page how many bytes of the source have been read.
    """
    if source.spill is not None:
        yield from (_with_site(item, rules) for item in read_spill(Path(source.spill)))
        return
    for step in read_steps(source, rules):
        yield _with_site(step.item, rules)
        if tell:
            tell(step.done)


def read_steps(source: Source, rules: ReadRules) -> Iterator[Step]:
    """The same a step at a time, with the places between them, and without what the user says of the pages' sites."""
    try:
        entry = Entry(source.uri, PurePath(source.path).name, _hints(source, rules))
        for attempt in range(1, ATTEMPTS + 1):
            steps = _read_once(source, entry, rules)
            page, told = next(steps, None), next(steps, None)
            if page and page.item.source_uri == source.uri and told and _is_unstable(told.item):
                if attempt < ATTEMPTS:
                    continue
                page = None
            yield from (step for step in chain((page, told), steps) if step)
            return
    except Rejected as rejected:
        yield Step(dead_letter(source.uri, b"", rejected, rules.caps, source.size), None, 0)


def _is_unstable(item: Page | DeadLetter) -> bool:
    return isinstance(item, DeadLetter) and item.reason == Reason.UNSTABLE


def _with_site(item: Page | DeadLetter, rules: ReadRules) -> Page | DeadLetter:
    return with_site(item, rules.sites) if isinstance(item, Page) else item


def _read_once(source: Source, entry: Entry, rules: ReadRules) -> Iterator[Step]:
    """What the file holds now, and UNSTABLE at the end where it changed meanwhile. Raises Rejected UNREADABLE."""
    with _opened(source.path) as file:
        before = os.fstat(file.fileno())
        end = before.st_size if source.end is None else min(source.end, before.st_size)
        whole = source.start == 0 and end == before.st_size
        file.seek(source.start)
        reader = ByteReader(FileStream(file, max(end - source.start, 0)), file if whole else None)
        caps, course = rules.caps, Course(source.begin)
        budget = Budget(caps.archive_bytes + caps.unpack_ratio * before.st_size)
        for count, item in enumerate(unpack(entry, reader, rules, budget, course), 1):
            if count > source.begin.items:
                yield Step(item, course.place(count, budget), min(max(file.tell() - source.start, 0), end - source.start))
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        detail = f"{before.st_size} bytes when reading began, {after.st_size} when it ended; read it again when it is whole"
        yield Step(dead_letter(source.uri, b"", Rejected(Reason.UNSTABLE, detail), caps, after.st_size), None, after.st_size)


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
    ask_ahead(manifest.sources[1:])
    meter = Meter(staging, manifest) if staging else None
    for source in manifest.sources:
        count = left_out = 0
        for item in read_source(source, rules, meter.within if meter else None):
            if is_forgotten(item, forgotten):
                left_out += 1
                continue
            count += 1
            yield item
        yield SourceRead(source.uri, source.offset, count, left_out)
        if meter:
            meter.after(source)
    if meter:
        meter.end()
