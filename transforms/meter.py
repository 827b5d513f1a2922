"""How far reading is, left in the staging folder for whoever watches it: works alike with every runner, and costs no message."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from schemas.inputs import Manifest, Source

METERS = "meters"
"""The folder of a slice's staging folder that meters lie in."""
STEP = 1 << 16
"""After how many bytes a meter moves."""


class Meter:
    """The bytes of a manifest that have been read, and whose pages have been taken through all stages that are fused with reading.

    A meter's name follows from its manifest, so that a bundle tried again goes on with the same one.
    """

    def __init__(self, staging: str, manifest: Manifest) -> None:
        first = manifest.sources[0]
        digest = hashlib.sha256((first.spill or f"{first.uri}#{first.start}").encode()).hexdigest()
        self._file = Path(staging) / METERS / digest[:32]
        self._before = self._shown = 0

    def within(self, position: int) -> None:
        """So many bytes of the source at hand have been read."""
        self._show(self._before + position, STEP)

    def after(self, source: Source) -> None:
        """A source has been read."""
        self._before += (source.size if source.end is None else source.end) - source.start
        self._show(self._before, STEP)

    def end(self) -> None:
        """The manifest has been read."""
        self._show(self._before, 1)

    def _show(self, done: int, step: int) -> None:
        if done - self._shown < step:
            return
        self._shown = done
        with suppress(OSError):  # a meter that can't be written is no reason to stop; staging itself will tell
            self._file.parent.mkdir(exist_ok=True)
            self._file.write_text(str(done))


def metered(staging: Path) -> int:
    """How many bytes the meters of a slice show together."""
    try:
        return sum(int(file.read_text() or 0) for file in (staging / METERS).iterdir())
    except (OSError, ValueError):  # not there yet, or gone
        return 0


Told = Callable[[int], None]
"""Is told how many bytes of a source have been read."""
