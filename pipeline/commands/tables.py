"""Tell what tables a lake has: what a row is, how many rows there are, from which day to which.

With a TABLE, its columns: their types, whether they can be NULL, and what they hold; with --avro as an Avro schema, for which no
lake is needed.
"""

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.commands import common
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.describe import HeldTable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    common.add_table(parser, nargs="?")
    common.add_lake(parser, required=False)
    common.add_json(parser)
    parser.add_argument("--avro", action="store_true", help="print the TABLE's Avro schema")


def run(options: argparse.Namespace) -> int:
    """List the tables, or one table's columns."""
    from pipeline.aligned import laid_out, room
    from pipeline.describe import held_tables
    from pipeline.lake.added_tables import how_to_find, unknown_added
    from pipeline.lake.folders import open_lake
    from pipeline.lake.reading import check_table

    if options.avro:
        return _print_avro(options)
    if options.lake is None:
        raise UsageError("name a lake with --lake, or a TABLE with --avro")
    lake = open_lake(options.lake)
    held = held_tables(lake)
    if options.table is not None:
        check_table(options.table)
        held = tuple(table for table in held if table.description.table == options.table)
    if options.json:
        print(json.dumps({"tables": [_as_json(table) for table in held]}, ensure_ascii=False, default=str))
        return 0
    print("\n".join(laid_out(*(_columns(held[0]) if options.table else _overview(held)), room(sys.stdout), whole=True)))
    if not any(table.count.rows for table in held):
        common.say_empty(options.lake, options.table)
    for table in unknown_added(lake):
        print(f"{table} is left out, since its record type isn't found: {how_to_find(table)}", file=sys.stderr)
    return 0


def _print_avro(options: argparse.Namespace) -> int:
    from pipeline.lake.reading import check_table
    from schemas.avro import avro_schema
    from schemas.tables import TABLES

    if options.table is None:
        raise UsageError("--avro prints the schema of one TABLE: name it")
    print(json.dumps(avro_schema(TABLES[check_table(options.table)]), indent=1, ensure_ascii=False))
    return 0


def _overview(held: tuple["HeldTable", ...]) -> tuple[list[str], list[list[object]]]:
    names = ["table", "rows", "days", "first", "last", "undated", "one row is"]
    counts = ((table.count, table.description.row) for table in held)
    return names, [[count.table, count.rows, count.days, count.first, count.last, count.undated, row.partition(":")[0]] for count, row in counts]


def _columns(table: "HeldTable") -> tuple[list[str], list[list[object]]]:
    columns = table.description.columns
    return ["column", "type", "null", "what"], [[c.name, c.type, "yes" if c.nullable else "no", c.description] for c in columns]


def _as_json(table: "HeldTable") -> dict[str, object]:
    return asdict(table.count) | {"row": table.description.row, "columns": [asdict(column) for column in table.description.columns]}
