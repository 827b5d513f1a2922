"""When a watch publishes the Iceberg tables: not after each of its small slices, which it would hold up, but once a minute and at its end."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.files import Files
from pipeline.lake.folders import Lake
from pipeline.lake.lock import writing
from pipeline.publishing import publish_if_asked

PUBLISH_NS = 60 * 1_000_000_000


@dataclass(slots=True)
class PublishWatch:
    """Knows since when there is something to publish; at first there may be, from a watch that was killed."""

    lake: Lake
    files: Files
    wait_seconds: float
    clock: Callable[[], int]
    """The time in nanoseconds."""
    _since_ns: int | None = 0

    def committed(self) -> None:
        """Note that the lake has changed."""
        if self._since_ns is None:
            self._since_ns = self.clock()

    def publish(self, *, at_once: bool = False) -> None:
        """Publish where it is time. Raises LakeError, and tries again when it is called again."""
        if self._since_ns is None or not (at_once or self.clock() - self._since_ns >= PUBLISH_NS):
            return
        with writing(self.lake, self.wait_seconds):
            publish_if_asked(self.lake, self.files)
        self._since_ns = None
