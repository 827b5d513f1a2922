"""A folder of files as one object: so that it is put in one step, and costs one request."""

import json
from pathlib import Path, PurePath

import zstandard

LEVEL = 1
MOST_BYTES = 1 << 32
"""Once unpacked: far above any fragment's."""


def pack_folder(folder: Path) -> bytes:
    """A folder's files, compressed: a line of JSON with their names and sizes, and their bytes one after another."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    sizes = json.dumps({name: len(data) for name, data in files.items()})
    return zstandard.compress(sizes.encode() + b"\n" + b"".join(files.values()), LEVEL)


def unpack_folder(data: bytes, folder: Path) -> None:
    """Write the files that `pack_folder` packed into a folder, made where it is missing."""
    sizes, _, rest = zstandard.decompress(data, max_output_size=MOST_BYTES).partition(b"\n")
    folder.mkdir(exist_ok=True)
    start = 0
    for name, size in json.loads(sizes).items():
        (folder / PurePath(name).name).write_bytes(rest[start : start + size])
        start += size
