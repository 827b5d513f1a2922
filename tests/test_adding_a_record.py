"""docs/adding-a-record.md: its one file adds a table, and all that the page says follows."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from schemas.record_types import PACKAGE, RecordTypeError, load_record_types
from schemas.tables import BUILT_IN
from tests.helpers import REPOSITORY

PAGE = (REPOSITORY / "docs" / "adding-a-record.md").read_text(encoding="utf-8")
FILE = re.search(r"<!-- zhengwen_records/works\.py -->\n```python\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.search(r"<!-- run -->\n```sh\n(.*?)```", PAGE, re.DOTALL)
PRINTED = re.search(r"<!-- printed -->\n```\n(.*?)```", PAGE, re.DOTALL)
DECLARED = 'RECORD_TYPE = RecordType("works", Work, find_works)'
STORY = "云和县三门村的晒谷场上，村民们昨晚看了电影《晒谷场》，又听县里的干部讲《中华人民共和国种子法》。散场时已近九点，老支书说，明年还要放。"

Done = tuple[int, str, str]
"""Exit code, standard output, standard error."""
Run = Callable[..., list[Done]]

IN_ONE_PROCESS = """
import contextlib, io, json, sys
from pipeline.cli import main
for arguments in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""


def bytes_in(table: Path) -> dict[str, bytes]:
    """What a table's files hold, by their paths in it."""
    return {path.relative_to(table).as_posix(): path.read_bytes() for path in table.glob("*/*.parquet")}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs commands one after another in a new process, in a folder of its own, with the page's file on the path or without it."""
    assert FILE is not None
    (tmp_path / "with" / PACKAGE).mkdir(parents=True)
    (tmp_path / "with" / PACKAGE / "works.py").write_text(FILE[1], encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.txt").write_text(f"电影下乡\n2026-11-19 09:30 来源：云和新闻网\n{STORY}\n", encoding="utf-8")

    def zhengwen(*commands: str, added: bool = True) -> list[Done]:
        path = os.pathsep.join([str(REPOSITORY), *([str(tmp_path / "with")] if added else [])])
        ran = subprocess.run(  # noqa: S603 - this program
            [sys.executable, "-c", IN_ONE_PROCESS],
            input=json.dumps([shlex.split(command) for command in commands]),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return [(code, out, err) for code, out, err in map(json.loads, ran.stdout.splitlines())]

    return zhengwen


def test_the_page_s_file_adds_a_table(run: Run, tmp_path: Path) -> None:
    """Its commands run, print what it shows, and leave a table that DuckDB and pyarrow open, with the columns' descriptions."""
    assert COMMANDS is not None
    assert PRINTED is not None
    done = run(*(line.removeprefix("./run_local.sh ") for line in COMMANDS[1].splitlines()))

    assert [0, 0, 0, 0] == [code for code, _, _ in done]
    assert PRINTED[1].split() == done[1][1].split()
    assert {"type": "string", "name": "kind", "doc": "law or work."} in json.loads(done[3][1])["fields"]
    (file,) = (tmp_path / "lake" / "works").glob("date=2026-*/part.parquet")
    assert b"law or work." == pq.read_schema(file).field("kind").metadata[b"description"]
    titles = duckdb.read_parquet(f"{tmp_path}/lake/works/*/*.parquet", hive_partitioning=True).project("title").fetchall()
    assert [("水漫金山",)] == titles


def test_an_old_lake_is_filled_and_refuses_who_lacks_the_type(run: Run, tmp_path: Path) -> None:
    """Reprocess fills the table for old pages; without the file readers go on, writers say what is missing, and --drop takes it out."""
    run("ingest in --lake lake --quiet", added=False)
    plain = bytes_in(tmp_path / "lake" / "articles")

    again, twice, export, extract, report, verify = run(
        "reprocess --lake lake --quiet",
        "reprocess --lake lake --quiet",
        "export works --to jsonl --lake lake",
        "extract in/one.txt",
        "report --lake lake",
        "verify --lake lake",
    )
    assert (0, True) == (again[0], "nothing to do" in twice[1])
    rows = [json.loads(line) for line in export[1].splitlines()]
    assert [("晒谷场", "work"), ("中华人民共和国种子法", "law")] == [(row["title"], row["kind"]) for row in rows]
    assert ["晒谷场", "中华人民共和国种子法"] == [row["title"] for row in json.loads(extract[1])["works"]]
    assert (0, True) == (report[0], "added record: works · 晒谷场 · work" in (tmp_path / "lake" / "_report.html").read_text(encoding="utf-8"))
    assert (0, True) == (verify[0], "2 works" in verify[1])
    assert plain == bytes_in(tmp_path / "lake" / "articles")

    tables, refused, dropped, sound = run(
        "tables --lake lake", "ingest in --lake lake", "migrate --drop works --lake lake", "verify --lake lake", added=False
    )
    assert (0, True) == (tables[0], "works is left out" in tables[2])
    assert (1, True) == (refused[0], "has the table works, whose record type isn't found" in refused[2])
    assert [0, 0] == [dropped[0], sound[0]]
    assert not (tmp_path / "lake" / "works").exists()


@pytest.mark.slow
def test_the_table_has_the_same_bytes_for_any_number_of_workers(run: Run, tmp_path: Path) -> None:
    """One process and two, in one slice or many, from the sample and a story."""
    ways = {"one": "--workers 1", "two": "--workers 2", "many": "--slice-bytes 2000"}
    run(*(f"ingest in {REPOSITORY}/pipeline/sample/pages --lake {name} --quiet {how}" for name, how in ways.items()))

    one, two, many = (bytes_in(tmp_path / name / "works") for name in ("one", "two", "many"))
    assert one
    assert one == two == many


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("", "it has no RECORD_TYPE"),
        ('RECORD_TYPE = RecordType("people", Work, find_works)', "there is a table people already"),
        ('RECORD_TYPE = RecordType("Works", Work, find_works)', "is no name for a table"),
        ('RECORD_TYPE = RecordType("works", Work, find_works, key=("name",))', "key: name is no single-valued column"),
    ],
)
def test_a_wrong_declaration_is_told_in_a_line(wrong: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line has the module's name."""
    assert FILE is not None
    (tmp_path / PACKAGE).mkdir()
    (tmp_path / PACKAGE / "works.py").write_text(FILE[1].replace(DECLARED, wrong), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for module in (PACKAGE, f"{PACKAGE}.works"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    with pytest.raises(RecordTypeError, match=re.escape(told)) as refused:
        load_record_types(taken=BUILT_IN)
    for module in (PACKAGE, f"{PACKAGE}.works"):
        del sys.modules[module]

    assert str(refused.value).startswith(f"{PACKAGE}.works: ")
    assert "\n" not in str(refused.value)
