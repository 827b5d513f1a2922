"""A slice is committed wholly or not at all."""

from datetime import date
from pathlib import Path

from pipeline.files import Files
from pipeline.lake.commit import publish, recover
from pipeline.lake.commit_record import Commit, Move
from pipeline.lake.dead_letters import failed
from pipeline.lake.folders import open_or_create_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.ledger_rows import LedgerChanges, SourceRow
from pipeline.lake.lock import writing
from schemas.outcomes import Outcome, PageRow
from schemas.partitions import partition_name
from schemas.records import DeadLetter
from transforms.dead_letters import dead_letters_to_bytes

DAY = date(2026, 11, 21)


def test_publish_puts_files_letters_and_ledger_in_place_and_empties_staging(tmp_path: Path) -> None:
    """After publish the partition, the dead letters and the ledger hold the slice, and staging is empty."""
    files = Files()
    lake = open_or_create_lake(tmp_path / "lake", files)
    commit = Commit("run", 1, (Move("articles.staged", partition_name("articles", DAY)),), dead_letters=True)
    folder = lake.slice_folder("run", 1)
    folder.mkdir(parents=True)
    (folder / "articles.staged").write_bytes(b"rows")
    (folder / "dead_letters.avro").write_bytes(dead_letters_to_bytes([DeadLetter("b" * 64, "in/b", "empty", "no bytes", 0, b"")]))
    pages = (
        PageRow("in/a", "in/a", "a" * 64, Outcome.STORY, None, "c" * 64, "1", DAY, (DAY,)),
        PageRow("in/b", "in/b", "b" * 64, Outcome.DEAD, "empty", None, "", None),
    )
    changes = LedgerChanges(sources=(SourceRow("in/a", 1, 2, "1:2:3", settled=True, pages=1),), pages=pages)
    with writing(lake):
        publish(lake, commit, changes, files)
    assert lake.partition_path("articles", DAY).read_bytes() == b"rows"
    assert lake.days("articles") == [DAY]
    assert list(lake.staging.iterdir()) == []
    with open_ledger(lake) as ledger:
        assert tuple(ledger.all_pages()) == pages
        assert list(ledger.unchanged(changes.sources)) == ["in/a"]
        assert [letter.source_uri for letter in failed(lake, ledger)] == ["in/b"]
        counts = ledger.counts()
    assert (counts.sources, counts.pages, counts.stories, counts.dead) == (1, 2, 1, 1)
    assert recover(lake, files).completed == ()
