"""The tables that a lake has of record types that are added: nobody writes to a lake who doesn't know all of them.

A writer that lacks one would leave rows of stories that change, move or are forgotten. Readers go on without.
"""

import json
from collections.abc import Mapping

from pipeline.errors import LakeError, UsageError, told_as_lake_error
from pipeline.files import Files
from pipeline.lake.folders import Lake
from schemas.record_types import PACKAGE
from schemas.tables import ADDED, BUILT_IN


def held_added(lake: Lake) -> dict[str, str]:
    """The lake's added tables, each with the digest of its columns. Raises LakeError where the list is damaged."""
    if not lake.added_file.is_file():
        return {}
    try:
        return {str(table): str(digest) for table, digest in json.loads(lake.added_file.read_bytes()).items()}
    except (ValueError, AttributeError) as error:
        raise LakeError(f"{lake.added_file} is damaged: restore it from a copy, or remove it if no record type was ever added") from error


def unknown_added(lake: Lake) -> tuple[str, ...]:
    """The lake's added tables whose record types aren't found where this process runs."""
    return tuple(sorted(set(held_added(lake)) - {added.table for added in ADDED}))


def settle_added(lake: Lake) -> None:
    """Make room for record types that are new to the lake. The caller holds its lock.

    Raises LakeError for a table of the lake whose record type isn't found, or has other columns now.
    """
    files, held = Files(), held_added(lake)
    if unknown := unknown_added(lake):
        raise LakeError(
            f"{lake.root} has the table {unknown[0]}, whose record type isn't found: {how_to_find(unknown[0])}, or {_how_to_drop(unknown[0])}"
        )
    wanted = {added.table: added.columns_digest for added in ADDED}
    for table, digest in held.items():
        if wanted[table] != digest:
            raise LakeError(f"the table {table} of {lake.root} has other columns than its record type: {_how_to_drop(table)}, then reprocess")
    if wanted != held:
        with told_as_lake_error(f"cannot add tables to the lake {lake.root}"):
            for table in wanted:
                files.make_folder(lake.table(table))
            _write(lake, wanted, files)


def check_added(lake: Lake, table: str) -> None:
    """Raises UsageError where the lake has no table of that name of an added record type."""
    held = held_added(lake)
    if table not in held:
        what = "is one of every lake's" if table in BUILT_IN else "is no table of an added record type here"
        raise UsageError(f"--drop {table}: it {what}{'; name one of ' + ', '.join(held) if held else ''}")


def drop_added(lake: Lake, table: str, files: Files) -> None:
    """Take the table of an added record type out of the lake; the caller holds its lock, and has recovered it. Raises LakeError."""
    with told_as_lake_error(f"cannot take {table} out of the lake {lake.root}"):
        files.remove_tree(lake.table(table))
        _write(lake, {name: digest for name, digest in held_added(lake).items() if name != table}, files)


def how_to_find(table: str) -> str:
    """What to do so that a record type is found."""
    return f"put the folder {PACKAGE} with its module ({table}) on PYTHONPATH"


def _how_to_drop(table: str) -> str:
    return f"take the table out with: zhengwen migrate --drop {table}"


def _write(lake: Lake, held: Mapping[str, str], files: Files) -> None:
    if held:
        files.write_atomically(lake.added_file, json.dumps(held, sort_keys=True).encode() + b"\n")
    else:
        files.remove(lake.added_file)
