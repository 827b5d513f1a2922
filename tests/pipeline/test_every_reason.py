"""Every reason of dead letters: a page that is turned away for it, and taken in by retry once its cause is mended."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import OK, main
from pipeline.engine import Engine
from pipeline.ingest import IngestOptions, ingest
from pipeline.lake.folders import open_lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.verify import verify
from pipeline.progress import Progress
from pipeline.retrying import retry
from schemas.inputs import Caps, ReadRules
from schemas.outcomes import Outcome
from schemas.reasons import Reason
from tests.conftest import Tried
from tests.helpers import page, rows, table_bytes

GOOD = page("洛川", teasers=1).encode()
OPTIONS = IngestOptions(Engine(workers="1", small_bytes=1 << 30), ReadRules(caps=Caps(page_bytes=8000)))


def nested(depth: int) -> bytes:
    """A page in so many compressed layers."""
    data = GOOD
    for _ in range(depth):
        data = gzip.compress(data)
    return data


BAD: dict[Reason, tuple[str, bytes, bytes]] = {
    Reason.EMPTY: ("p.txt", b" \n", GOOD),
    Reason.BINARY: ("p.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, GOOD),
    Reason.UNDECODABLE: ("p.txt", bytes(range(0x80, 0x100)) * 20, GOOD),
    Reason.NO_STORY: ("p.txt", "首页 新闻 登录".encode(), GOOD),
    Reason.TOO_LARGE: ("p.txt", GOOD * 40, GOOD),
    Reason.TOO_DEEP: ("p.gz", nested(12), nested(1)),
    Reason.BAD_ARCHIVE: ("p.txt.gz", gzip.compress(GOOD)[:-20], gzip.compress(GOOD)),
    Reason.BAD_JSON: ("p.jsonl", b'{"text": \n', json.dumps({"text": GOOD.decode()}).encode() + b"\n"),
    Reason.UNREADABLE: ("p.txt", b"", GOOD),
    Reason.UNSTABLE: ("p.txt", GOOD[:100], GOOD),
}
"""For each reason a file's name, its bytes, and its bytes once mended; of a file that can't be opened, or doesn't rest, only the name counts."""


def spoil(path: Path, reason: Reason, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a file that is turned away for a reason."""
    if reason == Reason.UNREADABLE:
        os.mkfifo(path)
        return
    path.write_bytes(data)
    if reason == Reason.UNSTABLE:
        monkeypatch.setattr("transforms.read.os.fstat", changing())


def changing() -> Callable[[int], os.stat_result]:
    """What tells of a file that it grows each time it is looked at."""
    looked = os.fstat
    grown = 0

    def look(descriptor: int) -> os.stat_result:
        nonlocal grown
        grown += 1
        found = looked(descriptor)
        return os.stat_result([*found[:6], found.st_size, *found[7:10]], {"st_mtime_ns": found.st_mtime_ns + grown})

    return look


def mend(path: Path, data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the cause away."""
    monkeypatch.undo()
    path.unlink()
    path.write_bytes(data)


def test_every_reason_has_a_case() -> None:
    """A reason that is added here needs a file that is turned away for it."""
    assert set(BAD) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_what_is_mended_is_taken_in_by_retry(reason: Reason, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tried: Tried) -> None:
    """Dead for that reason, then, by a retry of that reason, a story: the lake is what a fresh one of the mended file is."""
    name, bad, good = BAD[reason]
    folder, lake = tmp_path / "in", tmp_path / "lake"
    folder.mkdir()
    spoil(folder / name, reason, bad, monkeypatch)
    ingest([str(folder)], lake, OPTIONS, Progress(quiet=True))
    with open_ledger_for_reading(open_lake(lake)) as ledger:
        assert {page.reason for page in ledger.all_pages() if page.outcome == Outcome.DEAD} == {reason}
    assert rows(lake, "articles") == []

    mend(folder / name, good, monkeypatch)
    retry(lake, reason, OPTIONS, Progress(quiet=True))
    assert len(rows(lake, "articles")) == 1
    assert main(["failed", "--lake", str(lake)]) == OK
    ingest([str(folder)], tmp_path / "fresh", OPTIONS, Progress(quiet=True))
    assert table_bytes(lake) == table_bytes(tmp_path / "fresh")
    assert verify(open_lake(lake)).findings == ()
    tried("reasons of dead letters mended and retried", 1)
