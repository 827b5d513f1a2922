"""Where workers that share no folder read from and write to: a place that each of them reaches by itself, such as an object store."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from schemas.inputs import Manifest
from transforms.collect import Collected, write_collected


class Elsewhere(Protocol):
    """A slice's staging that is no folder; has to be picklable. What can't be reached is raised, so that the runner tries again."""

    def at_hand(self, manifest: Manifest) -> AbstractContextManager[Manifest]:
        """The manifest with its sources in files of this machine, for as long as the block lasts."""
        ...

    def laid(self) -> AbstractContextManager[Path]:
        """A new folder of this machine; the fragments that lie in it when the block ends are sent, each in one step."""
        ...

    def tell(self, collected: Iterable[Collected]) -> None:
        """Leave word of what was staged: fragments' names, and what was read."""
        ...


Staging = str | Elsewhere
"""A folder that all workers see, or a place that each reaches."""


@contextmanager
def at_hand(manifest: Manifest, staging: Staging | None) -> Iterator[Manifest]:
    """The manifest with its sources where they can be opened."""
    if staging is None or isinstance(staging, str):
        yield manifest
        return
    with staging.at_hand(manifest) as near:
        yield near


@contextmanager
def laid(staging: Staging) -> Iterator[Path]:
    """The folder to lay fragments in."""
    if isinstance(staging, str):
        yield Path(staging)
        return
    with staging.laid() as folder:
        yield folder


def tell(staging: Staging, collected: Iterable[Collected]) -> None:
    """Leave word of what was staged."""
    if isinstance(staging, str):
        write_collected(collected, Path(staging))
    else:
        staging.tell(collected)
