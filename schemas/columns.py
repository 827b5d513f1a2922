"""The one field list: a frozen dataclass a table, each field with its description beside it.

Avro (`schemas.avro`) and Arrow (`schemas.arrow`) schemas are both derived from what `columns()` says of a dataclass, so
that a field is written down once.
"""

import dataclasses
import functools
import types
import typing
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

DECIMAL_PRECISION = 38
DECIMAL_SCALE = 15
"""Decimal columns hold 23 digits before the point and 15 after it: what Arrow's decimal128 and Spark both allow."""

SCALARS: frozenset[type] = frozenset({str, int, float, bool, bytes, date, Decimal})


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its description, and its type as a scalar, a list of one, or a list of structs.

    `item` is the type of the value, or of a list's items; `fields` are the struct's own columns where `item` is a dataclass.
    """

    name: str
    doc: str
    item: type
    nullable: bool
    repeated: bool
    fields: tuple["Column", ...] = ()


def column(doc: str) -> Any:
    """Declare a dataclass field that is a column; `doc` travels in Avro's `doc` and in the Parquet field's metadata."""
    return dataclasses.field(metadata={"doc": doc})


@functools.cache
def columns(record: type) -> tuple[Column, ...]:
    """The columns of a record's dataclass, in their order.

    Raises TypeError for a field whose type neither Avro nor Arrow can hold here.
    """
    return tuple(_columns(record))


def _columns(record: type) -> Iterator[Column]:
    hints = typing.get_type_hints(record)
    for field in dataclasses.fields(record):
        item, nullable = _without_none(hints[field.name])
        repeated = typing.get_origin(item) is list
        if repeated:
            (item,) = typing.get_args(item)
        fields = columns(item) if isinstance(item, type) and dataclasses.is_dataclass(item) else ()
        if not fields and item not in SCALARS:
            raise TypeError(f"{record.__name__}.{field.name}: {item!r} is no column type")
        yield Column(field.name, field.metadata["doc"], item, nullable, repeated, fields)


def _without_none(hint: Any) -> tuple[Any, bool]:
    """The hint without None, and whether it had it."""
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return hint, False
    rest = [arg for arg in typing.get_args(hint) if arg is not type(None)]
    if len(rest) != 1:
        raise TypeError(f"{hint!r}: a column has one type, or one type and None")
    return rest[0], True
