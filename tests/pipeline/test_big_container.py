"""A container that takes several slices: the same bytes as in one, also where a run is cut off within it and the next one goes on."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline import ingest as ingest_module
from pipeline import rereading
from pipeline.discover import source_at
from pipeline.engine import Engine
from pipeline.ingest import IngestOptions, RunReport
from pipeline.ingest import ingest as ingest_with
from pipeline.lake.folders import open_lake
from pipeline.lake.ledger import open_ledger
from pipeline.lake.runs import list_runs
from pipeline.lake.verify import verify
from pipeline.progress import Progress
from pipeline.resuming import resumed
from pipeline.retrying import retry
from pipeline.slices import Slice
from schemas.inputs import Bookmark
from tests.helpers import page, table_bytes
from tests.transforms.text.containers.packing import response, tarred, warc_record

TOWNS = ("清浦", "洛川", "陵水", "文昌", "安溪", "德化", "永定", "长汀")
TEXTS = [page(town, published=f"2025-05-{10 + at % 4} 09:30", teasers=at % 3) for at, town in enumerate((*TOWNS, TOWNS[0], TOWNS[5]))]
IN_SLICES = 1500
"""Bytes of a slice that holds two or three pages."""


def warc(texts: list[str]) -> bytes:
    """A web archive with a record that is no page and one that is broken among the pages."""
    records = [
        warc_record(f"http://a.example/{at}", response(text.encode(), "Content-Type: text/plain; charset=utf-8")) for at, text in enumerate(texts)
    ]
    image = warc_record("http://a.example/i", response(b"GIF89a", "Content-Type: image/gif"))
    return b"".join(gzip.compress(record) for record in [*records[:3], image, b"WARC/1.1\r\nContent-Length: many\r\n\r\n", *records[3:]])


def lines(texts: list[str]) -> bytes:
    """JSON lines, one of them broken."""
    whole = [json.dumps({"text": text}, ensure_ascii=False) for text in texts]
    return "\n".join([*whole[:4], "{broken", *whole[4:], ""]).encode()


FORMS: dict[str, Callable[[list[str]], bytes]] = {
    "a.warc.gz": warc,
    "a.warc": lambda texts: gzip.decompress(warc(texts)),
    "a.jsonl.gz": lambda texts: gzip.compress(lines(texts)),
    "a.jsonl": lines,
    "cut.jsonl.gz": lambda texts: gzip.compress(lines(texts))[:-30],
    "a.tar.gz": lambda texts: gzip.compress(tarred({"d/x.txt": texts[0].encode(), "d/y.jsonl": lines(texts[1:])})),
}


def crawl(folder: Path, form: str, texts: list[str]) -> Path:
    """A folder with the container and, beside it, a page whose story it has too; they have rested."""
    folder.mkdir(exist_ok=True)
    (folder / form).write_bytes(FORMS[form](texts))
    (folder / "z.txt").write_text(texts[5], encoding="utf-8")
    long_ago = time.time() - 1000
    for path in folder.iterdir():
        os_utime(path, long_ago)
    return folder


def os_utime(path: Path, seconds: float) -> None:
    """Set a file's time of modification."""
    import os  # noqa: PLC0415 - only this helper needs it

    os.utime(path, (seconds, seconds))


