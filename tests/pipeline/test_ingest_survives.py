"""Whole runs that are killed, raced or damaged: after the next one the lake has the bytes of an undisturbed run, and is sound."""

import gzip
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.engine import Engine
from pipeline.ingest import IngestOptions
from pipeline.ingest import ingest as ingest_with
from pipeline.lake.folders import open_lake
from pipeline.lake.runs import list_runs
from pipeline.lake.verify import verify
from pipeline.progress import Progress
from tests.conftest import Tried
from tests.helpers import ingest, page, table_bytes, write_pages
from tests.pipeline.ingest_alone import start
from tests.transforms.text.containers.packing import response, warc_record


def seeds(number: int) -> list[object]:
    """So many seeds for every run of the tests, and five hundred more for the slow ones."""
    return [*range(number), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(100, 600))]


TOWNS = ("清浦", "洛川", "陵水", "文昌", "安溪", "德化", "永定", "长汀")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of several days, one of no date, two of the same story, one that is dead, and a web archive that takes several slices."""
    texts = {f"p{number}": page(town, published=f"2025-05-{10 + number % 5} 09:30", teasers=number % 3) for number, town in enumerate(TOWNS)}
    texts["undated"] = page("平和", published=None, teasers=1)
    texts["again"] = page("清浦", published="2025-05-10 09:30", teasers=2)
    folder = write_pages(tmp_path_factory.mktemp("survives") / "in", **texts, empty="")
    blocks = [response(page(town, published="2025-05-12 09:30").encode(), "Content-Type: text/plain") for town in (*TOWNS[:3], "云霄", "平和")]
    records = [warc_record(f"http://a.example/{number}", block) for number, block in enumerate(blocks)]
    (folder / "crawl.warc.gz").write_bytes(b"".join(map(gzip.compress, [*records[:2], b"lost\n", *records[2:]])))
    return folder


@pytest.fixture(scope="module")
def undisturbed(pages: Path) -> Path:
    """The lake that an undisturbed run makes of them."""
    lake = pages.parent / "undisturbed"
    assert ingest(lake, pages) == 0
    assert verify(open_lake(lake)).findings == ()
    return lake


def kill_and_go_on(lake: Path, pages: Path, undisturbed: Path, seed: int) -> None:
    """Kill a run at a random moment after it has begun with the lake, some of them twice; then let one end."""
    chance = random.Random(seed)
    for _ in range(1 + seed % 2):
        process = start(lake, pages, "--slice-bytes", "2500")
        while not (lake / "_state" / "lock").exists() and process.is_alive():
            time.sleep(0.01)
        time.sleep(chance.random() * 3)
        process.kill()
        process.join()
    assert ingest(lake, pages) == 0
    assert verify(open_lake(lake)).findings == ()
    assert "running" not in {run.status for run in list_runs(open_lake(lake))}
    assert table_bytes(lake) == table_bytes(undisturbed)


KILLED = "whole runs killed at a random moment, some twice, then run again: the bytes of an undisturbed one"


@pytest.mark.parametrize("seed", seeds(20))
def test_a_killed_run_is_completed_by_the_next(seed: int, pages: Path, undisturbed: Path, tmp_path: Path, tried: Tried) -> None:
    """SIGKILL at a random moment, then a run: the bytes of an undisturbed one."""
    kill_and_go_on(tmp_path / "lake", pages, undisturbed, seed)
    tried(KILLED, 1)


def run_at_once(lake: Path, pages: Path, undisturbed: Path, seed: int) -> None:
    """Two to eight runs on a lake that isn't there yet, some of which wait: one does the work, the others leave or find nothing to do."""
    chance = random.Random(seed)
    flags = [["--wait", "120"] if chance.random() < 0.5 else [] for _ in range(chance.randint(2, 8))]
    processes = [start(lake, pages, *waits) for waits in flags]
    for process in processes:
        process.join()
    codes = [process.exitcode for process in processes]
    assert 0 in codes
    assert all(code == 0 if waits else code in (0, 1) for code, waits in zip(codes, flags, strict=True)), codes
    assert table_bytes(lake) == table_bytes(undisturbed)
    assert verify(open_lake(lake)).findings == ()


AT_ONCE = "times that 2 to 8 runs were started at once on one lake"


@pytest.mark.parametrize("seed", seeds(20))
def test_runs_started_at_once_on_one_lake(seed: int, pages: Path, undisturbed: Path, tmp_path: Path, tried: Tried) -> None:
    """Whoever waits succeeds, and the lake is as if one had run."""
    run_at_once(tmp_path / "lake", pages, undisturbed, seed)
    tried(AT_ONCE, 1)


def run_in_another_way(lake: Path, pages: Path, undisturbed: Path, seed: int) -> None:
    """The same files in another order, split into runs and slices, by a graph of one worker or two, or by none."""
    chance = random.Random(seed)
    files = sorted(map(str, pages.iterdir()))
    chance.shuffle(files)
    step = chance.randint(1, len(files))
    for start_at in range(0, len(files), step):
        graph = chance.random() < 0.3
        engine = Engine(workers="2" if graph and seed % 10 == 0 else "1", small_bytes=0 if graph else 1 << 30)
        options = IngestOptions(engine, slice_bytes=chance.choice((1, 1500, 1 << 28)) if not graph else 1 << 28)
        ingest_with(files[start_at : start_at + step], lake, options, Progress(quiet=True))
    assert table_bytes(lake) == table_bytes(undisturbed)
    assert verify(open_lake(lake)).findings == ()


OTHER_WAYS = "other orders, slices, workers, splits into runs: the same bytes"


@pytest.mark.parametrize("seed", seeds(30))
def test_neither_order_nor_slices_nor_workers_nor_runs_show(seed: int, pages: Path, undisturbed: Path, tmp_path: Path, tried: Tried) -> None:
    """Thirty ways, and five hundred more where slow tests are asked for."""
    run_in_another_way(tmp_path / "lake", pages, undisturbed, seed)
    tried(OTHER_WAYS, 1)


def cut(path: Path) -> None:
    """Lose the second half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def first(lake: Path, pattern: str) -> Path:
    """A file of the lake."""
    return min(lake.glob(pattern))


DAMAGES: dict[str, Callable[[Path], None]] = {
    "an articles' file cut": lambda lake: cut(first(lake, "articles/*/*.parquet")),
    "an articles' file gone": lambda lake: first(lake, "articles/*/*.parquet").unlink(),
    "a records' file emptied": lambda lake: first(lake, "people/*/*.parquet").write_bytes(b"") and None,
    "a teasers' file cut": lambda lake: cut(first(lake, "teasers/*/*.parquet")),
    "a day's folder gone": lambda lake: shutil.rmtree(first(lake, "articles/*")),
    "dead letters cut": lambda lake: cut(first(lake, "_dead_letters/*.avro")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_repair_and_another_run_bring_everything_back(damage: str, pages: Path, undisturbed: Path, tmp_path: Path) -> None:
    """Verification finds the damage, repair and the same inputs again give the bytes of an undisturbed run."""
    lake = tmp_path / "lake"
    shutil.copytree(undisturbed, lake)
    DAMAGES[damage](lake)
    assert main(["verify", "--lake", str(lake)]) == 1
    main(["verify", "--repair", "--lake", str(lake)])
    assert ingest(lake, pages) == 0
    assert verify(open_lake(lake)).findings == ()
    assert table_bytes(lake) == table_bytes(undisturbed)
