"""The catalog of a lake's Iceberg tables, and what a table looks like there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyiceberg.catalog.sql import IcebergTables, SqlCatalog
from pyiceberg.exceptions import NamespaceAlreadyExistsError, NoSuchTableError
from pyiceberg.table import Table
from pyiceberg.transforms import IdentityTransform, MonthTransform, Transform, YearTransform
from sqlalchemy import URL, select

from pipeline.files import Files
from pipeline.iceberg.file_io import FILES, LakeFileIO, location_of
from pipeline.lake.folders import Lake
from schemas.arrow import arrow_schema
from schemas.partitions import Grain
from schemas.tables import DATE_COLUMN, TABLES

CATALOG = "zhengwen"
NAMESPACE = "lake"
CATALOG_FILE = "catalog.db"

TRANSFORMS: dict[Grain, Transform[Any, Any]] = {Grain.DAY: IdentityTransform(), Grain.MONTH: MonthTransform(), Grain.YEAR: YearTransform()}

PROPERTIES = {
    # A conflict is met by looking again what the lake holds, not by adding the same files to another snapshot.
    "commit.retry.num-retries": "0",
    # Each version of a table's metadata names all of its snapshots.
    "write.metadata.delete-after-commit.enabled": "true",
    "write.metadata.previous-versions-max": "10",
    # Manifests are merged by a snapshot of its own, once MOST_MANIFESTS have gathered; then all of them.
    "commit.manifest-merge.enabled": "true",
    "commit.manifest.min-count-to-merge": "2",
}


def table_folder(lake: Lake, table: str) -> Path:
    """Where an Iceberg table lies: `data` and `metadata`."""
    return lake.iceberg.resolve() / table


@contextmanager
def open_catalog(lake: Lake, files: Files) -> Iterator[SqlCatalog]:
    """The catalog, made where it is missing; closed after the `with` block."""
    uri = URL.create("sqlite", database=str(lake.iceberg.resolve() / CATALOG_FILE)).render_as_string(hide_password=False)
    properties: dict[str, Any] = {FILES: files, "py-io-impl": f"{LakeFileIO.__module__}.{LakeFileIO.__qualname__}"}
    catalog = SqlCatalog(CATALOG, uri=uri, warehouse=location_of(lake.iceberg.resolve()), **properties)
    try:
        yield catalog
    finally:
        catalog.engine.dispose()


def load_or_create(catalog: SqlCatalog, lake: Lake, table: str) -> Table:
    """A table of the catalog; one that is missing is made, without rows."""
    try:
        return catalog.load_table((NAMESPACE, table))
    except NoSuchTableError:
        if not catalog.namespace_exists(NAMESPACE):
            make_namespace(catalog)
        made = catalog.create_table((NAMESPACE, table), wanted_schema(table), location_of(table_folder(lake, table)), properties=PROPERTIES)
        with made.transaction() as transaction:
            transaction.set_properties({"schema.name-mapping.default": made.schema().name_mapping.model_dump_json()})
        return made


def made_elsewhere(catalog: SqlCatalog, lake: Lake, table: str) -> str | None:
    """Where a table's newest metadata lies, if that is no place of this lake's: then the lake was moved or copied, and the file may be gone."""
    named = select(IcebergTables.metadata_location).where(IcebergTables.table_namespace == NAMESPACE, IcebergTables.table_name == table)
    with catalog.engine.connect() as connection:
        found: str | None = connection.scalar(named)
    return None if found is None or found.startswith(f"{location_of(table_folder(lake, table))}/") else found


def make_namespace(catalog: SqlCatalog) -> None:
    """Make the namespace; another process may be faster."""
    try:
        catalog.create_namespace(NAMESPACE)
    except NamespaceAlreadyExistsError:
        return


def wanted_schema(table: str) -> pa.Schema:
    """The columns of a table, with their descriptions where Iceberg looks for them."""
    return pa.schema([_documented(field) for field in arrow_schema(TABLES[table])])


def _documented(field: pa.Field) -> pa.Field:
    described = (field.metadata or {}).get(b"description")
    return pa.field(field.name, _documented_type(field.type), field.nullable, {"doc": described} if described else None)


def _documented_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_list(kind):
        return pa.list_(_documented(kind.value_field))
    if pa.types.is_struct(kind):
        return pa.struct([_documented(field) for field in kind])
    return kind


def partition_field_name(name: str, grain: Grain) -> str:
    """What the one field of a partition is called."""
    return DATE_COLUMN[name] if grain == Grain.DAY else f"{DATE_COLUMN[name]}_{grain}"