@pytest.fixture(autouse=True)
def rested(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as rested at once, since the time of change can't be set, and lines are cut however few there are."""
    monkeypatch.setattr("pipeline.stamps.RESTED_NS", 0)
    monkeypatch.setattr("pipeline.split.CHUNK", 64)


def options(slice_bytes: int, workers: str = "1") -> IngestOptions:
    """Slices of this size, run without a graph where there is one worker."""
    return IngestOptions(Engine(workers=workers, small_bytes=0 if workers != "1" else 1 << 30), slice_bytes=slice_bytes)


def take_in(lake: Path, pages: Path, slice_bytes: int = IN_SLICES) -> RunReport:
    """A run over the folder."""
    return ingest_with([str(pages)], lake, options(slice_bytes), Progress(quiet=True))


@pytest.fixture(params=[name if name in ("a.warc.gz", "cut.jsonl.gz") else pytest.param(name, marks=pytest.mark.slow) for name in FORMS])
def form(request: pytest.FixtureRequest) -> str:
    """Two forms of container, and all others where slow tests are asked for."""
    return str(request.param)


@pytest.fixture
def whole(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A folder with the container, and the lake that one slice makes of it."""
    monkeypatch.chdir(tmp_path)
    pages = crawl(Path("in"), form, TEXTS)
    report = take_in(Path("whole"), pages, 1 << 28)
    assert report.record.slices == 1
    return pages, Path("whole")


class CutOffError(Exception):
    """The run ends here, as if it were killed."""


def cut_off_after(monkeypatch: pytest.MonkeyPatch, slices: int) -> None:
    """Have runs end after so many slices."""
    cut = ingest_module.cut_slices

    def some(*arguments: object, **more: object) -> Iterator[Slice]:
        for done, part in enumerate(cut(*arguments, **more)):  # type: ignore[arg-type]
            if done == slices:
                raise CutOffError
            yield part

    monkeypatch.setattr(ingest_module, "cut_slices", some)


def test_slices_do_not_show_and_a_run_goes_on(whole: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off after each of its slices in turn, the next run begins there: every page is read once, and the bytes are those of one slice."""
    pages, undisturbed = whole
    runs = 0
    while True:
        with monkeypatch.context() as patch:
            cut_off_after(patch, 1)
            try:
                report = take_in(Path("lake"), pages)
            except CutOffError:
                runs += 1
                assert runs < 20, "it begins anew each time"
                continue
        break
    read = sum(record.tally["pages"] for record in list_runs(open_lake(Path("lake"))) if record.tally)
    assert runs >= 3
    assert report.record.status == "done"
    assert read == sum(record.tally["pages"] for record in list_runs(open_lake(undisturbed)))
    assert table_bytes(Path("lake")) == table_bytes(undisturbed)
    assert verify(open_lake(Path("lake"))).findings == ()
    with open_ledger(open_lake(Path("lake"))) as one, open_ledger(open_lake(undisturbed)) as other:
        assert list(one.all_sources()) == list(other.all_sources())
        assert list(one.all_pages()) == list(other.all_pages())
    assert take_in(Path("lake"), pages).record.slices == 0
    assert list(open_lake(Path("lake")).staging.iterdir()) == []


def test_a_page_of_a_container_that_is_to_speak_is_read_alone(whole: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the page that spoke for an article changes, the container's page is read again for it, and no other one; as in a fresh lake."""
    monkeypatch.setattr("pipeline.rereading.WHOLE_BYTES", 100)
    pages, _ = whole
    lake = Path("lake")
    (pages / "z.txt").write_text(page(TOWNS[5], published="2025-05-11 09:30").replace("\n", "\n2025-05-11 09:30\n", 1), encoding="utf-8")
    take_in(lake, pages)
    read: list[str] = []
    spill = rereading.spill_item
    monkeypatch.setattr(rereading, "spill_item", lambda file, item: read.append(item.source_uri) or spill(file, item))
    for text in (page("平和"), page(TOWNS[2], published="2025-05-19 09:30"), page("云霄")):
        (pages / "z.txt").write_text(text, encoding="utf-8")
        take_in(lake, pages)
    take_in(Path("fresh"), pages)
    assert table_bytes(lake) == table_bytes(Path("fresh"))
    assert verify(open_lake(lake)).findings == ()
    assert 1 <= len(read) <= 3


def test_another_version_of_a_container_is_read_from_its_start(whole: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """One that changed after a run was cut off within it: the lake is what a fresh one of it would be; nothing of the earlier one stays."""
    monkeypatch.setattr("pipeline.clearing.WHOLE_BYTES", 100)
    monkeypatch.setattr("pipeline.clearing.MOST_PAGES", 2)
    pages, _ = whole
    lake, form = Path("lake"), min(path.name for path in pages.iterdir())
    with monkeypatch.context() as patch:
        cut_off_after(patch, 2)
        with pytest.raises(CutOffError):
            take_in(lake, pages)
    crawl(pages, form, [page("平和"), *TEXTS[3:], page("云霄")])
    take_in(lake, pages)
    take_in(Path("fresh"), pages)
    assert table_bytes(lake) == table_bytes(Path("fresh"))
    assert verify(open_lake(lake)).findings == ()
    with open_ledger(open_lake(lake)) as one, open_ledger(open_lake(Path("fresh"))) as other:
        assert list(one.all_pages()) == list(other.all_pages())


def test_other_options_and_retry_and_repair_begin_at_the_start(whole: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A run with other options doesn't go on with what was read by the first ones, nor does any that is to read everything."""
    pages, undisturbed = whole
    lake = Path("lake")
    with monkeypatch.context() as patch:
        cut_off_after(patch, 2)
        with pytest.raises(CutOffError):
            take_in(lake, pages)
    other = replace(options(IN_SLICES), assume_latest_year_before=date(2027, 1, 1))
    with open_ledger(open_lake(lake)) as ledger:
        (row,) = (row for row in ledger.all_sources() if row.rest)
        source = source_at(row.uri)
        assert source is not None
        assert next(iter(resumed(ledger, [source], options(1).reading.made_by))).begin != Bookmark()
        assert list(resumed(ledger, [source], other.reading.made_by)) == [source]
        ledger.read_again("outcome != ?", ("none",))
        assert list(resumed(ledger, [source], options(1).reading.made_by)) == [source]
    retry(lake, None, options(IN_SLICES), Progress(quiet=True))
    take_in(lake, pages)
    assert table_bytes(lake) == table_bytes(undisturbed)
    assert verify(open_lake(lake)).findings == ()


def test_a_container_that_is_replaced_before_its_slice_has_its_turn_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of it has been read by then, while an earlier slice was made up; the next run finds that it is another."""
    monkeypatch.chdir(tmp_path)
    pages, lake = crawl(Path("in"), "a.warc.gz", TEXTS[1:8]), Path("lake")
    (pages / "0.txt").write_text(TEXTS[0], encoding="utf-8")
    cut = ingest_module.cut_slices

    def replacing(*arguments: object, **more: object) -> Iterator[Slice]:
        for done, part in enumerate(cut(*arguments, **more)):  # type: ignore[arg-type]
            if done == 0:
                (pages / "new").write_bytes(warc([page("平和"), page("云霄"), *TEXTS[2:4]]))
                (pages / "new").replace(pages / "a.warc.gz")
            yield part

    with monkeypatch.context() as patch:
        patch.setattr(ingest_module, "cut_slices", replacing)
        take_in(lake, pages, 700)
    take_in(lake, pages)
    take_in(Path("fresh"), pages)
    assert table_bytes(lake) == table_bytes(Path("fresh"))
