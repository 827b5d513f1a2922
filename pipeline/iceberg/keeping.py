"""Keeping the Iceberg tables of a lake: publishing, letting go of history, making all anew."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import CommitFailedException, NoSuchTableError, ValidationError
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import LakeError, told_as_lake_error
from pipeline.files import Files
from pipeline.iceberg.catalog import NAMESPACE, open_catalog, table_folder
from pipeline.iceberg.history import expire, sweep
from pipeline.iceberg.publish import MovedError, publish_tables
from pipeline.lake.folders import Lake
from schemas.tables import TABLES

DAMAGED = (
    FileNotFoundError, ValidationError, ValueError, EOFError, KeyError, IndexError, TypeError, AssertionError, zlib.error, SQLAlchemyError,
)  # fmt: skip
"""What pyiceberg and SQLAlchemy raise for files that are gone, cut short or changed: they check little of what they read."""


def publish_lake(lake: Lake, files: Files, *, purge: bool) -> None:
    """Bring the Iceberg tables up to the lake. The caller holds the lake's lock, and calls again what was killed.

    With `purge` no earlier snapshot stays, nor any file of one. Tables that were made at another path are made anew, since their
    paths are absolute. Raises LakeError where the disk refuses, the tables are damaged, or others change them without end.
    """
    with _told(lake):
        try:
            _bring_up(lake, files, purge=purge)
        except MovedError:
            make_anew(lake, files)


def make_anew(lake: Lake, files: Files) -> None:
    """Forget what there is of Iceberg tables, and publish the lake. The folder itself stays: it tells that the lake is published.

    Raises as `publish_lake` does.
    """
    with _told(lake):
        # SQLite's journal sorts behind its database, and must not be found beside a new one.
        for entry in sorted(lake.iceberg.iterdir(), reverse=True):
            if entry.is_dir() and not entry.is_symlink():
                files.remove_tree(entry)
            elif entry.name.startswith("catalog.db"):
                files.remove(entry)
        _bring_up(lake, files, purge=False)


def drop_published(lake: Lake, table: str, files: Files) -> None:
    """Take a table out of the catalog, with its snapshots and their files. Raises as `publish_lake` does."""
    with _told(lake), open_catalog(lake, files) as catalog:
        if catalog.table_exists((NAMESPACE, table)):
            catalog.drop_table((NAMESPACE, table))
            catalog.update_namespace_properties(NAMESPACE, removals={table})
        files.remove_tree(table_folder(lake, table))


def _bring_up(lake: Lake, files: Files, *, purge: bool) -> None:
    with open_catalog(lake, files) as catalog:
        publish_tables(catalog, lake, files, purge=purge)
        for table in TABLES:
            _let_go(catalog, lake, table, files, purge=purge)


def _let_go(catalog: SqlCatalog, lake: Lake, table: str, files: Files, *, purge: bool) -> None:
    """Expire snapshots, and remove their files; where another process changes the table just then, the next call does it.

    What is to be purged is purged now, or the call fails.
    """
    try:
        expired = expire(catalog.load_table((NAMESPACE, table)), everything=purge)
    except (CommitFailedException, NoSuchTableError):
        if purge:
            raise
        return
    if expired or purge:
        sweep(lake, table, catalog.load_table((NAMESPACE, table)), files)


@contextmanager
def _told(lake: Lake) -> Iterator[None]:
    """Turn what may happen into a LakeError that says what to do."""
    with told_as_lake_error(f"cannot publish the Iceberg tables of {lake.root} (the lake itself is sound; the next run publishes it)"):
        try:
            yield
        except DAMAGED as error:
            told = (str(error).splitlines() or [type(error).__name__])[0]
            raise LakeError(f"{lake.iceberg} is damaged ({told}): zhengwen verify --lake {lake.root} --repair makes it anew from the lake") from error
        except CommitFailedException as error:
            raise LakeError(f"another process changes {lake.iceberg}: run the same command again") from error
