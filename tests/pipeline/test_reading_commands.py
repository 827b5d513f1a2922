"""What a lake holds, told by tables, sample, query and export."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import FAILED, OK, USAGE, main
from pipeline.exporting import BOM, STARTS_A_FORMULA, defused
from pipeline.files import Files
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.query import ask
from schemas.arrow import arrow_schema
from schemas.partitions import UNKNOWN_DATE
from schemas.tables import DATE_COLUMN, TABLES
from tests.helpers import REPOSITORY, SAMPLE, ingest, rows


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with the bundled sample."""
    root = tmp_path_factory.mktemp("reading") / "lake"
    ingest(root, SAMPLE)
    return root


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A lake without a row."""
    open_or_create_lake(tmp_path / "empty", Files())
    return tmp_path / "empty"


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = OK) -> str:
    """What a command prints, on standard error where it fails."""
    capsys.readouterr()
    assert code == main(list(arguments))
    captured = capsys.readouterr()
    return captured.out if code == OK else captured.err


def test_tables_tells_every_table_and_column(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts are those of the files; columns have the types and descriptions of the schema."""
    tables = {table["table"]: table for table in json.loads(told(capsys, "tables", "--lake", str(lake), "--json"))["tables"]}

    assert {table: len(rows(lake, table)) for table in TABLES} == {name: table["rows"] for name, table in tables.items()}
    for name, record in TABLES.items():
        schema = arrow_schema(record)
        assert schema.names == [column["name"] for column in tables[name]["columns"]]
        assert [field.metadata[b"description"].decode() for field in schema] == [column["description"] for column in tables[name]["columns"]]


