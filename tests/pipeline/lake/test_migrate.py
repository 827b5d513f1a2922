"""Lakes that older versions wrote: refused with the command that helps, brought up to date, killed in between."""

import hashlib
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.cli import FAILED, OK, main
from pipeline.files import Files
from pipeline.lake.commit import recover
from pipeline.lake.folders import FORMAT_VERSION, Lake, open_lake, open_lake_of_any_age
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.migrating import migrate
from pipeline.lake.verify import verify
from schemas.arrow import arrow_schema
from schemas.partitions import partition_name
from schemas.tables import TABLES
from tests.helpers import ingest, rows, table_bytes
from tests.pipeline.faults import CountingFiles, DyingFiles, Killed

LAKES = Path(__file__).parents[1] / "lakes"


def unpack(folder: Path, name: str = "format-1") -> Path:
    """A lake as that version left it, with the pages that it was made from beside it."""
    with tarfile.open(LAKES / f"{name}.tar.xz") as archive:
        # Python before 3.11.4 has no filters, and later ones want one.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        archive.extractall(folder)  # noqa: S202 - an archive of this repository
    return folder / "lake"


def drop_columns(lake: Path, table: str, *names: str) -> int:
    """Rewrite a table's files as a version that had not these columns would have; how many."""
    paths = sorted((lake / table).glob("*/*.parquet"))
    for path in paths:
        pq.write_table(pq.ParquetFile(path).read().drop_columns(list(names)), path)
    return len(paths)


def an_older_lake(folder: Path) -> Path:
    """A lake whose articles, quotes and people lack columns, the last ones and others, and one table altogether."""
    lake = unpack(folder)
    drop_columns(lake, "articles", "source_evidence", "duplicates", "latest_date")
    drop_columns(lake, "quotes", "verb_start")
    drop_columns(lake, "people", "place", "place_code")
    shutil.rmtree(lake / "organizations")
    return lake


