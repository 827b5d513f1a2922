"""A lake partitioned by month or year: the same rows in fewer files, followed by every later command, switched in one step."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipeline.cli import FAILED, OK, main
from pipeline.files import Files
from pipeline.lake.commit import recover
from pipeline.lake.compacting import compact
from pipeline.lake.folders import Lake, open_lake
from pipeline.lake.table_counts import count_tables
from pipeline.lake.verify import verify
from pipeline.report.amounts import read_amounts
from pipeline.report.doubts import Known
from pipeline.report.stories import read_stories
from schemas.partitions import UNKNOWN_DATE, Grain, last_day, parse_partition, partition_name, partition_of
from schemas.tables import TABLES
from tests.helpers import ingest, page, rows, table_bytes, write_pages
from tests.pipeline.faults import CountingFiles, DyingFiles, Killed

ROOT = Path(__file__).resolve().parents[3]
DAYS = ("2025-04-30", "2025-05-01", "2025-05-02", "2025-06-15", "2026-01-01")


def test_partitions() -> None:
    """Which partition a day lies in, its last day, its file; the unknown date lies by itself."""
    day = date(2024, 2, 29)
    assert [partition_of(day, grain) for grain in Grain] == [day, date(2024, 2, 1), date(2024, 1, 1)]
    assert [last_day(partition_of(day, grain), grain) for grain in Grain] == [day, day, date(2024, 12, 31)]
    for grain in Grain:
        assert partition_of(UNKNOWN_DATE, grain) == last_day(UNKNOWN_DATE, grain) == UNKNOWN_DATE
        name = Path(partition_name("people", partition_of(day, grain), grain))
        assert [other for other in Grain if parse_partition(name, other)] == [grain]
    assert parse_partition(Path("people/date=2024-02-29/month.parquet"), Grain.MONTH) is None


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of days in several months and years, and of none; two of one story; one that is dead."""
    texts = {f"p{number}": page(f"清{number}浦", published=f"{day} 09:30", teasers=number) for number, day in enumerate(DAYS)}
    folder = tmp_path_factory.mktemp("compact") / "in"
    return write_pages(folder, **texts, undated=page("平和", published=None, teasers=1), again=page("清1浦", published=None), empty="")


@pytest.fixture(scope="module")
def by_day(pages: Path) -> Path:
    """Their lake, by day."""
    assert ingest(pages.parent / "day", pages) == OK
    return pages.parent / "day"


def copied(lake: Path, target: Path) -> Path:
    """A copy of a lake."""
    shutil.rmtree(target, ignore_errors=True)
    return shutil.copytree(lake, target)


def by(lake: Path, grain: str) -> Path:
    """Run `zhengwen compact`; the lake is sound after it."""
    assert main(["compact", "--lake", str(lake), "--partition-by", grain]) == OK
    assert verify(open_lake(lake)).findings == ()
    return lake


def all_rows(lake: Path) -> dict[str, list[str]]:
    """Every row of every table, in an order of its own."""
    return {table: sorted(map(str, rows(lake, table))) for table in TABLES}


@pytest.mark.parametrize("grain", ["month", "year"])
def test_the_bytes_of_an_ingest(grain: str, pages: Path, by_day: Path, tmp_path: Path) -> None:
    """Compacted, ingested so at once, and ingested so in several runs is all the same; back by day is what it was."""
    lake = by(copied(by_day, tmp_path / "lake"), grain)
    assert ingest(tmp_path / "fresh", pages, partition_by=grain) == OK
    assert table_bytes(lake) == table_bytes(tmp_path / "fresh") != table_bytes(by_day)
    for number in (4, 1, 0, 3, 2):
        assert ingest(tmp_path / "runs", pages / f"p{number}.txt", partition_by=grain) == OK
    assert ingest(tmp_path / "runs", pages) == OK
    assert table_bytes(lake) == table_bytes(tmp_path / "runs")
    assert all_rows(lake) == all_rows(by_day)
    assert table_bytes(by(lake, "day")) == table_bytes(by_day)


