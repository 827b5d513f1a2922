"""A slice that is run without graphs leaves what its graphs leave."""

from pathlib import Path

import pytest

from pipeline.engine import Engine
from pipeline.ingest import IngestOptions, ingest
from pipeline.lake.folders import open_lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.verify import verify
from pipeline.progress import Progress
from schemas.outcomes import PageRow
from tests.helpers import SAMPLE, page, table_bytes, write_pages

WITHOUT_GRAPH = Engine(workers="1", small_bytes=1 << 30)


def take_in(lake: Path, folder: Path, engine: Engine, slice_bytes: int = 1 << 30) -> dict[str, int]:
    """Ingest the folder; the run's account."""
    return ingest([str(folder)], lake, IngestOptions(engine, slice_bytes=slice_bytes), Progress(quiet=True)).record.tally


def known(lake: Path) -> list[PageRow]:
    """What the ledger holds."""
    with open_ledger_for_reading(open_lake(lake)) as ledger:
        return list(ledger.all_pages())


@pytest.mark.parametrize("slice_bytes", [1 << 30, 5000])
def test_it_gives_the_same_tables_letters_ledger_and_account(slice_bytes: int, tmp_path: Path) -> None:
    """The bundled sample with both, in one slice and in several."""
    graph = take_in(tmp_path / "graph", SAMPLE, Engine(workers="2"))
    assert take_in(tmp_path / "none", SAMPLE, WITHOUT_GRAPH, slice_bytes) == graph
    assert table_bytes(tmp_path / "none") == table_bytes(tmp_path / "graph")
    assert known(tmp_path / "none") == known(tmp_path / "graph")
    assert verify(open_lake(tmp_path / "none")).findings == ()


def test_it_reads_other_files_again_where_it_has_to(tmp_path: Path) -> None:
    """The page that was a duplicate is read again when the one that spoke has changed."""
    pages = write_pages(tmp_path / "in", a=page("清浦", teasers=1), b=page("清浦", published=None))
    take_in(tmp_path / "lake", pages, WITHOUT_GRAPH)
    write_pages(pages, a=page("洛川"))
    take_in(tmp_path / "lake", pages / "a.txt", WITHOUT_GRAPH)
    take_in(tmp_path / "fresh", pages, Engine(workers="1"))
    assert table_bytes(tmp_path / "lake") == table_bytes(tmp_path / "fresh")


def test_a_larger_slice_has_its_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only up to the size that the engine names."""
    monkeypatch.setattr("pipeline.engine.stage_in_process", lambda _job: pytest.fail("no graph was built"))
    assert take_in(tmp_path / "lake", write_pages(tmp_path / "in", a=page()), Engine(workers="1", small_bytes=10))["stories"] == 1
