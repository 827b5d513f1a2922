"""A ledger that is lost or damaged: nothing is written without it, and it is built anew from the tables without a row twice or a byte changed."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import FAILED, OK, main
from pipeline.files import Files
from pipeline.lake.findings import Kind
from pipeline.lake.folders import open_lake
from pipeline.lake.ledger import open_ledger_for_reading
from pipeline.lake.rebuilding import rebuild_ledger
from pipeline.lake.verify import verify
from schemas.outcomes import PageRow
from tests.helpers import ingest, page, table_bytes, write_pages
from tests.pipeline.faults import DyingFiles, Killed


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stories, the same one on three pages and the same bytes twice, an index, and a dead page."""
    folder = write_pages(
        tmp_path_factory.mktemp("lost") / "in", a=page(teasers=2), b=page(published=None, teasers=1), c=page(published=None, teasers=1)
    )
    rows = [f"县域 第{number}届桃花节开幕 2025-04-{number + 10}" for number in range(1, 12)]
    return write_pages(folder, d=page("洛川"), index="\n".join(rows), empty="")


@pytest.fixture(scope="module")
def whole(pages: Path) -> Path:
    """A lake of them, not to be changed."""
    assert ingest(pages.parent / "whole", pages) == OK
    return pages.parent / "whole"


@pytest.fixture
def lake(whole: Path, tmp_path: Path) -> Path:
    """A copy, to be damaged."""
    return Path(shutil.copytree(whole, tmp_path / "lake"))


def remove(lake: Path) -> None:
    """The ledger is gone."""
    for path in (lake / "_state").glob("ledger*"):
        path.unlink()


def cut(lake: Path) -> None:
    """Half of it is gone."""
    path = lake / "_state" / "ledger.sqlite"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def blank(lake: Path) -> None:
    """Bytes in its middle aren't its own."""
    path = lake / "_state" / "ledger.sqlite"
    data = bytearray(path.read_bytes())
    data[4096:12288] = b"\xff" * 8192
    path.write_bytes(data)


def overwrite(lake: Path) -> None:
    """It is something else."""
    (lake / "_state" / "ledger.sqlite").write_bytes(b"no ledger at all" * 1000)


LOSSES: dict[str, Callable[[Path], None]] = {"removed": remove, "cut": cut, "blanked": blank, "overwritten": overwrite}


def known(lake: Path) -> list[PageRow]:
    """What the ledger holds."""
    with open_ledger_for_reading(open_lake(lake)) as ledger:
        return list(ledger.all_pages())


def files(lake: Path) -> dict[Path, tuple[int, int]]:
    """Each file of the tables, which and from when it is."""
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in lake.glob("*/date=*/*.parquet")}


@pytest.mark.parametrize("loss", LOSSES)
def test_a_lost_ledger_is_built_anew(loss: str, lake: Path, pages: Path, whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Writing is refused; after repair the lake is sound; after the next ingest all is as it was, and no file of a table was written."""
    LOSSES[loss](lake)
    before = files(lake)
    assert ingest(lake, pages) == FAILED
    assert "zhengwen verify --repair" in capsys.readouterr().err
    assert {finding.kind for finding in verify(open_lake(lake)).findings} == {Kind.LEDGER}

    assert main(["verify", "--repair", "--lake", str(lake)]) == OK
    assert "forget it again" in capsys.readouterr().out
    assert ingest(lake, pages) == OK
    assert verify(open_lake(lake)).findings == ()
    assert table_bytes(lake) == table_bytes(whole)
    assert files(lake) == before
    assert known(lake) == known(whole)


def test_a_rebuilt_ledger_knows_every_page_but_what_no_table_tells(lake: Path, whole: Path) -> None:
    """Of a page that gives a story which another one speaks for, the tables don't say the claim, nor, without teasers, the bytes."""
    remove(lake)
    rebuild_ledger(open_lake(lake), Files())
    duplicates = {page.uri for page in known(whole) if page.uri.endswith(("b.txt", "c.txt"))}
    assert [page for page in known(lake) if page.uri not in duplicates] == [page for page in known(whole) if page.uri not in duplicates]
    assert {page.uri: (page.article_id, page.outcome) for page in known(lake)} == {page.uri: (page.article_id, page.outcome) for page in known(whole)}


def test_killed_while_it_is_built_it_is_begun_again(lake: Path) -> None:
    """At every operation on a file: no half ledger is ever taken for a whole one."""
    remove(lake)
    for at in range(1, 100):
        try:
            rebuild_ledger(open_lake(lake), DyingFiles(at))
        except Killed:
            if not (lake / "_state" / "ledger.sqlite").exists():
                assert {finding.kind for finding in verify(open_lake(lake)).findings} >= {Kind.LEDGER}
        else:
            break
    assert verify(open_lake(lake)).findings == ()
    assert at > 2
