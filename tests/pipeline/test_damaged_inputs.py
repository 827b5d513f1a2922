"""Damaged files of every format through the whole pipeline: the run ends well, and every file and page is accounted for."""

import random
from pathlib import Path

from pipeline.engine import Engine
from pipeline.ingest import IngestOptions, ingest
from pipeline.lake.folders import open_lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.verify import verify
from pipeline.progress import Progress
from tests.conftest import Tried
from tests.helpers import table_bytes
from tests.transforms.text.test_fuzz import DAMAGES, FORMATS

FILES = 360


def test_damaged_files_are_accounted_for(tmp_path: Path, tried: Tried) -> None:
    """Twenty damages to each format: each file is in the ledger, pages add up, with a graph and without one, and the lake is sound."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(FILES):
        chance = random.Random(number)
        data = bytearray(list(FORMATS.values())[number % len(FORMATS)])
        chance.choice(DAMAGES)(data, chance)
        (folder / f"{number:04}").write_bytes(data or b" ")
    tallies = []
    for name, engine in (("graph", Engine(workers="1")), ("none", Engine(workers="1", small_bytes=1 << 30))):
        tally = ingest([str(folder)], tmp_path / name, IngestOptions(engine), Progress(quiet=True)).record.tally
        tallies.append(tally)
        lake = open_lake(tmp_path / name)
        assert verify(lake).findings == ()
        with open_ledger_for_reading(lake) as ledger:
            assert {row.uri for row in ledger.all_sources()} == {str(path) for path in folder.iterdir()}
            assert tally["pages"] == ledger.counts().pages == sum(tally[kind] for kind in ("stories", "duplicates", "indexes", "dead"))
    assert tallies[0] == tallies[1]
    assert tallies[0]["stories"] > 10
    assert tallies[0]["dead"] > FILES / 10
    assert table_bytes(tmp_path / "graph") == table_bytes(tmp_path / "none")
    tried("damaged files through the whole pipeline", FILES)
