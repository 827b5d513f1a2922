"""Rows that an older version wrote, with the columns that a table has today."""

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.tables import TABLES


class UnknownValuesError(ValueError):
    """A column that can't be NULL, nor be empty, is missing: only reading the pages again gives its values."""


def conforms(table: str, schema: pa.Schema) -> bool:
    """Whether a file's columns are those of the table, in their order and with their descriptions."""
    return bool(schema.equals(arrow_schema(TABLES[table]), check_metadata=True))


def conform_rows(table: str, rows: pa.Table) -> pa.Table:
    """The rows with exactly the columns of the table.

    A column that they lack is NULL, or an empty list where it can't be; one that the table no longer has is left out.

    Args:
        table: The table's name.
        rows: Its rows, as any older version wrote them.

    Raises:
        UnknownValuesError: A column is missing whose values can't be told.
    """
    schema = arrow_schema(TABLES[table])
    return pa.Table.from_arrays([_column(table, rows, field) for field in schema], schema=schema)


def _column(table: str, rows: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    if field.name in rows.schema.names:
        return rows[field.name].cast(field.type)
    if field.nullable:
        return pa.chunked_array([pa.nulls(rows.num_rows, field.type)])
    if not pa.types.is_list(field.type):
        raise UnknownValuesError(f"{table}.{field.name} is missing, and can't be NULL")
    return pa.chunked_array([pa.array([[]] * rows.num_rows, field.type)])
