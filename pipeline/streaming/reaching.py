"""How a worker of a watch's job reaches the lake, and what the job has staged: in folders that all see, or in a store."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.lake.folders import Lake
from pipeline.store.address import is_store_address, parse_address
from pipeline.store.elsewhere import InStore
from pipeline.store.opening import brought_up

WatchStaging = str | InStore


def lake_of_worker(lake: str, use: str) -> Lake:
    """The lake, by its folder or its address: of one in a store a working folder of this machine, with the ledger as it is now.

    Raises LakeError.
    """
    return brought_up(parse_address(lake), use) if is_store_address(lake) else Lake(Path(lake))


@contextmanager
def staged_near(staging: WatchStaging, names: Iterable[str]) -> Iterator[Path]:
    """The folder that these fragments lie in, as far as they are there; a store's are removed when the block has done well."""
    if isinstance(staging, str):
        yield Path(staging)
        return
    with staging.near(names) as home:
        yield home
