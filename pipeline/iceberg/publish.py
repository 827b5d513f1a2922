"""Bringing the Iceberg tables up to what the lake holds: a snapshot for each table that has changed, whole or not at all.

The lake's own files stay the truth. What is to be done follows from a comparison of the two, never from what was done before: a call that
was killed is made good by the next one, a call with nothing to do does nothing, and a conflict is met by comparing again.
"""

import random
import time

from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import CommitFailedException, TableAlreadyExistsError, ValidationException
from pyiceberg.io.pyarrow import parquet_file_to_data_file
from pyiceberg.table import Table, Transaction
from sqlalchemy.exc import IntegrityError, OperationalError

from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.iceberg.catalog import (
    NAMESPACE,
    TRANSFORMS,
    load_or_create,
    made_elsewhere,
    partition_field_name,
    wanted_schema,
)
from pipeline.iceberg.content import Difference, difference
from pipeline.lake.folders import Lake
from schemas.tables import DATE_COLUMN, TABLES

ATTEMPTS = 10
MOST_MANIFESTS = 32
"""A snapshot with more is followed by one that has them merged, so that readers needn't open a file for each run."""

CONFLICTS = (CommitFailedException, ValidationException, TableAlreadyExistsError, IntegrityError, OperationalError)
"""What another process that changes the catalog at the same time makes pyiceberg and SQLite say."""


class MovedError(Exception):
    """The tables were made for a lake at another path; Iceberg's paths are absolute."""


def publish_tables(catalog: SqlCatalog, lake: Lake, files: Files, *, purge: bool) -> None:
    """Publish all tables. The caller holds the lake's lock.

    With `purge` the manifests of the current snapshots don't tell any more of files that went: they keep the bounds of their columns.

    Raises:
        MovedError: The tables are another lake's.
        LakeError: Other processes change the catalog without end.
        OSError: The disk refuses.
    """
    snapshots = {}
    for table in TABLES:
        snapshot = _publish_until_done(catalog, lake, table, files, purge=purge)
        if snapshot is not None:
            snapshots[table] = snapshot
    _pin(catalog, snapshots)


def _pin(catalog: SqlCatalog, snapshots: dict[str, int]) -> None:
    """Name the snapshots that belong together, in one transaction: a reader of several tables reads these."""
    pins = {table: str(snapshot) for table, snapshot in snapshots.items()}
    known = catalog.load_namespace_properties(NAMESPACE)
    if any(known.get(table) != pin for table, pin in pins.items()):
        catalog.update_namespace_properties(NAMESPACE, updates=pins)


def _publish_until_done(catalog: SqlCatalog, lake: Lake, table: str, files: Files, *, purge: bool) -> int | None:
    for attempt in range(ATTEMPTS):
        try:
            return _publish(catalog, lake, table, files, purge=purge)
        except CONFLICTS as error:
            conflict = error
            time.sleep(random.uniform(0.01, 0.05) * 2 ** min(attempt, 5))  # noqa: S311 - so that two don't meet again and again
    raise LakeError(f"cannot publish {table} as an Iceberg table: other processes change {lake.iceberg} all the time: {conflict}") from conflict


def _publish(catalog: SqlCatalog, lake: Lake, table: str, files: Files, *, purge: bool) -> int | None:
    if elsewhere := made_elsewhere(catalog, lake, table):
        raise MovedError(elsewhere)
    found = load_or_create(catalog, lake, table)
    with found.transaction() as transaction:
        _conform(transaction, lake, table)
        change = difference(lake, table, transaction.table_metadata, found.io, files)
        if change:
            _stage(transaction, found, change)
        _merge_manifests(transaction, found, purge=purge)
    current = found.current_snapshot()
    return current.snapshot_id if current else None


def _conform(transaction: Transaction, lake: Lake, table: str) -> None:
    """Add columns that the table doesn't have yet, and partition it as the lake is now."""
    with transaction.update_schema(allow_incompatible_changes=True) as schema:
        schema.union_by_name(wanted_schema(table))
    grain = lake.grain
    name = partition_field_name(table, grain)
    present = [field.name for field in transaction.table_metadata.spec().fields]
    if present != [name]:
        with transaction.update_spec() as spec:
            for other in present:
                spec.remove_field(other)
            spec.add_field(DATE_COLUMN[table], TRANSFORMS[grain], name)


def _stage(transaction: Transaction, found: Table, change: Difference) -> None:
    """Exchange the files in one snapshot: no reader sees a day without what it had."""
    metadata = transaction.table_metadata
    with transaction.update_snapshot().overwrite() as snapshot:
        for file in change.removed:
            snapshot.delete_data_file(file)
        for location in change.added:
            snapshot.append_data_file(parquet_file_to_data_file(found.io, metadata, location))


def _merge_manifests(transaction: Transaction, found: Table, *, purge: bool) -> None:
    """Add a snapshot without changes, whose manifests are merged, and none of which tells of files that went."""
    now = transaction.table_metadata.current_snapshot()
    manifests = now.manifests(found.io) if now else []
    if len(manifests) > MOST_MANIFESTS or (purge and any(manifest.deleted_files_count for manifest in manifests)):
        with transaction.update_snapshot().merge_append():
            pass
