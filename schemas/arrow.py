"""Arrow schemas of the tables, derived from the one field list."""

import functools
from datetime import date
from decimal import Decimal

import pyarrow as pa

from schemas.columns import DECIMAL_PRECISION, DECIMAL_SCALE, Column, columns

SCALAR_TYPES: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    date: pa.date32(),
    Decimal: pa.decimal128(DECIMAL_PRECISION, DECIMAL_SCALE),
}


@functools.cache
def arrow_schema(record: type) -> pa.Schema:
    """The Arrow schema of a record's dataclass; each field's metadata holds its `description`."""
    return pa.schema([_field(column) for column in columns(record)])


def _field(column: Column) -> pa.Field:
    item = pa.struct([_field(inner) for inner in column.fields]) if column.fields else SCALAR_TYPES[column.item]
    value = pa.list_(pa.field("element", item, nullable=False)) if column.repeated else item
    return pa.field(column.name, value, nullable=column.nullable, metadata={"description": column.doc})
