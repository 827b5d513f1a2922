"""The Iceberg tables hold what the lake holds, after runs in any order, with a snapshot for each that changed something."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipeline import publishing
from pipeline.cli import FAILED, OK, USAGE, main
from pipeline.files import Files
from pipeline.iceberg import publish as publish_module
from pipeline.lake.compacting import compact
from pipeline.lake.folders import Lake, open_lake, open_or_create_lake
from pipeline.lake.verify import verify
from pipeline.publishing import begin_publishing, publish_if_asked
from schemas.partitions import Grain
from schemas.tables import TABLES
from tests.conftest import Tried
from tests.helpers import ingest, page, write_pages
from tests.pipeline.iceberg_lake import DAY, faults, load, published_lake, published_rows, put, reader, same_rows, snapshots

TOWNS = ("清浦", "洛川", "陵水")


def files_below(lake: Lake) -> dict[str, int]:
    """All files of the Iceberg tables, with the time of their last change."""
    return {str(path): path.stat().st_mtime_ns for path in lake.iceberg.rglob("*") if path.is_file()}


def test_the_same_rows_after_runs_in_any_order(tmp_path: Path, tried: Tried) -> None:
    """After each of several runs, in each order, all tables are those of Parquet; a run that brings nothing makes no snapshot and no file."""
    parts = [write_pages(tmp_path / town, a=page(town, published=f"2025-05-1{number} 09:30", teasers=2), b=page(town + "北", published=None))
             for number, town in enumerate(TOWNS)]  # fmt: skip
    for number, order in enumerate((parts, parts[::-1])):
        root = tmp_path / f"lake{number}"
        for position, part in enumerate(order):
            assert OK == ingest(root, part, *(["--table", "iceberg"] if position == 0 else []))
            assert same_rows(open_lake(root))
        lake = open_lake(root)
        before = snapshots(lake), files_below(lake)
        assert OK == ingest(root, *order)
        assert (snapshots(lake), files_below(lake)) == before
        assert max(map(len, before[0].values())) == len(parts)
    assert verify(lake).findings == ()
    tried("runs after which Iceberg tables hold what the lake holds", 2 * (len(parts) + 1))


def test_other_readers_get_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polars reads the tables, an unknown date is NULL, and a filter on the date opens only its days' files."""
    lake = published_lake(tmp_path / "湖 1")
    table = load(lake, "people")
    monkeypatch.setenv("POLARS_ICEBERG_PLANNER", "pyiceberg")  # it warns else that another planner would be quicker
    people = pl.scan_iceberg(table)

    assert people.select(pl.len()).collect().item() == len(published_rows(lake, "people")) == 4
    assert people.filter(pl.col("published_date").is_null()).collect().height == 2
    assert people.filter(pl.col("published_date") == DAY).select("name", "spans").collect().row(0)[0] == "陈小满"
    assert [1, 1, 3] == [len(list(table.scan(row_filter=said).plan_files())) for said in
                         (f"published_date = '{DAY}'", "published_date is null", "name = '陈小满'")]  # fmt: skip
    assert table.schema().find_field("published_date").doc


def test_snapshots_of_all_tables_belong_together(tmp_path: Path) -> None:
    """The namespace's properties name one snapshot of each table; earlier ones stay readable after the lake has replaced their files."""
    lake = published_lake(tmp_path / "lake")
    with reader(lake) as catalog:
        pins = catalog.load_namespace_properties("lake")
    put(lake, "people", [1, 40])
    put(lake, "articles", [1, 40])
    publish_if_asked(lake, Files())

    assert {len(load(lake, name).scan(snapshot_id=int(pins[name])).to_arrow()) for name in ("people", "articles")} == {4}
    assert {len(published_rows(lake, name)) for name in ("people", "articles")} == {5}
    assert {name: len(ids) for name, ids in snapshots(lake).items() if len(ids) > 1} == {"people": 2, "articles": 2}
    with reader(lake) as catalog:
        assert catalog.load_namespace_properties("lake")["people"] == str(snapshots(lake)["people"][1])