def test_a_lake_of_the_first_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command refuses it in one line that names the command; after that it is sound, the same rows are there, and ingest goes on."""
    lake = unpack(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = table_bytes(lake)
    for command in (["verify"], ["runs"], ["failed"], ["snapshot"], ["ingest", "crawl"], ["retry"]):
        assert main([*command, "--lake", "lake"]) == FAILED
        assert "zhengwen migrate --lake lake" in capsys.readouterr().err
    assert table_bytes(lake) == before

    assert main(["migrate", "--lake", "lake", "--json"]) == OK
    assert json.loads(capsys.readouterr().out) == {"before": 1, "after": FORMAT_VERSION, "files": 0, "commits": 0}
    assert {name: digest for name, digest in table_bytes(lake).items() if not name.startswith("near_duplicates/")} == before
    assert verify(open_lake(lake)).findings == ()
    assert main(["migrate", "--lake", "lake"]) == OK
    assert f"format {FORMAT_VERSION}: up to date" in capsys.readouterr().out
    assert ingest(lake, "crawl") == OK
    assert verify(open_lake(lake)).findings == ()


def test_missing_columns_are_added(tmp_path: Path) -> None:
    """They are NULL, or empty lists; all else is as it was; readers that take many files at once see one schema."""
    lake = an_older_lake(tmp_path)
    before = {table: rows(lake, table) for table in TABLES if (lake / table).exists()}
    done = migrate(lake, 0, Files())
    assert done.files == sum(len(list((lake / table).glob("*/*.parquet"))) for table in ("articles", "quotes", "people"))
    for table, was in before.items():
        found = rows(lake, table)
        assert [{name: row[name] for name in old} for row, old in zip(found, was, strict=True)] == was
    assert {row["source_evidence"] for row in rows(lake, "articles")} == {None}
    assert all(row["duplicates"] == [] for row in rows(lake, "articles"))
    assert {row["verb_start"] for row in rows(lake, "quotes")} == {None}
    assert (lake / "organizations").is_dir()
    ((count,),) = duckdb.sql(f"select count(*) from read_parquet('{lake}/articles/*/*.parquet') where latest_date is null").fetchall()  # noqa: S608 - our own path
    assert count == len(before["articles"])
    assert {finding.kind for finding in verify(open_lake(lake)).findings} == {"speaker"}, "only the duplicates, which nobody knows any more"


def test_killed_at_every_operation(fast_folder: Path) -> None:
    """Whenever it is killed, no other command takes the lake for sound before a second call has led to the same bytes."""
    older = an_older_lake(fast_folder / "older")
    undisturbed = fast_folder / "undisturbed"
    shutil.copytree(older, undisturbed)
    counted = CountingFiles()
    migrate(undisturbed, 0, counted)
    wanted = table_bytes(undisturbed)
    for at in range(1, counted.done + 1):
        lake = fast_folder / "lake"
        shutil.rmtree(lake, ignore_errors=True)
        shutil.copytree(older, lake)
        with pytest.raises(Killed):
            migrate(lake, 0, DyingFiles(at))
        finished = json.loads((lake / "_state" / "format.json").read_bytes())["format"] == FORMAT_VERSION
        assert not finished or table_bytes(lake) == wanted
        migrate(lake, 0, CountingFiles())
        assert table_bytes(lake) == wanted
        assert recover(open_lake(lake), CountingFiles()).undone == ()


def test_what_the_older_version_left_under_way(tmp_path: Path) -> None:
    """A slice that it had committed and not brought to its end is completed, one that it had not committed is removed."""
    lake = Lake(unpack(tmp_path))
    slice_folder = lake.slice_folder("20261121T080000.000000Z-abcdef", 0)
    slice_folder.mkdir()
    day = lake.days("quotes")[0]
    (slice_folder / "quotes.staged").write_bytes(lake.partition_path("quotes", day).read_bytes())
    row = {"uri": "crawl/late.txt", "size": 1, "mtime_ns": 1, "stamp": "1:1:1", "settled": True, "pages": 0}
    changes = json.dumps(["source", row]).encode() + b"\n"
    (slice_folder / "ledger.jsonl").write_bytes(changes)
    moves = [{"staged": "quotes.staged", "target": partition_name("quotes", date(2031, 1, 1))}]
    commit = {"run_id": "20261121T080000.000000Z-abcdef", "slice_number": 0, "moves": moves, "removals": [], "dead_letters": False, "tally": {}}
    (slice_folder / "commit.json").write_text(json.dumps({**commit, "ledger_digest": hashlib.sha256(changes).hexdigest()}))
    (lake.staging / "20261121T090000.000000Z-abcdef-000000").mkdir()

    migrate(lake.root, 0, Files())
    assert list(lake.staging.iterdir()) == []
    assert lake.partition_path("quotes", date(2031, 1, 1)).exists()
    with open_ledger_for_reading(lake) as ledger:
        assert [(source.stamp, source.made_by) for source in ledger.sources(["crawl/late.txt"])] == [("1:1:1", "")]


def newer_format(lake: Path) -> None:
    """As a later version would mark it."""
    (lake / "_state" / "format.json").write_text(json.dumps({"format": FORMAT_VERSION + 1}))


def newer_ledger(lake: Path) -> None:
    """As a later version would number its ledger."""
    with closing(sqlite3.connect(lake / "_state" / "ledger.sqlite")) as connection:
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("newer", [newer_format, newer_ledger])
def test_a_newer_lake_is_refused(newer: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By migrate too, with the advice to install the version that wrote it; nothing is written."""
    lake = unpack(tmp_path)
    newer(lake)
    before = table_bytes(lake)
    assert main(["migrate", "--lake", str(lake)]) == FAILED
    assert "install the version that wrote it" in capsys.readouterr().err
    assert table_bytes(lake) == before


def test_values_that_cannot_be_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column that is never NULL and that a file lacks, and a damaged file: one line that says what to do, and no row is lost."""
    lake = unpack(tmp_path)
    drop_columns(lake, "quotes", "direct")
    assert main(["migrate", "--lake", str(lake)]) == FAILED
    assert "quotes.direct is missing, and can't be NULL" in capsys.readouterr().err
    path = min((lake / "quotes").glob("*/*.parquet"))
    path.write_bytes(path.read_bytes()[:100])
    assert main(["migrate", "--lake", str(lake)]) == FAILED
    assert f"{path} is damaged" in capsys.readouterr().err
    assert open_lake_of_any_age(lake).root == lake


COLUMNS_OF_FORMAT_4 = "850816e38c915c0c"


def test_a_change_of_columns_is_a_new_format() -> None:
    """Whoever adds a column raises FORMAT_VERSION (once a release), so that lakes without it are migrated, and then this digest."""
    columns = {table: [(field.name, str(field.type), field.nullable) for field in arrow_schema(record)] for table, record in TABLES.items()}
    assert (FORMAT_VERSION, hashlib.sha256(json.dumps(columns).encode()).hexdigest()[:16]) == (4, COLUMNS_OF_FORMAT_4)
