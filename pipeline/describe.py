"""What a lake's tables are: what a row is, each column with its type and description, and how much there is."""

from dataclasses import dataclass

from pipeline.lake.folders import Lake
from pipeline.lake.table_counts import TableCount, count_tables
from schemas.columns import Column, columns
from schemas.tables import TABLES

TYPE_NAMES = {"str": "string", "int": "integer", "float": "double", "bool": "boolean", "bytes": "binary", "date": "date", "Decimal": "decimal"}


@dataclass(frozen=True, slots=True)
class ColumnDescription:
    """A column for people."""

    name: str
    type: str
    nullable: bool
    description: str


@dataclass(frozen=True, slots=True)
class TableDescription:
    """A table for people."""

    table: str
    row: str
    """What one row is."""
    columns: tuple[ColumnDescription, ...]


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A table of a lake: what it is, and what it holds."""

    description: TableDescription
    count: TableCount


def held_tables(lake: Lake) -> tuple[HeldTable, ...]:
    """Every table of the lake, in the order of `TABLES`."""
    return tuple(HeldTable(describe_table(count.table), count) for count in count_tables(lake))


def describe_table(table: str) -> TableDescription:
    """A table's columns, from the one field list."""
    record = TABLES[table]
    described = (ColumnDescription(column.name, type_name(column), column.nullable, column.doc) for column in columns(record))
    return TableDescription(table, (record.__doc__ or "").partition("\n")[0].rstrip("."), tuple(described))


def type_name(column: Column) -> str:
    """A column's type in words that readers of Parquet share, such as list of (start integer, end integer)."""
    inner = ", ".join(f"{field.name} {type_name(field)}" for field in column.fields)
    item = f"({inner})" if inner else TYPE_NAMES[column.item.__name__]
    return f"list of {item}" if column.repeated else item