def test_tables_of_one_table_lists_its_columns(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each column has a line."""
    lines = told(capsys, "tables", "people", "--lake", str(lake)).splitlines()

    assert ["column", *arrow_schema(TABLES["people"]).names] == [line.split()[0] for line in lines if not line.startswith(" ")]


@pytest.mark.parametrize("count", [1, 7, 1000])
def test_sample_gives_real_rows_the_same_each_time(count: int, lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So many rows, or all; in the table's order, each one of the table's."""
    arguments = ("sample", "quotes", "--lake", str(lake), "-n", str(count), "--columns", "text,start", "--json")
    shown = [tuple(json.loads(line).values()) for line in told(capsys, *arguments).splitlines()]
    held = [(row["text"], row["start"]) for row in rows(lake, "quotes")]

    assert min(count, len(held)) == len(shown)
    places = iter(held)
    assert all(row in places for row in shown)
    assert told(capsys, *arguments) == told(capsys, *arguments)


def test_query_answers_in_three_forms(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table for people, JSON lines, CSV: the same rows."""
    sql = "SELECT name, titles FROM people WHERE place = '衢州市' ORDER BY name"
    as_json = [json.loads(line) for line in told(capsys, "query", sql, "--lake", str(lake), "--json").splitlines()]
    as_csv = list(csv.DictReader(io.StringIO(told(capsys, "query", sql, "--lake", str(lake), "--csv"))))
    shown = told(capsys, "query", sql, "--lake", str(lake)).splitlines()

    held = sorted((row["name"], row["titles"]) for row in rows(lake, "people") if row["place"] == "衢州市")
    assert held
    assert held == [(row["name"], row["titles"]) for row in as_json] == [(row["name"], json.loads(row["titles"])) for row in as_csv]
    assert [name for name, _ in held] == [line.split()[0] for line in shown[1:]]


def test_query_keeps_columns_of_the_same_name(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A join that selects text twice loses neither."""
    out = told(capsys, "query", "SELECT 1 AS text, 2 AS text", "--lake", str(lake), "--json")

    assert {"text": 1, "text_2": 2} == json.loads(out)


@pytest.mark.parametrize("table", TABLES)
def test_query_counts_what_the_files_hold(table: str, lake: Path) -> None:
    """Rows, NULL dates, and unknown dates by the path."""
    column = DATE_COLUMN[table]
    sql = f"SELECT count(*), count({column}), count(*) FILTER (date = '{UNKNOWN_DATE}') FROM {table}"  # noqa: S608 - names of this test's own
    dates = [row[column] for row in rows(lake, table)]

    assert [(len(dates), len(dates) - dates.count(None), dates.count(None))] == list(ask(Lake(lake), sql).rows)


def test_a_filter_on_date_opens_only_its_files(tmp_path: Path) -> None:
    """The files of other days may be broken: they aren't looked at."""
    ingest(tmp_path / "lake", SAMPLE)
    for path in (tmp_path / "lake" / "articles").rglob("*.parquet"):
        if path.parent.name != "date=2026-11-19":
            path.write_bytes(b"broken")

    assert [(1,)] == list(ask(Lake(tmp_path / "lake"), "SELECT count(*) FROM articles WHERE date >= DATE '2026-11-01'").rows)
    assert FAILED == main(["query", "SELECT count(text) FROM articles", "--lake", str(tmp_path / "lake")])


HOSTILE = [
    "COPY (SELECT 1) TO '{out}'",
    "COPY people TO '{out}'",
    "ATTACH '{out}' AS x",
    "EXPORT DATABASE '{out}'",
    "CREATE TABLE x AS SELECT 1",
    "INSERT INTO people SELECT * FROM people",
    "DELETE FROM people",
    "DROP VIEW people",
    "SET enable_external_access = true",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SELECT 1; SELECT 2",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM read_parquet('{lake}/people/*/*.parquet')",
    "SELECT * FROM read_csv('http://127.0.0.1:1/x')",
    "SELECT getenv('HOME')",
    "SELECT * FROM HOSTILE",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{out}'",
    "",
    "no SQL at all",
]


@pytest.mark.parametrize("sql", HOSTILE)
def test_a_query_reads_the_tables_and_nothing_else(sql: str, lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file, network, setting, extension or variable of this program; the refusal is one line, and nothing is written."""
    message = told(capsys, "query", sql.format(out=tmp_path / "out", lake=lake), "--lake", str(lake), code=USAGE)

    assert 1 == len(message.splitlines())
    assert [] == list(tmp_path.iterdir())


def test_a_misspelt_column_is_answered_with_the_right_one(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The error says what to change."""
    assert '"name"' in told(capsys, "query", "SELECT nam FROM people", "--lake", str(lake), code=USAGE)
    assert "people" in told(capsys, "sample", "persons", "--lake", str(lake), code=USAGE)
    assert "titles" in told(capsys, "export", "people", "--columns", "title", "--lake", str(lake), code=USAGE)


@pytest.mark.parametrize("table", TABLES)
def test_export_gives_every_row(table: str, lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON lines hold all rows and columns in the table's order; CSV as many rows, with cells that read back."""
    names = arrow_schema(TABLES[table]).names
    held = rows(lake, table)
    lines = [json.loads(line) for line in told(capsys, "export", table, "--to", "jsonl", "--lake", str(lake)).splitlines()]
    cells = list(csv.reader(io.StringIO(told(capsys, "export", table, "--raw", "--lake", str(lake)))))

    assert (names, len(held)) == (cells[0], len(cells) - 1)
    assert [[row[name] for name in names if isinstance(row[name], str)] for row in held] == [
        [line[name] for name, value in row.items() if isinstance(value, str)] for row, line in zip(held, lines, strict=True)
    ]
    assert [row["text"] for row in held if "text" in row] == [row[names.index("text")] for row in cells[1:] if "text" in names]


def exported(capsys: pytest.CaptureFixture[str], lake: Path, *flags: str) -> list[Any]:
    """The dates of exported people."""
    return [
        json.loads(line)["published_date"] for line in told(capsys, "export", "people", "--to", "jsonl", "--lake", str(lake), *flags).splitlines()
    ]


def test_export_of_some_days(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows of those days only; of unknown date only where asked for."""
    some = exported(capsys, lake, "--from", "2026-05-01", "--until", "2026-08-31")

    assert some
    assert all("2026-05-01" <= day <= "2026-08-31" for day in some)
    assert None in exported(capsys, lake, "--from", "2026-05-01", "--undated")
    assert None in exported(capsys, lake)


@pytest.mark.parametrize("start", [*STARTS_A_FORMULA, " =", "\t", "\r", "\n", "\u3000＝"])
def test_formulas_are_defused(start: str) -> None:
    """Text that a spreadsheet would run starts with an apostrophe."""
    assert f"'{start}cmd|'/c calc'!A1" == defused(f"{start}cmd|'/c calc'!A1")


def test_other_text_is_left_alone() -> None:
    """No apostrophe where none is needed."""
    assert ("县委书记", "", "a=b", "《-》") == tuple(map(defused, ("县委书记", "", "a=b", "《-》")))


def test_csv_for_excel_starts_with_a_mark(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the byte order mark Excel knows UTF-8."""
    assert told(capsys, "export", "people", "--bom", "--lake", str(lake)).startswith(BOM)


def test_export_is_utf8_whatever_the_locale(lake: Path) -> None:
    """A cron job's locale of C doesn't lose a character."""
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "pipeline.cli", "export", "people", "--columns", "name", "--lake", str(lake)]
    out = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, check=True).stdout  # noqa: S603 - our own
    assert "骆庭川" in out.decode()


@pytest.mark.parametrize("command", [["tables"], ["sample", "people"], ["query", "FROM people"], ["export", "people"]])
def test_an_empty_lake_is_no_failure(command: list[str], empty: Path) -> None:
    """Nothing is there yet, and that is all."""
    assert OK == main([*command, "--lake", str(empty)])


def test_an_empty_lake_says_what_to_do(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How pages come in is told on standard error."""
    main(["sample", "people", "--lake", str(empty)])

    assert "zhengwen ingest" in capsys.readouterr().err


def test_export_of_some_days_of_a_lake_of_months(lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a file holds a month, the days are told by the rows."""
    months = tmp_path / "months"
    assert OK == main(["ingest", str(SAMPLE), "--lake", str(months), "--partition-by", "month", "--quiet"])
    flags = ("--from", "2026-05-20", "--until", "2026-08-10")

    assert exported(capsys, lake, *flags)
    assert sorted(exported(capsys, lake, *flags)) == sorted(exported(capsys, months, *flags))
    assert len(rows(lake, "people")) == len(exported(capsys, months))
