"""The schemas that are derived from the one field list."""

import json
from dataclasses import dataclass
from pathlib import Path

import fastavro
import pyarrow as pa
import pytest

from schemas.arrow import arrow_schema
from schemas.avro import AVRO_RECORDS, avro_schema
from schemas.columns import column, columns
from schemas.tables import DATE_COLUMN, SORT_KEY, TABLES

FOLDER = Path(__file__).resolve().parents[2] / "schemas"


@pytest.mark.parametrize("name", AVRO_RECORDS)
def test_avsc_files_are_what_the_field_list_says(name: str) -> None:
    """Each .avsc file in schemas/ equals the schema generated from the dataclass (regenerate: python -m schemas.avro)."""
    written = json.loads((FOLDER / f"{name}.avsc").read_text(encoding="utf-8"))

    assert avro_schema(AVRO_RECORDS[name]) == written


@pytest.mark.parametrize("name", AVRO_RECORDS)
def test_avro_schemas_parse(name: str) -> None:
    """Fastavro accepts each generated schema."""
    assert fastavro.parse_schema(avro_schema(AVRO_RECORDS[name]))


@pytest.mark.parametrize("name", TABLES)
def test_avro_and_arrow_name_the_same_columns(name: str) -> None:
    """Both schemas list the dataclass's fields in its order, each with a description."""
    names = [field.name for field in columns(TABLES[name])]

    assert names == [field["name"] for field in avro_schema(TABLES[name])["fields"]]
    assert names == arrow_schema(TABLES[name]).names
    assert all(field.metadata[b"description"] for field in arrow_schema(TABLES[name]))


@pytest.mark.parametrize("name", TABLES)
def test_no_type_that_readers_choke_on(name: str) -> None:
    """No null-typed, large or nanosecond column is written, and the date column is a nullable date32."""
    schema = arrow_schema(TABLES[name])

    assert not any(pa.types.is_null(t) or pa.types.is_large_string(t) or pa.types.is_timestamp(t) for t in schema.types)
    assert pa.date32() == schema.field(DATE_COLUMN[name]).type
    assert schema.field(DATE_COLUMN[name]).nullable
    assert set(SORT_KEY[name]) <= set(schema.names)


def test_a_field_of_no_column_type_is_refused() -> None:
    """A field whose type neither schema can hold is an error at once, not a surprise in a file."""

    @dataclass
    class Wrong:
        things: dict[str, str] = column("Things.")

    with pytest.raises(TypeError, match=r"Wrong\.things"):
        columns(Wrong)