def test_partitions_that_go_and_come_back(tmp_path: Path) -> None:
    """A day without rows goes out of the table; the same file that comes back is published under its old name."""
    lake = published_lake(tmp_path / "lake")
    path = lake.partition_path("quotes", DAY)
    data = path.read_bytes()
    shutil.rmtree(path.parent)
    publish_if_asked(lake, Files())
    assert same_rows(lake)
    path.parent.mkdir()
    path.write_bytes(data)
    publish_if_asked(lake, Files())

    assert same_rows(lake)
    assert faults(lake) == []
    assert len(snapshots(lake)["quotes"]) == 3


def test_compacted_and_back(tmp_path: Path) -> None:
    """Tables of a lake by month and by year are partitioned so; the rows stay what they are, and filters stay right."""
    lake = published_lake(tmp_path / "lake", stories=6)
    put(lake, "people", [1, 7], date(2026, 12, 5))
    for grain in (Grain.MONTH, Grain.YEAR, Grain.DAY):
        compact(lake, grain, 0.0, Files())
        assert same_rows(lake)
        assert faults(lake) == []
        transform = {Grain.DAY: "identity"}.get(grain, str(grain))
        assert [str(field.transform) for field in load(lake, "people").spec().fields] == [transform]
        assert len(load(lake, "people").scan(row_filter=f"published_date = '{DAY}'").to_arrow()) == 1


def test_many_runs_leave_few_manifests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader opens a bounded number of manifests, however many runs there were."""
    monkeypatch.setattr(publish_module, "MOST_MANIFESTS", 3)
    lake = published_lake(tmp_path / "lake")
    for number in range(8):
        put(lake, "people", [number + 10], DAY + timedelta(days=number % 3))
        publish_if_asked(lake, Files())
        found = load(lake, "people")
        assert len(found.current_snapshot().manifests(found.io)) <= 3  # type: ignore[union-attr]
    assert same_rows(lake)


def test_old_snapshots_go_with_their_files(tmp_path: Path) -> None:
    """What is older than the table's own property says goes; what a tag names stays, and what is there is all that is needed."""
    lake = published_lake(tmp_path / "lake")
    first = snapshots(lake)["people"][0]
    with reader(lake) as catalog:
        table = catalog.load_table("lake.people")
        table.manage_snapshots().create_tag(first, "kept").commit()
        with table.transaction() as transaction:
            transaction.set_properties({"history.expire.max-snapshot-age-ms": "0"})
    for number in range(3):
        put(lake, "people", [number + 10])
        publish_if_asked(lake, Files())
    put(lake, "people", [99])
    publish_if_asked(lake, Files())

    kept = snapshots(lake)["people"]
    assert kept[0] == first
    assert len(kept) == 2
    assert len(load(lake, "people").scan(snapshot_id=first).to_arrow()) == 4
    assert {path.name[:10] for path in (lake.iceberg / "people" / "data").iterdir()} == {"0001-01-01", "2026-11-02", "2026-11-03"}
    assert len(list((lake.iceberg / "people" / "data").iterdir())) == 4
    assert faults(lake) == []


def test_a_lake_that_was_copied_or_moved(tmp_path: Path) -> None:
    """A copy's tables are made anew at its own place, those of the original stay; links that became copies are links again."""
    lake = published_lake(tmp_path / "lake")
    before = files_below(lake)
    copy = Lake(tmp_path / "copy")
    shutil.copytree(lake.root, copy.root)
    assert any("another path" in fault for fault in faults(copy))
    put(copy, "people", [50])
    publish_if_asked(copy, Files())
    assert same_rows(copy)
    assert faults(copy) == []
    assert files_below(lake) == before

    shutil.rmtree(lake.root)
    shutil.copytree(copy.root, tmp_path / "back")
    shutil.rmtree(copy.root)
    (tmp_path / "back").rename(copy.root)
    publish_if_asked(copy, Files())
    assert faults(copy) == []
    assert max(map(len, snapshots(copy).values())) == 1
    link = next((copy.iceberg / "people" / "data").glob(f"{DAY}-*"))
    assert link.samefile(copy.partition_path("people", DAY))

    moved = Lake(copy.root.rename(tmp_path / "moved"))
    assert all("another path" in fault for fault in faults(moved))
    publish_if_asked(moved, Files())
    assert faults(moved) == []


