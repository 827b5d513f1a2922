"""Dead letters and run records on disk."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake.dead_letters import failed, read_dead_letters
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.ledger_rows import LedgerChanges
from pipeline.lake.runs import RunRecord, list_runs, new_run_id, write_run
from schemas.outcomes import Outcome, PageRow
from schemas.records import DeadLetter
from transforms.dead_letters import dead_letters_to_bytes


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A new lake."""
    return open_or_create_lake(tmp_path / "lake", Files())


def letter(uri: str, page_id: str = "p", reason: str = "empty") -> DeadLetter:
    """A dead letter."""
    return DeadLetter(page_id, uri, reason, "为空", 3, b"\x00\xff")


def dead(uri: str, page_id: str = "p", reason: str = "empty") -> PageRow:
    """The ledger's row of a dead page."""
    return PageRow(uri, uri, page_id, Outcome.DEAD, reason, None, "", None)


def test_letters_come_back_and_the_same_letters_give_the_same_bytes(tmp_path: Path) -> None:
    """Every field survives; order of arrival doesn't show."""
    letters = [letter("in/b"), letter("in/a"), letter("in/a", "o")]
    data = dead_letters_to_bytes(letters)
    assert data == dead_letters_to_bytes(letters[::-1])
    (tmp_path / "x.avro").write_bytes(data)
    assert list(read_dead_letters(tmp_path / "x.avro")) == sorted(letters, key=lambda one: (one.source_uri, one.page_id))


def test_damaged_letters_are_told_at_any_length_and_any_flipped_byte(tmp_path: Path) -> None:
    """A file cut or changed anywhere gives letters or a LakeError, nothing else."""
    data = dead_letters_to_bytes([letter("in/a")])
    path = tmp_path / "x.avro"
    told = 0
    for damaged in [data[:cut] for cut in range(len(data))] + [data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :] for at in range(len(data))]:
        path.write_bytes(damaged)
        try:
            list(read_dead_letters(path))
        except LakeError as error:
            told += 1
            assert str(path) in str(error)  # noqa: PT017 - not every damage can be seen
    assert told > len(data)


def test_failed_tells_each_dead_page_once_and_none_that_was_mended(lake: Lake) -> None:
    """Newest letter of a page; gone once its page is a story, or is dead for another reason of which there is a letter."""
    for run, letters in (("1-000001", [letter("in/a"), letter("in/b")]), ("2-000001", [letter("in/a"), letter("in/c", reason="binary")])):
        (lake.dead_letters / f"{run}.avro").write_bytes(dead_letters_to_bytes(letters))
    story = replace(dead("in/b"), outcome=Outcome.STORY, reason=None, article_id="a")
    with open_ledger(lake) as ledger:
        ledger.apply("1", LedgerChanges(pages=(dead("in/a"), story, dead("in/c", reason="binary"))))
        assert [one.source_uri for one in failed(lake, ledger)] == ["in/a", "in/c"]
        ledger.apply("2", LedgerChanges(pages=(dead("in/a", "other bytes"),)))
        assert [one.source_uri for one in failed(lake, ledger)] == ["in/c"]


def test_more_letters_than_are_asked_about_at_once(lake: Lake) -> None:
    """All are told."""
    uris = [f"in/{number:04d}" for number in range(450)]
    (lake.dead_letters / "1-000001.avro").write_bytes(dead_letters_to_bytes(map(letter, uris)))
    with open_ledger(lake) as ledger:
        ledger.apply("1", LedgerChanges(pages=tuple(map(dead, uris))))
        assert [one.source_uri for one in failed(lake, ledger)] == uris


def test_run_ids_sort_by_time_in_any_zone_and_differ_within_a_moment() -> None:
    """A run's id is its start in UTC and a random end."""
    moment = datetime(2026, 11, 22, 23, 59, 59, 999999, tzinfo=UTC)
    ids = [new_run_id(moment.astimezone(timezone(timedelta(hours=8)))), new_run_id(moment + timedelta(microseconds=1))]
    assert ids == sorted(ids)
    assert len({new_run_id(moment) for _ in range(100)}) == 100


def test_runs_come_back_newest_first_and_a_damaged_one_is_told(lake: Lake) -> None:
    """What was written is listed."""
    runs = [RunRecord(f"2026112{day}", "ingest", "s", "e", "done", 1, "0", {"a": "b"}, {"stories": 2}, {"articles": 2}, None) for day in (1, 2)]
    for run in runs:
        write_run(lake, run, Files())
    write_run(lake, replace(runs[1], status="failed", message="磁盘已满"), Files())
    assert list(list_runs(lake)) == [replace(runs[1], status="failed", message="磁盘已满"), runs[0]]
    (lake.runs / "20261123.json").write_bytes(b'{"run_id": 1')
    with pytest.raises(LakeError, match="damaged: remove it"):
        list(list_runs(lake))
