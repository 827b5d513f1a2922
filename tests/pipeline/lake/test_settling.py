"""The record of a run that was killed says so, and counts what the next command completed of it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.discover import Found, find_sources
from pipeline.engine import Engine
from pipeline.files import Files
from pipeline.ingest import IngestOptions, ingest, run_on
from pipeline.lake.folders import open_lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.runs import KILLED, RunRecord, list_runs
from pipeline.progress import Progress
from tests.helpers import page, table_bytes, write_pages
from tests.pipeline.faults import CountingFiles, DyingFiles, Killed

OPTIONS = IngestOptions(Engine(workers="1", small_bytes=1 << 30), slice_bytes=1)
QUIET = Progress(quiet=True)


def take_in(lake: Path, folder: Path, files: Files) -> RunRecord:
    """A run in slices of one page, on some file layer."""

    def choose(_lake: object, spool: Path) -> tuple[Found, set[str]]:
        found = find_sources([str(folder)], spool)
        with open_ledger_for_reading(open_lake(lake)) as ledger:
            known = {row.uri for row in ledger.all_sources()}
        return found, known

    return run_on(lake, "ingest", choose, OPTIONS, QUIET, files).record


@pytest.fixture
def lake(tmp_path: Path) -> Callable[[str], Path]:
    """Makes a lake that has one page, and a folder with two more besides it."""
    folder = write_pages(tmp_path / "in", a=page("清浦"))
    ingest([str(folder)], tmp_path / "base", OPTIONS, QUIET)
    write_pages(folder, b=page("洛川"), c="")
    return lambda name: tmp_path / name


def test_a_killed_run_is_told_wherever_it_was_killed(lake: Callable[[str], Path]) -> None:
    """At every third operation: both records count each slice once, and each page but those of a slice that had just ended."""
    folder = lake("in")
    shutil.copytree(lake("base"), lake("counted"))
    counting = CountingFiles()
    take_in(lake("counted"), folder, counting)
    statuses = set()
    for at in range(1, counting.done + 1, 3):
        root = Path(shutil.copytree(lake("base"), lake(f"lake{at}")))
        with pytest.raises(Killed):
            take_in(root, folder, DyingFiles(at))
        after = take_in(root, folder, CountingFiles())
        runs = list(list_runs(open_lake(root)))
        assert runs[0] == after
        killed = [run for run in runs if run.status == KILLED]
        statuses.add((len(killed), killed[0].slices if killed else 0))
        uncounted = sum("aren't counted" in (run.message or "") for run in runs)
        assert sum(run.tally.get("pages", 0) for run in runs) + uncounted == 3
        assert sum(run.slices for run in runs) == 3
        assert "running" not in {run.status for run in runs}
        assert table_bytes(root) == table_bytes(lake("counted"))
        shutil.rmtree(root)
    assert statuses >= {(1, 0), (1, 1), (1, 2)}


def test_runs_shows_it(lake: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    """With what became of its slices."""
    with pytest.raises(Killed):
        take_in(lake("base"), lake("in"), DyingFiles(20))
    take_in(lake("base"), lake("in"), CountingFiles())
    main(["runs", "--lake", str(lake("base")), "--json"])
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["status"] for record in records] == ["done", "killed", "done"]
    assert "the next command completed" in records[1]["message"]


def test_a_record_half_written_goes(lake: Callable[[str], Path]) -> None:
    """Of a run killed at each operation of writing its first record nothing is left by the next."""
    for at in range(1, 12):
        root = Path(shutil.copytree(lake("base"), lake(f"lake{at}")))
        with pytest.raises(Killed):
            take_in(root, lake("in"), DyingFiles(at))
        left = {path.suffix for path in open_lake(root).runs.iterdir()}
        if ".tmp" in left:
            break
    assert ".tmp" in left
    take_in(root, lake("in"), CountingFiles())
    assert {".json"} == {path.suffix for path in open_lake(root).runs.iterdir()}
