"""Folders for temporary files of workers, which may be killed at any moment: the next worker of the machine removes what such a one left."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from pipeline.store.machine import machine, started


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder in the system's folder for temporary files; gone at the end of the `with` block."""
    home = Path(gettempdir())
    prefix = f"zhengwen-{sha256(machine().encode()).hexdigest()[:16]}-"
    for left in home.glob(f"{prefix}*"):
        number, since, *_ = [*left.name.removeprefix(prefix).split("-", 2), "", ""]
        if number.isdecimal() and started(int(number)) != since:  # anybody may put other names there
            shutil.rmtree(left, ignore_errors=True)
    own = os.getpid()
    with TemporaryDirectory(prefix=f"{prefix}{own}-{started(own)}-", dir=home) as folder:
        yield Path(folder)
