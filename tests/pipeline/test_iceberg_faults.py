"""Publishing is killed, fails, meets others and is read meanwhile: what readers see is a whole snapshot, and the next call makes it good."""

import errno
import io
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastavro
import pytest

from pipeline.cli import OK, main
from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.iceberg import publish as publish_module
from pipeline.iceberg.content import difference
from pipeline.lake.folders import Lake, open_lake
from pipeline.publishing import publish_if_asked
from tests.conftest import Tried
from tests.helpers import REPOSITORY, ingest, page, write_pages
from tests.pipeline.faults import CountingFiles, DyingFiles, FailingFiles, Killed
from tests.pipeline.iceberg_lake import DAYS, faults, lake_rows, load, published_lake, published_rows, put, reader, same_rows, snapshots
from tests.pipeline.publish_alone import write_version

CHANGED = ("people", "articles")


def changed_lake(root: Path) -> Lake:
    """A published lake that has gone on in two tables: a file replaced, one new, one gone."""
    lake = published_lake(root)
    for name in CHANGED:
        put(lake, name, [1, 40])
        put(lake, name, [41], DAYS[0].replace(day=20))
        shutil.rmtree(lake.partition_path(name, DAYS[1]).parent)
    return lake


def restored(lake: Lake, copy: Path) -> Lake:
    """The lake as it was when it was copied, at the same path: Iceberg's paths are absolute."""
    shutil.rmtree(lake.root)
    subprocess.run(["cp", "-al", str(copy), str(lake.root)], check=True)  # noqa: S603, S607 - links stay links
    for path in [*lake.iceberg.glob("catalog.db*")]:
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
    return lake


def saved(lake: Lake) -> Path:
    """A copy in which links are links."""
    copy = lake.root.with_name(f"{lake.root.name}-saved")
    subprocess.run(["cp", "-al", str(lake.root), str(copy)], check=True)  # noqa: S603, S607 - links stay links
    catalog = copy / "_iceberg" / "catalog.db"
    data = (lake.iceberg / "catalog.db").read_bytes()
    catalog.unlink()
    catalog.write_bytes(data)
    return copy