def test_from_year_to_month(by_day: Path, tmp_path: Path) -> None:
    """Any of the three leads to any other."""
    month = by(copied(by_day, tmp_path / "month"), "month")
    year = by(copied(month, tmp_path / "year"), "year")
    assert len(list((year / "articles").iterdir())) == 3
    assert table_bytes(by(year, "month")) == table_bytes(month)


def test_later_commands_follow(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that changes its day within the month or leaves it, forgetting, reprocessing, counting, exporting; another partitioning is refused."""
    folder = copied(pages, tmp_path / "in")
    lake, other = tmp_path / "lake", tmp_path / "day"
    assert ingest(lake, folder, partition_by="month") == OK
    assert ingest(other, folder) == OK
    write_pages(folder, p1=page("清1浦", published="2025-05-20 09:30"), p2=page("清2浦", published="2025-07-02 09:30"), p3=page("新3浦"))
    for root in (lake, other):
        assert ingest(root, folder) == OK
        assert main(["forget", "--lake", str(root), "--source", str(folder / "p4.txt"), "--quiet"]) == OK
        assert main(["reprocess", "--lake", str(root), "--anyway", "--quiet"]) == OK
        assert verify(open_lake(root)).findings == ()
    assert all_rows(lake) == all_rows(other)
    articles, same = count_tables(Lake(lake))[0], count_tables(Lake(other))[0]
    assert (articles.rows, articles.first, articles.last, articles.undated) == (same.rows, same.first, same.last, same.undated)
    assert articles.days < same.days
    exports = []
    for root in (lake, other):
        capsys.readouterr()
        columns = "--columns=title,published_date"
        assert main(["export", "articles", "--lake", str(root), "--from", "2025-05-14", "--until", "2025-07-01", columns]) == OK
        exports.append(sorted(capsys.readouterr().out.splitlines()))
    assert exports[0] == exports[1]
    assert ingest(lake, folder, partition_by="day") == FAILED
    assert f"zhengwen compact --partition-by day --lake {lake}" in capsys.readouterr().err


def test_the_report_tells_the_same(by_day: Path, tmp_path: Path) -> None:
    """Days of stories and of amounts are those of the rows, not of their partition."""
    month = Lake(by(copied(by_day, tmp_path / "lake"), "month"))
    told = [(read_stories(lake, Known(None, frozenset()))[0], read_amounts(lake)) for lake in (Lake(by_day), month)]
    assert told[0] == told[1]


def test_readers(by_day: Path, tmp_path: Path) -> None:
    """DuckDB, Polars and pyarrow take the key for a date, and find the same rows; the unknown date stays where it was."""
    lake = by(copied(by_day, tmp_path / "lake"), "month")
    glob = f"{lake}/articles/*/*.parquet"
    asked = "select date, published_date from read_parquet(?, hive_partitioning=true) order by all"
    found = duckdb.execute(asked, [glob]).fetchall()
    assert found == sorted((partition_of(day or UNKNOWN_DATE, Grain.MONTH), day) for _, day in duckdb.execute(asked, [glob]).fetchall())
    assert (UNKNOWN_DATE, None) in found
    frame = pl.scan_parquet(glob, hive_partitioning=True, try_parse_hive_dates=True).select("date", "published_date").collect()
    assert sorted(map(str, frame.rows())) == sorted(map(str, found))
    table = ds.dataset(lake / "articles", partitioning="hive").to_table(columns=["published_date"])
    assert sorted(map(str, table["published_date"].to_pylist())) == sorted(str(day) for _, day in found)


def test_verify_knows_a_wrong_day_within_the_month(by_day: Path, tmp_path: Path) -> None:
    """A record with another day than its article, and a day that the ledger doesn't have, are found though the partition is right."""
    lake = by(copied(by_day, tmp_path / "lake"), "month")
    for table, kinds in (("people", {"partition"}), ("articles", {"orphan", "partition"})):
        path = lake / partition_name(table, date(2025, 5, 1), Grain.MONTH)
        kept = path.read_bytes()
        found = pq.ParquetFile(path).read()
        position = found.schema.get_field_index("published_date")
        other = found.set_column(position, found.schema.field(position), [[date(2025, 5, 9)] * found.num_rows])
        pq.write_table(other, path)
        assert {finding.kind for finding in verify(open_lake(lake)).findings} == kinds
        path.write_bytes(kept)


def test_repair(pages: Path, by_day: Path, tmp_path: Path) -> None:
    """A damaged month is set aside, and its pages are read again."""
    lake = by(copied(by_day, tmp_path / "lake"), "month")
    whole = table_bytes(lake)
    for table in ("articles", "teasers"):
        path = min((lake / table).glob("date=2025-0[45]-01/*.parquet"))
        path.write_bytes(path.read_bytes()[:-100])
    main(["verify", "--repair", "--lake", str(lake)])
    assert ingest(lake, pages) == OK
    assert table_bytes(lake) == whole
    assert verify(open_lake(lake)).findings == ()


def killed(by_day: Path, fast_folder: Path, first: int, step: int) -> None:
    """Kill a compaction at operations, every `step`th: after recovery the lake is as it was or is to be, wholly; a second call leads there."""
    base = copied(by_day, fast_folder / "base")
    done, counted = copied(base, fast_folder / "done"), CountingFiles()
    compact(open_lake(done), Grain.MONTH, 0, counted)
    states = {Grain.DAY: table_bytes(base), Grain.MONTH: table_bytes(done)}
    seen = set()
    for at in range(first, counted.done + 1, step):
        lake = open_lake(copied(base, fast_folder / "lake"))
        with pytest.raises(Killed):
            compact(lake, Grain.MONTH, 0, DyingFiles(at))
        recover(lake, CountingFiles())
        seen.add(lake.grain)
        assert table_bytes(lake.root) == states[lake.grain]
        assert not list(lake.staging.iterdir())
        compact(lake, Grain.MONTH, 0, CountingFiles())
        assert table_bytes(lake.root) == states[Grain.MONTH]
    assert seen == {Grain.DAY, Grain.MONTH}


def test_killed_at_some_operations(by_day: Path, fast_folder: Path) -> None:
    """Every 13th operation."""
    killed(by_day, fast_folder, 5, 13)


@pytest.mark.slow
def test_killed_at_every_operation(by_day: Path, fast_folder: Path) -> None:
    """All of them."""
    killed(by_day, fast_folder, 1, 1)


def test_sigkill_at_random_moments(by_day: Path, tmp_path: Path) -> None:
    """A real process killed: the next command finds one partitioning or the other, wholly."""
    chance = random.Random(3)
    day, month = table_bytes(by_day), table_bytes(by(copied(by_day, tmp_path / "month"), "month"))
    for _ in range(2):
        lake = copied(by_day, tmp_path / "lake")
        command = [sys.executable, "-m", "pipeline.cli", "compact", "--partition-by", "month", "--lake", str(lake)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - our own module
            time.sleep(0.4 + chance.random())
            process.kill()
        recover(open_lake(lake), Files())
        assert table_bytes(lake) == {Grain.DAY: day, Grain.MONTH: month}[open_lake(lake).grain]


def test_a_snapshot_from_before_stays(by_day: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its readers notice nothing; one taken after has months; the sizes are told."""
    lake = copied(by_day, tmp_path / "lake")
    assert main(["snapshot", "before", "--lake", str(lake)]) == OK
    capsys.readouterr()
    assert main(["compact", "--lake", str(lake), "--partition-by", "year", "--json"]) == OK
    told = json.loads(capsys.readouterr().out)
    assert told["size_after"]["files"] < told["size_before"]["files"]
    assert main(["snapshot", "after", "--lake", str(lake)]) == OK
    assert table_bytes(lake / "_snapshots" / "before") == table_bytes(by_day)
    assert table_bytes(lake / "_snapshots" / "after") == table_bytes(lake)
    before = table_bytes(lake)
    capsys.readouterr()
    assert main(["compact", "--lake", str(lake)]) == OK
    assert capsys.readouterr().out.startswith("partitioned by year: ")
    assert table_bytes(lake) == before
