"""SQL over a lake's tables, by DuckDB shut in: it sees the tables and nothing else of the machine.

The tables are handed to it as Arrow datasets, so that it needs no access to files at all, and has none. That also spares it its
own weakness with a lake that is being written: DuckDB opens a file twice in a query, Arrow once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from pipeline.errors import LakeError, UsageError
from pipeline.lake.folders import Lake
from pipeline.lake.reading import table_dataset
from schemas.tables import TABLES

ALLOWED = frozenset({duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN})
FETCH = 1000
READING_FAILED = "reading the stream registered as"
"""What stands before Arrow's own words where it can't read a file."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gives."""

    names: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def ask(lake: Lake, sql: str) -> Answer:
    """Run one SELECT over the lake's tables, each with its columns and `date`, the partition's day.

    Raises:
        UsageError: The SQL is none, or asks for more than reading the tables.
        LakeError: A file of the lake can't be read.
    """
    connection = shut_in(lake)
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type not in ALLOWED:
            raise UsageError("a query is one SELECT (or FROM, WITH, DESCRIBE, SUMMARIZE, EXPLAIN): nothing in a lake is changed by SQL")
        found = connection.execute(statements[0])
    except duckdb.Error as error:
        raise _told(error) from error
    return Answer(_distinct([str(column[0]) for column in found.description]), _rows(found))


def shut_in(lake: Lake) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory with the lake's tables, without access to files, network, extensions or this program's variables."""
    connection = duckdb.connect(":memory:", config={"python_enable_replacements": "false", "autoload_known_extensions": "false"})
    for table in TABLES:
        connection.register(table, table_dataset(lake, table))
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    try:
        while rows := found.fetchmany(FETCH):
            yield from rows
    except duckdb.Error as error:
        raise _told(error) from error


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Names of columns, each once: a second `name` is `name_2`, so that no value of a row is lost."""
    given: list[str] = []
    for name in names:
        number, free = 1, name
        while free in given:
            number += 1
            free = f"{name}_{number}"
        given.append(free)
    return tuple(given)


def _told(error: duckdb.Error) -> Exception:
    """The error in the one line of it that helps."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    message = " ".join(lines[:2]) if len(lines) > 1 and lines[1].startswith(("Did you mean", "Candidate")) else lines[0]
    if isinstance(error, duckdb.PermissionException):
        return UsageError(f"a query sees the lake's tables only ({', '.join(TABLES)}): {message}")
    if isinstance(error, duckdb.IOException) or READING_FAILED in message:
        return LakeError(f"{message}: try again if a run is at work; zhengwen verify names what is damaged")
    return UsageError(f"SQL: {message}")
