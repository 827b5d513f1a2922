"""Records to Arrow: columns are built straight from the dataclasses, nested ones as flat arrays with offsets."""

from collections.abc import Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any

import pyarrow as pa

from schemas.arrow import arrow_schema
from schemas.columns import Column, columns


def record_table(record: type, rows: Sequence[Any]) -> pa.Table:
    """The rows of one record type as an Arrow table with the record's schema, without metadata.

    Args:
        record: The dataclass.
        rows: Its instances.
    """
    schema = arrow_schema(record).remove_metadata()
    arrays = [_array(column, list(map(attrgetter(column.name), rows)), field.type) for column, field in zip(columns(record), schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(column: Column, values: list[Any], arrow_type: pa.DataType) -> pa.Array:
    if not column.repeated:
        return pa.array(values, arrow_type)
    offsets = pa.array(list(accumulate(map(len, values), initial=0)), pa.int32())
    flat = list(chain.from_iterable(values))
    items = _structs(column, flat, arrow_type.value_type) if column.fields else pa.array(flat, arrow_type.value_type)
    return pa.ListArray.from_arrays(offsets, items, type=arrow_type)


def _structs(column: Column, items: list[Any], arrow_type: pa.StructType) -> pa.StructArray:
    fields = [arrow_type.field(position) for position in range(arrow_type.num_fields)]
    arrays = [pa.array(list(map(attrgetter(inner.name), items)), field.type) for inner, field in zip(column.fields, fields, strict=True)]
    return pa.StructArray.from_arrays(arrays, fields=fields)
