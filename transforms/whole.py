"""Files that are there whole or not at all, whoever else writes the same one at the same moment.

A cluster may give up a task whose worker lives on for a while, and start it again elsewhere: then two processes, perhaps on two
machines, write the same file. Each writes under a name that nobody else has, and the file gets its name when it is whole.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

UNFINISHED = ".unfinished"


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A name to write a file under, in its folder; it gets its own at the end of the `with` block, in the place of any file of that name."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}{UNFINISHED}")
    try:
        yield unfinished
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's bytes in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def folder_within(folder: Path, *names: str) -> Path:
    """A folder within one that is there already, made where it is missing.

    Raises FileNotFoundError where the outer one is gone: what a slice's staging folder was removed from under belongs to nobody any more.
    """
    for name in names:
        folder = folder / name
        folder.mkdir(exist_ok=True)
    return folder