def whole(lake: Lake, before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """What readers see of each changed table: all of before or all of after."""
    seen = set()
    for name in CHANGED:
        rows = published_rows(lake, name)
        assert rows in (before[name], after[name])
        seen.add("before" if rows == before[name] else "after")
    return seen


def every(points: int, most: int) -> list[int]:
    """At most so many of the points from 1 on, evenly spread."""
    return sorted({1 + round(index * (points - 1) / (most - 1)) for index in range(most)})


def disturb(root: Path, most: int, disturbed: Callable[[int], CountingFiles], error: type[BaseException]) -> int:
    """Publish with a disturbance at each of these operations; then once more without."""
    lake = changed_lake(root)
    copy = saved(lake)
    before, after = {name: published_rows(lake, name) for name in CHANGED}, {name: lake_rows(lake, name) for name in CHANGED}
    files = CountingFiles()
    publish_if_asked(lake, files)
    assert same_rows(lake)
    seen: set[str] = set()
    raised = 0
    points = every(files.done, most)
    for at in points:
        restored(lake, copy)
        try:
            publish_if_asked(lake, disturbed(at))
        except error:
            raised += 1
        seen |= whole(lake, before, after)
        publish_if_asked(lake, Files())
        assert same_rows(lake)
        assert faults(lake) == []
    assert seen == {"before", "after"}
    # Where old versions of metadata can't be removed, pyiceberg goes on: that is no fault of the tables.
    assert raised >= len(points) // 2
    return len(points)


def test_killed_at_file_operations(fast_folder: Path, tried: Tried) -> None:
    """Death ahead of a file operation of a publication, from the first, just after the lake's commit, to the last."""
    tried("kills at a file operation of publishing Iceberg tables", disturb(fast_folder / "lake", 8, DyingFiles, Killed))


@pytest.mark.slow
@pytest.mark.parametrize("torn", [False, True])
def test_killed_at_every_file_operation(fast_folder: Path, tried: Tried, *, torn: bool) -> None:
    """Death ahead of each, with and without half a write."""
    done = disturb(fast_folder / f"lake{torn}", 1000, lambda at: DyingFiles(at, torn=torn), Killed)
    tried("kills at a file operation of publishing Iceberg tables", done)


def test_a_file_operation_fails(fast_folder: Path, tried: Tried) -> None:
    """A full disk: one line that says so, and the next call goes on."""
    lake = fast_folder / "full"
    done = disturb(lake, 6, lambda at: FailingFiles(at, errno.ENOSPC, lasting=True), LakeError)
    tried("errors at a file operation of publishing Iceberg tables", done)


def test_killed_between_the_commit_and_the_publication(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run publishes, though it finds nothing new to read."""
    pages, lake = write_pages(tmp_path / "in", a=page()), tmp_path / "lake"
    assert OK == ingest(lake, pages, "--table", "iceberg")
    write_pages(tmp_path / "in", b=page("洛川"))

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.ingest.publish_if_asked", die_at_publication)
        with pytest.raises(Killed):
            ingest(lake, pages)
    assert len(published_rows(open_lake(lake), "articles")) == 1
    assert len(lake_rows(open_lake(lake), "articles")) == 2
    assert any("articles" in fault for fault in faults(open_lake(lake)))
    assert OK == ingest(lake, pages)
    assert same_rows(open_lake(lake))


@pytest.mark.slow
def test_sigkill_at_random_moments(tmp_path: Path, tried: Tried) -> None:
    """A process that publishes without end is killed for real, 30 times; each time the next call makes it good."""
    lake, chance = published_lake(tmp_path / "lake"), random.Random(5)
    for number in range(30):
        process = start(lake, 50)
        time.sleep(3 + chance.random() * 3)
        process.kill()
        process.wait()
        write_version(lake.root, number)
        assert same_rows(lake)
        assert faults(lake) == []
    tried("real kills of a process that publishes Iceberg tables", 30)


def start(lake: Lake, times: int) -> subprocess.Popen[bytes]:
    """Start a process that publishes."""
    return subprocess.Popen([sys.executable, "-m", "tests.pipeline.publish_alone", str(lake.root), str(times)], cwd=REPOSITORY)  # noqa: S603


def test_a_conflict_is_met_by_comparing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tried: Tried) -> None:
    """Another publication, a tag or a new property falls between comparison and commit: no file is named twice, and nothing is lost."""
    lake = published_lake(tmp_path / "lake")

    def publication(name: str) -> None:
        publish_if_asked(lake, Files())
        assert same_rows(lake), name

    def tag(name: str) -> None:
        table = load(lake, name)
        table.manage_snapshots().create_tag(table.metadata.snapshots[0].snapshot_id, f"t{len(snapshots(lake)[name])}").commit()

    def wipe(name: str) -> None:
        load(lake, name).delete("true")

    for number, other in enumerate((publication, tag, wipe)):
        calls: list[str] = []

        def meanwhile(lake: Lake, name: str, *rest: Any, other: Callable[[str], None] = other, calls: list[str] = calls) -> Any:
            found = difference(lake, name, *rest)
            if name == "people" and not calls:
                calls.append(name)
                other(name)
            return found

        put(lake, "people", [number + 10])
        monkeypatch.setattr(publish_module, "difference", meanwhile)
        publish_if_asked(lake, Files())
        assert calls == ["people"]
        assert same_rows(lake)
        assert faults(lake) == []
    tried("conflicts of publishing Iceberg tables", 3)


def test_two_publications_at_once(tmp_path: Path, tried: Tried) -> None:
    """Of two processes without the lake's lock between them, both end well, and the tables are right."""
    lake = published_lake(tmp_path / "lake")
    code = "import sys; from pathlib import Path; from pipeline.files import Files; from pipeline.lake.folders import Lake; "
    code += "from pipeline.publishing import publish_if_asked; sys.stdin.read(1); publish_if_asked(Lake(Path(sys.argv[1])), Files())"
    for number in range(3):
        for name in CHANGED:
            put(lake, name, [number + 10, number + 20])
        both = [subprocess.Popen([sys.executable, "-c", code, str(lake.root)], cwd=REPOSITORY, stdin=subprocess.PIPE) for _ in range(2)]  # noqa: S603
        time.sleep(4)
        for process in both:
            assert process.stdin
            process.stdin.write(b"\n")
            process.stdin.close()
        assert [process.wait() for process in both] == [0, 0]
        assert same_rows(lake)
        assert faults(lake) == []
    tried("two publications of Iceberg tables at once", 3)


def read_while_publishing(lake: Lake, versions: int) -> int:
    """Answers of a reader of both tables at one moment, in a loop; each has to be of one version, in both tables and on all days."""
    write_version(lake.root, 0)
    process = start(lake, versions)
    answers, seen = 0, set()
    try:
        while process.poll() is None:
            with reader(lake) as catalog:
                moment = catalog.load_namespace_properties("lake")
                counts = set()
                for name in CHANGED:
                    found = catalog.load_table(("lake", name)).scan(snapshot_id=int(moment[name]), selected_fields=("published_date",)).to_arrow()
                    days = found["published_date"].to_pylist()
                    counts |= {days.count(day) for day in DAYS}
            assert len(counts) == 1, counts
            seen |= counts
            answers += 1
    finally:
        process.kill()
        process.wait()
    assert len(seen) > 1
    return answers


def test_readers_see_whole_snapshots(tmp_path: Path, tried: Tried) -> None:
    """No answer mixes days or tables of two versions, and none fails."""
    answers = read_while_publishing(published_lake(tmp_path / "lake"), 8)
    tried("answers of readers of Iceberg tables meanwhile, of one version each", answers)


@pytest.mark.slow
def test_readers_see_whole_snapshots_for_long(tmp_path: Path, tried: Tried) -> None:
    """Likewise over some hundred versions."""
    answers = read_while_publishing(published_lake(tmp_path / "lake"), 300)
    tried("answers of readers of Iceberg tables meanwhile, of one version each", answers)


def holds(lake: Lake, word: str) -> list[str]:
    """The files of the Iceberg tables that hold a word: in rows, or in a manifest's bounds."""
    found = []
    for path in sorted(lake.iceberg.rglob("*")):
        if path.suffix == ".avro":
            text = str(list(fastavro.reader(io.BytesIO(path.read_bytes()))))
            text += str(bounds(path))
        elif path.is_file() and path.suffix != ".parquet":
            text = path.read_bytes().decode(errors="replace")
        else:
            continue
        found += [path.name] if word in text else []
    return found


def bounds(path: Path) -> list[str]:
    """The lower and upper bounds of text columns that a manifest keeps."""
    entries = list(fastavro.reader(io.BytesIO(path.read_bytes())))
    files = [entry["data_file"] for entry in entries if isinstance(entry, dict) and "data_file" in entry]
    return [bound["value"].decode(errors="replace") for file in files for side in ("lower_bounds", "upper_bounds") for bound in file[side] or ()]


@pytest.mark.parametrize("killed", [False, True])
def test_what_is_forgotten_is_in_no_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, killed: bool) -> None:
    """Earlier snapshots, tags and their files go, also where the command was killed after the lake's commit."""
    monkeypatch.chdir(tmp_path)
    write_pages(Path("in"), a=page("清浦", name="邬明岚", teasers=1), b=page("洛川"))
    assert OK == ingest(Path("lake"), "in", "--table", "iceberg")
    lake = open_lake(Path("lake"))
    table = load(lake, "people")
    table.manage_snapshots().create_tag(table.metadata.snapshots[0].snapshot_id, "kept").commit()
    assert holds(lake, "邬明岚")

    forget = ["forget", "--lake", "lake", "--source", "in/a.txt", "--quiet"]
    if killed:
        with monkeypatch.context() as patch:
            patch.setattr("pipeline.forgetting.publish_if_asked", die_at_publication)
            with pytest.raises(Killed):
                main(forget)
        assert holds(lake, "邬明岚")
        assert any("forgotten" in fault for fault in faults(lake))
        assert OK == ingest(Path("lake"), "in")
    else:
        assert OK == main(forget)

    assert holds(lake, "邬明岚") == []
    assert same_rows(lake)
    assert faults(lake) == []
    assert max(map(len, snapshots(lake).values())) <= 1
    for name in ("people", "articles"):
        held = {Path(task.file.file_path).name for task in load(lake, name).scan().plan_files()}
        assert {path.name for path in (lake.iceberg / name / "data").iterdir()} == held


def die_at_publication(*_: object) -> None:
    """Killed after the lake's commit."""
    raise Killed
