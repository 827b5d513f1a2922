"""Avro schemas of the tables and of the dead letters, derived from the one field list."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from schemas.columns import DECIMAL_PRECISION, DECIMAL_SCALE, Column, columns
from schemas.records import DeadLetter
from schemas.tables import BUILT_IN

NAMESPACE = "zhengwen"

SCALAR_TYPES: dict[type, Any] = {
    str: "string",
    int: "int",
    float: "double",
    bool: "boolean",
    bytes: "bytes",
    date: {"type": "int", "logicalType": "date"},
    Decimal: {"type": "bytes", "logicalType": "decimal", "precision": DECIMAL_PRECISION, "scale": DECIMAL_SCALE},
}

AVRO_RECORDS: dict[str, type] = {**BUILT_IN, "dead_letters": DeadLetter}
"""Every record that ships with an Avro schema, by the name of its .avsc file."""


def avro_schema(record: type) -> dict[str, Any]:
    """The Avro 1.11 schema of a record's dataclass, as a JSON-ready dictionary."""
    return {"namespace": NAMESPACE, **_record_schema(record, columns(record))}


def _record_schema(record: type, fields: tuple[Column, ...]) -> dict[str, Any]:
    doc = (record.__doc__ or "").split("\n")[0]
    return {"type": "record", "name": record.__name__, "doc": doc, "fields": [_field(column) for column in fields]}


def _field(column: Column) -> dict[str, Any]:
    item = _record_schema(column.item, column.fields) if column.fields else SCALAR_TYPES[column.item]
    value = {"type": "array", "items": item} if column.repeated else item
    field: dict[str, Any] = {"name": column.name, "type": ["null", value] if column.nullable else value, "doc": column.doc}
    if column.nullable:
        field["default"] = None
    return field


def write_avsc_files(folder: Path) -> None:
    """Write every schema to `<name>.avsc` in a folder."""
    for name, record in AVRO_RECORDS.items():
        (folder / f"{name}.avsc").write_text(json.dumps(avro_schema(record), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_avsc_files(Path(__file__).parent)
