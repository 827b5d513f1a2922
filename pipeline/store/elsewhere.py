"""A slice's staging in the store of its lake, for workers on other machines: they fetch pages from a store, and lay there what these give.

The process that runs the slice opens the staging and, when the job has ended, brings the fragments that it tells of into the working
folder and removes all of it. A worker that lives on when its slice has ended finds the staging closed, and fails.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import LakeError
from pipeline.lake.folders import Lake
from pipeline.store.address import StoreAddress
from pipeline.store.change import staging_of
from pipeline.store.connecting import connect
from pipeline.store.fetching import at_once
from pipeline.store.hold import Hold, held
from pipeline.store.inputs import bring_source, fetched_from, is_stored
from pipeline.store.objects import MissingError, Objects, StoreError
from pipeline.store.packing import pack_folder, unpack_folder
from pipeline.store.scratch import scratch
from pipeline.store.working import WorkingFolder
from schemas.inputs import Manifest, Source
from transforms.collect import Collected, collected_from_lines, lines_of_collected
from transforms.fragments import FRAGMENTS
from transforms.whole import folder_within

OPEN = "open"
TOLD = "staged.jsonl"
INPUT = "input"


@dataclass(frozen=True, slots=True)
class InStore:
    """The staging, as it travels to workers: they find the store and their credentials as every AWS tool does."""

    address: StoreAddress
    """The lake's."""
    folder: str
    """What the names of its objects begin with."""

    @contextmanager
    def at_hand(self, manifest: Manifest) -> Iterator[Manifest]:
        """The manifest with its sources in files; those that lie in a store are fetched. Raises StoreError."""
        with scratch() as home:
            near = dict(enumerate(manifest.sources))
            stored = [number for number, source in near.items() if is_stored(source)]

            def fetch(number: int) -> None:
                near[number] = bring_source(near[number], home / str(number))

            at_once(fetch, stored)
            yield Manifest(tuple(near[number] for number in sorted(near)))

    @contextmanager
    def laid(self) -> Iterator[Path]:
        """A folder of this machine, whose fragments are put into the store. Raises StoreError."""
        with scratch() as home:
            yield home
            objects = self._opened()
            for fragment in sorted((home / FRAGMENTS).iterdir()):
                objects.write(self.fragment(fragment.name), pack_folder(fragment))

    def tell(self, collected: Iterable[Collected]) -> None:
        """Put the names of the fragments, and what was read. Raises StoreError."""
        self._opened().write(f"{self.folder}{TOLD}", b"".join(lines_of_collected(collected)))

    def collect(self, objects: Objects, staging: Path) -> list[Collected]:
        """Bring what the workers told of into a slice's staging folder; gives what its plan is made from."""
        collected = collected_from_lines(objects.read(f"{self.folder}{TOLD}").data.splitlines())
        self.bring((item for item in collected if isinstance(item, str)), objects, staging)
        return collected

    def bring(self, names: Iterable[str], objects: Objects, staging: Path) -> None:
        """Bring fragments into a staging folder. Raises MissingError."""
        home = folder_within(staging, FRAGMENTS)
        at_once(lambda name: unpack_folder(objects.read(self.fragment(name)).data, home / name), sorted(set(names)))

    @contextmanager
    def near(self, names: Iterable[str]) -> Iterator[Path]:
        """A folder with fragments, as far as they are in the store still; they are removed there when the `with` block has done well."""
        objects, names = connect(self.address), sorted(set(names))
        with scratch() as home:
            with suppress(MissingError):  # taken in before, or of a job before this
                self.bring(names, objects, home)
            yield home
        objects.remove([self.fragment(name) for name in names])

    def send(self, manifests: Iterable[Manifest], lake: Lake, objects: Objects) -> tuple[Manifest, ...]:
        """The manifests as workers are to have them: what lies in this machine's working folder only is put into the store, each file once."""
        manifests = tuple(manifests)
        home = lake.staging.absolute()
        paths = {path for manifest in manifests for source in manifest.sources if (path := _own_file(source, home))}
        names = {path: f"{self.folder}{INPUT}/{number:06d}/{Path(path).name}" for number, path in enumerate(sorted(paths))}
        at_once(lambda path: objects.write_file(names[path], Path(path)), list(names))
        sent = {path: f"{self.address}/{name}" for path, name in names.items()}
        return tuple(Manifest(tuple(_far(source, home, sent) for source in manifest.sources)) for manifest in manifests)

    def _opened(self) -> Objects:
        """The lake's objects. Raises StoreError where the staging is closed: whoever ran the slice is gone, or has gone on without this worker."""
        objects = connect(self.address)
        try:
            objects.stat(f"{self.folder}{OPEN}")
        except MissingError:
            raise StoreError(f"{self.address}/{self.folder} is closed: the run that this worker works for has ended") from None
        return objects

    def fragment(self, name: str) -> str:
        """The object that a fragment is."""
        return f"{self.folder}{FRAGMENTS}/{name}"


def _own_file(source: Source, home: Path) -> str | None:
    """The file of a source that only this machine has; None for one that workers can open, or fetch."""
    path = source.spill or source.path
    return path if Path(path).is_relative_to(home) and fetched_from(path, home) is None else None


def _far(source: Source, home: Path, sent: Mapping[str, str]) -> Source:
    """A source where workers find it."""
    if source.spill:
        return replace(source, spill=sent[source.spill])
    sidecar = source.sidecar and (fetched_from(source.sidecar, home) or source.sidecar)
    return replace(source, path=sent.get(source.path) or fetched_from(source.path, home) or source.path, sidecar=sidecar)


@contextmanager
def staging_in_store(lake: Lake, slice_name: str) -> Iterator[tuple[InStore, Hold]]:
    """The open staging of a slice of a lake that this process holds; at the end of the `with` block, however it is left, nothing of it is there.

    What workers have put that were cut off from an earlier job goes too: no slice of this lake but this one is under way.
    """
    hold = held(lake)
    if hold is None:
        raise LakeError(f"{lake.root} isn't held")
    hold.check()
    staging = InStore(hold.folder.address, staging_of(slice_name))
    with hold.putting_unnamed():
        hold.objects.remove([one.name for one in hold.objects.list("_staging/")])
        hold.objects.write(f"{staging.folder}{OPEN}", b"")
        try:
            yield staging, hold
        except BaseException:
            with suppress(StoreError):  # what went wrong first is told
                _close(staging, hold.objects)
            raise
        _close(staging, hold.objects)


@contextmanager
def stream_in_store(folder: WorkingFolder, watched: str) -> Iterator[InStore]:
    """A new staging of a job that watches; those of earlier jobs of the same name go, and a worker that still lives puts nothing any more."""
    objects = folder.connect()
    objects.remove([one.name for one in objects.list(f"_stream/{watched}-")])
    staging = InStore(folder.address, f"_stream/{watched}-{time.time_ns():x}/")
    objects.write(f"{staging.folder}{OPEN}", b"")
    try:
        yield staging
    finally:
        _close(staging, objects)


def _close(staging: InStore, objects: Objects) -> None:
    objects.remove([f"{staging.folder}{OPEN}"])
    objects.remove([one.name for one in objects.list(staging.folder)])
