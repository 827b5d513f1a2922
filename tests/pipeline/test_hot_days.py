"""Days with very many rows: several files a table, cut by their rows alone, the same bytes whatever the way there."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipeline.cli import OK, main
from pipeline.files import Files
from pipeline.iceberg.catalog import NAMESPACE, open_catalog
from pipeline.lake.folders import Lake, open_lake
from pipeline.lake.table_counts import count_tables
from pipeline.lake.verify import verify
from schemas import parts
from schemas.partitions import Grain
from schemas.parts import are_whole, parse_part, parts_for
from schemas.tables import TABLES
from tests.helpers import ingest, page, rows, table_bytes, write_pages

PAGES = {f"p{number:02}": page(f"清{number}浦", amount=100 + number, teasers=3) for number in range(18)}
"""All on one day."""
OTHERS = {"q1": page("桥头", published="2025-05-14 08:00"), "q2": page("水口", published=None)}
DAY = "date=2025-05-13"


@pytest.fixture(autouse=True)
def _few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file holds four articles, or five rows of another table."""
    monkeypatch.setitem(parts.MOST_ROWS, "articles", 4)
    monkeypatch.setattr(parts, "MOST_RECORDS", 5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages, as files."""
    return write_pages(tmp_path_factory.mktemp("hot") / "in", **PAGES, **OTHERS)


@pytest.fixture(scope="module")
def hot(folder: Path) -> Path:
    """A lake of all pages, read at once."""
    lake = folder.parent / "lake"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(parts.MOST_ROWS, "articles", 4)
        patch.setattr(parts, "MOST_RECORDS", 5)
        assert ingest(lake, folder) == OK
    return lake


@pytest.fixture
def copy(hot: Path, tmp_path: Path) -> Iterator[Path]:
    """The lake once more, to be changed."""
    shutil.copytree(hot, tmp_path / "copy")
    return tmp_path / "copy"


def names(lake: Path, table: str, day: str = DAY) -> list[str]:
    """The files of a partition."""
    return sorted(path.name for path in (lake / table / day).iterdir())


def test_a_hot_day_has_as_many_files_as_its_rows_call_for(hot: Path) -> None:
    """Every partition is whole; the day of 18 stories has eight files of articles, others one of the usual name."""
    assert len(names(hot, "articles")) == 8
    lake = Lake(hot)
    for table in TABLES:
        for day in lake.days(table):
            found = [path.name for path in lake.partition_files(table, day)]
            assert are_whole(found, Grain.DAY)
            held = [row for row in rows(hot, table) if day in (row.get("published_date"), row.get("teaser_date"))]
            assert not held or len(found) == parts_for(table, len(held))
    assert names(hot, "articles", "date=2025-05-14") == ["part.parquet"]
    assert verify(open_lake(hot)).findings == ()


def test_the_rows_are_those_of_a_lake_whose_days_are_not_cut(folder: Path, hot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cutting changes no row, and counts are right."""
    monkeypatch.undo()
    assert ingest(tmp_path / "lake", folder) == OK
    assert {len(list(day.iterdir())) for table in TABLES for day in (tmp_path / "lake" / table).iterdir()} == {1}
    for table in TABLES:
        assert sorted(rows(hot, table), key=str) == sorted(rows(tmp_path / "lake", table), key=str)
    assert count_tables(Lake(hot)) == count_tables(Lake(tmp_path / "lake"))


def test_every_way_leads_to_the_same_bytes(folder: Path, hot: Path, tmp_path: Path) -> None:
    """Page by page through 1, 2, 4 and 8 files; changed pages changed back; and pages forgotten until the day has one file again."""
    lake, inputs = tmp_path / "lake", tmp_path / "in"
    inputs.mkdir()
    paths = sorted(folder.iterdir())
    fewer: dict[int, dict[str, str]] = {}
    for upto in (3, 5, 10, len(paths)):
        for path in paths[:upto]:
            shutil.copy2(path, folder.parent / path.name)
        assert ingest(lake, *paths[:upto]) == OK
        fewer[upto] = table_bytes(lake)
    assert fewer[len(paths)] == table_bytes(hot)
    assert [len([name for name in fewer[upto] if name.startswith(f"articles/{DAY}")]) for upto in (3, 5, 10)] == [1, 2, 4]
    for upto in (10, 5, 3):
        sources = [
            part for path in paths[upto:] for part in ("--source", str(path)) if str(path) in {row["source_uri"] for row in rows(lake, "articles")}
        ]
        assert main(["forget", "--lake", str(lake), "--quiet", *sources]) == OK
        assert table_bytes(lake) == fewer[upto]
    assert verify(open_lake(lake)).findings == ()
    assert main(["forget", "--lake", str(lake), "--quiet", "--source", str(folder)]) == OK
    assert table_bytes(lake) == {}


def test_what_no_change_touches_stays_the_same_file(hot: Path, copy: Path, tmp_path: Path) -> None:
    """One more story exchanges one file of articles; the seven others are those that were there."""
    before = {path.name: path.stat().st_ino for path in (copy / "articles" / DAY).iterdir()}
    more = write_pages(tmp_path / "in", more=page("新桥", amount=5))
    assert ingest(copy, more) == OK
    after = {path.name: path.stat().st_ino for path in (copy / "articles" / DAY).iterdir()}
    assert len(before.items() & after.items()) == 7
    assert len(after) == 8
    assert verify(open_lake(copy)).findings == ()
    assert main(["forget", "--lake", str(copy), "--quiet", "--source", str(more)]) == OK
    assert table_bytes(copy) == table_bytes(hot)


def test_readers_find_all_rows(hot: Path) -> None:
    """DuckDB, Polars and pyarrow, by a glob and by the folder."""
    glob = f"{hot}/articles/*/*.parquet"
    ids = sorted(row["article_id"] for row in rows(hot, "articles"))
    assert [row[0] for row in duckdb.execute("select article_id from read_parquet(?, hive_partitioning=true) order by 1", [glob]).fetchall()] == ids
    assert pl.scan_parquet(glob, hive_partitioning=True).select("article_id").collect()["article_id"].sort().to_list() == ids
    assert sorted(ds.dataset(hot / "articles", partitioning="hive").to_table(columns=["article_id"])["article_id"].to_pylist()) == ids


def test_commands_know_them(hot: Path, copy: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Partitioning otherwise and back, snapshots, export, report, tables, diff and reprocess."""
    before = table_bytes(copy)
    assert main(["compact", "--lake", str(copy), "--partition-by", "month"]) == OK
    assert all(parse_part(name, Grain.MONTH) for name in names(copy, "articles", "date=2025-05-01"))
    assert len(names(copy, "articles", "date=2025-05-01")) == 8
    assert verify(open_lake(copy)).findings == ()
    assert ingest(folder.parent / "month", folder, partition_by="month") == OK
    assert table_bytes(copy) == table_bytes(folder.parent / "month")
    assert main(["compact", "--lake", str(copy), "--partition-by", "day"]) == OK
    assert table_bytes(copy) == before
    assert main(["snapshot", "s", "--lake", str(copy)]) == OK
    assert {name.removeprefix("_snapshots/s/"): digest for name, digest in table_bytes(copy / "_snapshots" / "s").items()} == before
    capsys.readouterr()
    assert main(["export", "articles", "--lake", str(copy), "--columns", "article_id"]) == OK
    assert sorted(capsys.readouterr().out.splitlines()[1:]) == sorted(row["article_id"] for row in rows(hot, "articles"))
    for command in (["report"], ["tables"], ["tables", "people"], ["query", "select count(*) from articles"], ["diff"]):
        assert main([*command, "--lake", str(copy)]) == OK, command
    assert main(["reprocess", "--lake", str(copy), "--anyway", "--quiet"]) == OK
    assert table_bytes(copy) == before


def test_records_are_made_anew_where_the_files_are_gone(folder: Path, tmp_path: Path) -> None:
    """From the text of all files of a day's articles."""
    inputs = shutil.copytree(folder, tmp_path / "in")
    lake = tmp_path / "lake"
    assert ingest(lake, inputs) == OK
    before = table_bytes(lake)
    shutil.rmtree(inputs)
    assert main(["reprocess", "--lake", str(lake), "--anyway", "--quiet"]) == OK
    assert table_bytes(lake) == before
    assert verify(open_lake(lake)).findings == ()


def test_an_older_lake_is_cut_when_it_is_migrated(folder: Path, hot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its day of many rows had one file a table; afterwards its bytes are those of a fresh lake."""
    lake = tmp_path / "lake"
    with monkeypatch.context() as patch:
        patch.setitem(parts.MOST_ROWS, "articles", 1000)
        patch.setattr(parts, "MOST_RECORDS", 1000)
        assert ingest(lake, folder) == OK
    (lake / "_state" / "format.json").write_text(json.dumps({"format": 2, "partition_by": "day"}))
    assert main(["migrate", "--lake", str(lake)]) == OK
    assert table_bytes(lake) == table_bytes(hot)


def damaged(path: Path) -> None:
    """Bytes are lost at the end."""
    path.write_bytes(path.read_bytes()[:-100])


def gone(path: Path) -> None:
    """The file is lost."""
    path.unlink()


def elsewhere(path: Path) -> None:
    """Another file's bytes lie under the name."""
    path.write_bytes(max(path.parent.iterdir()).read_bytes())


@pytest.mark.parametrize(("harm", "table"), [(damaged, "articles"), (gone, "people"), (elsewhere, "teasers"), (gone, "near_duplicates")])
def test_repair(harm: Callable[[Path], None], table: str, hot: Path, copy: Path, folder: Path) -> None:
    """A file of several that is harmed is told, and mended by repair and an ingest of the same inputs."""
    harmed = next(path for day in sorted((copy / table).iterdir(), reverse=True) if len(list(day.iterdir())) > 1 for path in sorted(day.iterdir()))
    harm(harmed)
    told = verify(open_lake(copy)).findings
    assert any(finding.where.startswith(f"{table}/{harmed.parent.name}") for finding in told)
    main(["verify", "--repair", "--lake", str(copy)])
    assert ingest(copy, folder) == OK
    assert verify(open_lake(copy)).findings == ()
    assert table_bytes(copy) == table_bytes(hot)


def test_strangers_are_told(copy: Path) -> None:
    """A file of the usual name, or of another cut, beside those of a day that is cut: a reader would take its rows for the day's."""
    day = copy / "articles" / DAY
    first = min(day.iterdir())
    part = parse_part(first.name, Grain.DAY)
    assert part
    for name in (
        "part.parquet",
        parts.part_name(replace(part, count=2), "f" * 16, Grain.DAY),
        first.name.replace("-of-0008-", "-of-0008-0")[:-9] + ".parquet",
    ):
        shutil.copy(first, day / name)
        told = {(finding.kind.value, finding.where) for finding in verify(open_lake(copy)).findings}
        assert ("stranger", f"articles/{DAY}/{name}") in told or ("stranger", f"articles/{DAY}/{first.name}") in told
        (day / name).unlink()


@pytest.mark.slow
def test_iceberg_tables_name_all_files(folder: Path, tmp_path: Path) -> None:
    """Of a day that is cut every file with rows is in the snapshot, and after one more story only the file that changed is exchanged."""
    lake = tmp_path / "lake"
    assert main(["ingest", str(folder), "--lake", str(lake), "--table", "iceberg", "--quiet"]) == OK
    published = {path.name: path.stat().st_ino for path in (lake / "_iceberg" / "articles" / "data").iterdir()}
    filled = [path for path in (lake / "articles" / DAY).iterdir() if pq.read_metadata(path).num_rows]
    assert sum(name.startswith("2025-05-13-") for name in published) == len(filled) > 4
    assert ingest(lake, write_pages(tmp_path / "in", more=page("新桥", amount=5))) == OK
    again = {path.name: path.stat().st_ino for path in (lake / "_iceberg" / "articles" / "data").iterdir()}
    assert len(again.items() - published.items()) == 1
    with open_catalog(Lake(lake), Files()) as catalog:
        for table in TABLES:
            assert catalog.load_table((NAMESPACE, table)).scan().to_arrow().num_rows == len(rows(lake, table))
    assert verify(open_lake(lake)).findings == ()
