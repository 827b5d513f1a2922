"""An object store in memory that keeps to conditions as S3 does, and ones that die, fail or are slow to answer at the k-th request."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import md5
from pathlib import Path

from pipeline.store.address import StoreAddress
from pipeline.store.objects import ABSENT, ChangedError, Found, Listed, MissingError, StoreError
from tests.pipeline.faults import Killed


@dataclass
class Bucket:
    """Objects with the time at which each was written, by a clock that a test turns."""

    objects: dict[str, tuple[bytes, float]] = field(default_factory=dict)
    clock: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def copy(self) -> "Bucket":
        """Another bucket with the same objects."""
        return Bucket(dict(self.objects), self.clock)

    def later(self) -> None:
        """Let so much time go by that every hold has run out."""
        self.clock += 1000.0


def etag(data: bytes) -> str:
    """As S3 gives it for an object put in one piece."""
    return f'"{md5(data, usedforsecurity=False).hexdigest()}"'


class MemoryObjects:
    """A bucket's objects. `before` and `after` are called around each request, which is counted by its kind."""

    def __init__(self, bucket: Bucket) -> None:
        self.bucket = bucket
        self.requests: Counter[str] = Counter()
        self.log: list[tuple[str, str]] = []

    def before(self, kind: str) -> None:
        """Ahead of a request."""

    def after(self, kind: str) -> None:
        """Between a request's effect and its answer."""

    def read(self, name: str) -> Found:
        """As the protocol says."""
        with self._request("get", name):
            data, written = self._found(name)
            return Found(data, etag(data), self.bucket.clock - written)

    def read_to(self, name: str, path: Path, span: tuple[int, int] | None = None) -> None:
        """As the protocol says."""
        first, end = span or (0, None)
        path.write_bytes(bytes(first) + self.read(name).data[first:end])

    def stat(self, name: str) -> Listed:
        """As the protocol says."""
        with self._request("head", name):
            return Listed(name, len(self._found(name)[0]), etag(self._found(name)[0]), 0)

    def write(self, name: str, data: bytes, expected: str | None = None) -> str:
        """As the protocol says."""
        with self._request("put", name):
            there = self.bucket.objects.get(name)
            if expected is not None and (there is not None if expected == ABSENT else there is None or etag(there[0]) != expected):
                raise ChangedError(name)
            self.bucket.objects[name] = data, self.bucket.clock
            return etag(data)

    def write_file(self, name: str, path: Path) -> None:
        """As the protocol says."""
        self.write(name, path.read_bytes())

    def copy(self, source: str, target: str) -> None:
        """As the protocol says."""
        with self._request("copy", target):
            self.bucket.objects[target] = self._found(source)[0], self.bucket.clock

    def remove(self, names: Sequence[str]) -> None:
        """As the protocol says; a thousand at a time."""
        for first in range(0, len(names), 1000):
            with self._request("delete", names[first]):
                for name in names[first : first + 1000]:
                    self.bucket.objects.pop(name, None)

    def list(self, prefix: str = "", after: str = "", most: int | None = None) -> Iterator[Listed]:
        """As the protocol says."""
        with self._request("list", prefix):
            names = sorted(name for name in self.bucket.objects if name.startswith(prefix) and name > after)
        for name in names[:most]:
            data = self.bucket.objects[name][0]
            yield Listed(name, len(data), etag(data), 0)

    def _found(self, name: str) -> tuple[bytes, float]:
        if name not in self.bucket.objects:
            raise MissingError(name)
        return self.bucket.objects[name]

    def _request(self, kind: str, name: str) -> "Request":
        return Request(self, kind, name)


class Below:
    """The objects of a bucket below a prefix, as a client that knows keys has them."""

    def __init__(self, whole: MemoryObjects, address: StoreAddress) -> None:
        self._whole, self._key, self._skip = whole, address.key, len(address.key(""))

    def read(self, name: str) -> Found:
        """As the protocol says, and so do the others."""
        return self._whole.read(self._key(name))

    def read_to(self, name: str, path: Path, span: tuple[int, int] | None = None) -> None:
        """Likewise."""
        self._whole.read_to(self._key(name), path, span)

    def stat(self, name: str) -> Listed:
        """Likewise."""
        return self._whole.stat(self._key(name))

    def write(self, name: str, data: bytes, expected: str | None = None) -> str:
        """Likewise."""
        return self._whole.write(self._key(name), data, expected)

    def write_file(self, name: str, path: Path) -> None:
        """Likewise."""
        self._whole.write_file(self._key(name), path)

    def copy(self, source: str, target: str) -> None:
        """Likewise."""
        self._whole.copy(self._key(source), self._key(target))

    def remove(self, names: Sequence[str]) -> None:
        """Likewise."""
        self._whole.remove([*map(self._key, names)])

    def list(self, prefix: str = "", after: str = "", most: int | None = None) -> Iterator[Listed]:
        """Likewise."""
        for one in self._whole.list(self._key(prefix), after and self._key(after), most):
            yield Listed(one.name[self._skip :], one.size, one.etag, one.mtime_ns)


class Request:
    """One request: counted, with what happens before it and after."""

    def __init__(self, objects: MemoryObjects, kind: str, name: str) -> None:
        self.objects = objects
        self.kind = kind
        self.name = name

    def __enter__(self) -> None:
        """Begin it, alone in its bucket."""
        self.objects.bucket.lock.acquire()
        try:
            self.objects.requests[self.kind] += 1
            self.objects.log.append((self.kind, self.name))
            self.objects.before(self.kind)
        except BaseException:
            self.objects.bucket.lock.release()
            raise

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """End it; what happens after a request that went well may still keep the answer from coming."""
        try:
            if kind is None:
                self.objects.after(self.kind)
        finally:
            self.objects.bucket.lock.release()


class DyingObjects(MemoryObjects):
    """The process dies ahead of request `at`, or, where `late` is set, after it was done and before its answer comes."""

    def __init__(self, bucket: Bucket, at: int, *, late: bool = False) -> None:
        super().__init__(bucket)
        self.at = at
        self.late = late

    def before(self, _kind: str) -> None:
        """Die at the chosen request, and at every later one."""
        if self.requests.total() >= self.at + self.late:
            raise Killed

    def after(self, _kind: str) -> None:
        """Likewise."""
        if self.late and self.requests.total() >= self.at:
            raise Killed


class FailingObjects(MemoryObjects):
    """Request `at` fails, before it was done or after; so do all later ones where `lasting` is set."""

    def __init__(self, bucket: Bucket, at: int, *, late: bool = False, lasting: bool = False) -> None:
        super().__init__(bucket)
        self.at = at
        self.late = late
        self.lasting = lasting

    def _fail(self) -> None:
        now = self.requests.total()
        if now == self.at or (self.lasting and now > self.at):
            raise StoreError("s3://b/p: the store is overloaded or reports an error of its own: run the same command again later")

    def before(self, _kind: str) -> None:
        """Fail at the chosen request."""
        if not self.late:
            self._fail()

    def after(self, _kind: str) -> None:
        """Likewise."""
        if self.late:
            self._fail()
