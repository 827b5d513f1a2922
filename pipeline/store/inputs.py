"""Input that lies in an object store: found by listing what the user names, and brought to a file of the spool folder when its slice is cut."""

import fnmatch
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from posixpath import basename

from pipeline.store.address import SCHEME, StoreAddress, is_store_address, parse_address
from pipeline.store.connecting import connect
from pipeline.store.objects import Listed, MissingError
from schemas.inputs import Source
from transforms.text.source_uris import file_path, file_uri

FOLDER = "stored"
"""In the spool folder."""
ODD_PARTS = {part: f"%{part}" for part in ("", ".", "..")}
"""Parts of a key that no file can have as a name, and what stands for them."""
AHEAD = 16
"""Objects that are fetched at the same time, and ahead of being asked for."""
AHEAD_BYTES = 64 << 20
"""No further one is fetched ahead while those that are take so much."""
_MAGIC = re.compile(r"[*?\[]")


def list_input(name: str, lake: StoreAddress | None) -> list[Source]:
    """The objects that an address means: one object, all below a prefix, or those that match a glob; those of the lake itself are left out.

    What is listed is the prefix up to the first character of a glob. Raises StoreError, and UsageError for an address that is none.
    """
    bucket, _, path = name.removeprefix(SCHEME).partition("/")
    whole = parse_address(f"{SCHEME}{bucket}")
    literal = _MAGIC.split(path, maxsplit=1)[0]
    found = {one.name: one for one in connect(whole).list(literal) if _is_meant(one.name, path, literal) and not _is_of(lake, bucket, one.name)}
    return [_source(bucket, one, found) for one in found.values() if not one.name.endswith("/")]


def _is_meant(key: str, path: str, literal: str) -> bool:
    if literal != path:
        return fnmatch.fnmatchcase(key, path)
    return not path or key == path or key.startswith(path.rstrip("/") + "/")


def _is_of(lake: StoreAddress | None, bucket: str, key: str) -> bool:
    return lake is not None and lake.bucket == bucket and key.startswith(lake.key(""))


def _source(bucket: str, one: Listed, beside: Iterable[str] = ()) -> Source:
    """An object as a source; its metadata is what lies beside it under the names that it has beside a file."""
    path = f"{SCHEME}{bucket}/{one.name}"
    names = (f"{one.name}.json", str(PurePosixPath(one.name).with_suffix(".json"))) if not one.name.endswith(".json") else ()
    sidecar = next((f"{SCHEME}{bucket}/{name}" for name in names if name in beside), None)
    return Source(file_uri(path), path, one.size, one.mtime_ns, sidecar, stamp=f"{one.size}:{one.etag}")


def stored_source(uri: str) -> Source | None:
    """The object that had this URI when it was read, with its metadata; None where there is none now. Raises StoreError."""
    bucket, _, key = file_path(uri).removeprefix(SCHEME).partition("/")
    objects = connect(StoreAddress(bucket, ""))
    try:
        found = objects.stat(key)
    except MissingError:
        return None
    folder = key.removesuffix(basename(key))
    stem = PurePosixPath(key).stem
    beside = {one.name for one in objects.list(f"{folder}{stem}") if one.name.endswith(".json")}
    return _source(bucket, found, beside)


def is_stored(source: Source) -> bool:
    """Whether a source still lies in a store, and in no file."""
    return is_store_address(source.spill or source.path)


def bring_sources(sources: Iterable[Source], spool: Path, wanted: Callable[[Source], bool] = is_stored) -> Iterator[Source]:
    """The sources, those that are wanted each in a file by the time that it is given; the others as they are. Raises StoreError."""
    waiting: deque[tuple[Source, Future[Source] | None]] = deque()
    with ThreadPoolExecutor(AHEAD) as pool:
        for source in sources:
            fetched = wanted(source)
            if not waiting and not fetched:  # nothing to wait for, as where nothing lies in a store
                yield source
                continue
            waiting.append((source, pool.submit(bring_source, source, spool) if fetched else None))
            while len(waiting) >= AHEAD or sum(one.size for one, _ in waiting) >= AHEAD_BYTES:
                yield _given(*waiting.popleft())
        while waiting:
            yield _given(*waiting.popleft())


def _given(source: Source, coming: "Future[Source] | None") -> Source:
    return coming.result() if coming else source


def bring_source(source: Source, spool: Path) -> Source:
    """The source in a file of the spool folder, under its key, since a date may lie in that; one that is gone is told when it is read."""
    if source.spill:
        return replace(source, spill=_fetched(source.spill, spool))
    span = (source.start, source.size if source.end is None else source.end)
    path = _fetched(source.path, spool, span if span != (0, source.size) else None)
    return replace(source, path=path, sidecar=source.sidecar and _fetched(source.sidecar, spool))


def fetched_from(path: str, home: Path) -> str | None:
    """The address that a file was fetched from into a spool folder that lies in this one; None for any other file."""
    parts = Path(path).relative_to(home).parts[1:] if Path(path).is_relative_to(home) else ()
    return SCHEME + "/".join(part.removeprefix("%") if part in ODD_PARTS.values() else part for part in parts[1:]) if parts[:1] == (FOLDER,) else None


def _fetched(path: str, spool: Path, span: tuple[int, int] | None = None) -> str:
    bucket, _, key = path.removeprefix(SCHEME).partition("/")
    parts = [ODD_PARTS.get(part, part) for part in key.split("/")]
    file = spool.absolute() / FOLDER / bucket / "/".join(parts)
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(MissingError):
        connect(StoreAddress(bucket, "")).read_to(key, file, span)
    return str(file)


def let_go(source: Source) -> None:
    """Remove the file of a source that was brought and has been read to its end."""
    if source.stamp and source.rest is None and not is_stored(source):
        for path in (source.path, source.sidecar):
            if path is not None:
                Path(path).unlink(missing_ok=True)
