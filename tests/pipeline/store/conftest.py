"""The store of the tests of this folder: a bucket in memory, and a folder for each machine that works on it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pipeline.store.lakes import Stores, a_commit, commit_to
from tests.pipeline.store.memory import Below, Bucket, MemoryObjects


@pytest.fixture(scope="module")
def stores(fast_folder: Path) -> Iterator[Stores]:
    """The store of all tests here; requests go one by one, so that the k-th is the same each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.store.fetching.AT_ONCE", 1)
        patch.setattr("pipeline.store.hold.POLL_SECONDS", 0.0)
        yield Stores(patch, fast_folder / "work")


@pytest.fixture(autouse=True)
def _clean(stores: Stores) -> Iterator[None]:
    yield
    shutil.rmtree(stores.work, ignore_errors=True)


@pytest.fixture
def bucket(stores: Stores) -> Bucket:
    """A bucket with a lake of one commit."""
    objects = MemoryObjects(Bucket())
    commit_to(stores.open(objects, "first"), *a_commit(1), "version 1")
    return objects.bucket


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch, stores: Stores) -> MemoryObjects:
    """A bucket that every address leads to, and a cluster that is a worker of this process."""
    objects = MemoryObjects(Bucket())
    for module in ("working", "elsewhere", "inputs"):
        monkeypatch.setattr(f"pipeline.store.{module}.connect", lambda address: Below(objects, address))
    monkeypatch.setattr("pipeline.store.scratch.gettempdir", lambda: str(stores.work))
    stores.work.mkdir(exist_ok=True)
    return objects