def test_a_command_of_a_published_lake_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One line that says what to install, before anything is read or made."""
    lake = published_lake(tmp_path / "lake")
    monkeypatch.setattr(publishing, "find_spec", lambda _name: None)
    pages = write_pages(tmp_path / "in", a=page())
    for arguments in (
        ["ingest", str(pages), "--lake", str(tmp_path / "new"), "--table", "iceberg"],
        ["ingest", str(pages), "--lake", str(lake.root), "--quiet"],
        ["verify", "--lake", str(lake.root)],
        ["forget", "--lake", str(lake.root), "--source", "in/0.txt"],
    ):
        assert USAGE == main(arguments)
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert "pip install 'zhengwen[iceberg]'" in told
    assert not (tmp_path / "new").exists()


DAMAGE = ("no data", "torn metadata", "no table", "rows deleted")
MORE_DAMAGE = ("torn data", "no catalog", "torn catalog", "torn manifest", "pinned otherwise")


@pytest.mark.parametrize("damage", [*DAMAGE, *(pytest.param(damage, marks=[pytest.mark.slow]) for damage in MORE_DAMAGE)])
def test_verify_names_what_is_wrong_and_mends_it(tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind of damage is found; --repair publishes again, or makes all anew."""
    lake = published_lake(tmp_path / "lake")
    assert OK == main(["verify", "--lake", str(lake.root)])
    damage_tables(lake, damage)
    capsys.readouterr()

    assert FAILED == main(["verify", "--lake", str(lake.root)])
    assert "_iceberg" in capsys.readouterr().out
    assert OK == main(["verify", "--lake", str(lake.root), "--repair"]), capsys.readouterr().out
    put(lake, "quotes", [50])
    publish_if_asked(lake, Files())
    assert same_rows(lake)
    assert faults(lake) == []


def damage_tables(lake: Lake, damage: str) -> None:
    """Do it."""
    data, metadata = ((lake.iceberg / "articles" / name) for name in ("data", "metadata"))
    catalog, file = lake.iceberg / "catalog.db", next(data.iterdir())
    match damage:
        case "no data":
            file.unlink()
        case "torn data":
            torn = file.read_bytes()[:-20]
            file.unlink()
            file.write_bytes(torn)
        case "no catalog":
            catalog.unlink()
        case "torn catalog":
            catalog.write_bytes(catalog.read_bytes()[:5000])
        case "torn metadata" | "torn manifest":
            for path in metadata.glob("*.json" if damage == "torn metadata" else "*.avro"):
                path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        case "no table" | "pinned otherwise":
            with reader(lake) as found:
                if damage == "no table":
                    found.drop_table("lake.articles")
                else:
                    found.update_namespace_properties("lake", updates={"articles": "1"})
        case _:
            load(lake, "articles").delete(f"published_date = '{DAY}'")


def test_all_tables_are_there(tmp_path: Path) -> None:
    """Each table of the lake is in the catalog, also an empty one."""
    lake = open_or_create_lake(tmp_path / "lake", Files())
    begin_publishing(lake, Files(), wanted=True)
    publish_if_asked(lake, Files())
    with reader(lake) as catalog:
        assert {name for _, name in catalog.list_tables("lake")} == set(TABLES)
    assert faults(lake) == []
