"""A slice whose workers see no folder of the lake's: what they fetch, what they lay in the store, and that nothing of it stays."""

import gzip
import json
from pathlib import Path

import pytest

from pipeline.cli import OK, main
from pipeline.lake.lock import writing
from pipeline.store.elsewhere import InStore, staging_in_store
from pipeline.store.objects import StoreError
from pipeline.store.packing import pack_folder, unpack_folder
from tests.helpers import page, table_bytes
from tests.pipeline.store.lakes import ADDRESS, Stores, stored_tables
from tests.pipeline.store.memory import Below, MemoryObjects
from transforms.fragments import FRAGMENTS


def ingest(lake: str | Path, work: Path, *flags: str) -> int:
    """Ingest the bucket's pages, with a graph, by one worker."""
    words = ("ingest", "s3://bucket/crawl", "--lake", str(lake), "--work", str(work), "--quiet", "--workers", "1", "--slice-bytes", "3000")
    return main([*words, *flags])


def fill(objects: MemoryObjects) -> None:
    """Pages of their own, one with metadata beside it and one whose key has odd parts; lines and a compressed file that are cut; and a bad one."""
    texts = [page(amount=100 + number, published=f"2025-05-{number % 9 + 1:02} 09:30", teasers=2) for number in range(24)]
    lines = [json.dumps({"text": text, "url": f"https://news.test/{number}"}) for number, text in enumerate(texts)]
    for number, text in enumerate(texts[:4]):
        objects.write(f"crawl/2025/{number}.txt", text.replace("清浦", "白沙").encode())
    objects.write("crawl/2025/3.txt.json", b'{"source": "beside"}')
    objects.write("crawl//./odd.txt", texts[5].replace("清浦", "石泉").encode())
    objects.write("crawl/lines.jsonl", "\n".join(lines[:14]).encode())
    objects.write("crawl/packed.jsonl.gz", gzip.compress("\n".join(lines[14:]).encode(), mtime=0))
    objects.write("crawl/bad.json", b"{")


def test_the_bytes_are_those_of_a_local_run(whole: MemoryObjects, monkeypatch: pytest.MonkeyPatch, stores: Stores, tmp_path: Path) -> None:
    """Files that workers fetch, in part or whole, and those that are sent to them, give the tables that a local run gives, and nothing is left."""
    fill(whole)
    assert OK == ingest(tmp_path / "local", stores.work / "local")
    for module in ("engine", "ingest"):
        monkeypatch.setattr(f"pipeline.{module}.works_elsewhere", lambda *_: True)
    whole.log.clear()
    assert OK == ingest(str(ADDRESS), stores.work / "far")

    stored = stored_tables(whole)
    assert {*table_bytes(tmp_path / "local")} == {*stored}
    assert all((tmp_path / "local" / name).read_bytes() == data for name, data in stored.items())
    assert [] == [name for name in whole.bucket.objects if "/_staging/" in name]
    assert [] == [*stores.work.glob("zhengwen-*")]
    fetched = [name for kind, name in whole.log if kind == "get"]
    assert 1 == fetched.count("crawl/bad.json"), "too small to be cut, so by its worker only"
    assert any("/input/" in name for name in fetched), "pages of the compressed file"


def test_a_worker_of_a_run_that_has_ended_puts_nothing(whole: MemoryObjects, stores: Stores) -> None:
    """What it has laid is refused with a line; what one put before is gone with the staging."""
    lake = stores.open(Below(whole, ADDRESS), "one")
    with writing(lake), staging_in_store(lake, "run-000000") as (far, _):
        lay(far)
        assert any(f"/{FRAGMENTS}/some-1" in name for name in whole.bucket.objects)
    with pytest.raises(StoreError, match="is closed: the run that this worker works for has ended"):
        lay(far)
    assert [] == [name for name in whole.bucket.objects if "/_staging/" in name]


def test_a_job_begins_with_nothing_of_an_earlier_one(whole: MemoryObjects, stores: Stores) -> None:
    """A fragment that came after the end of its run is gone with the next one; when a job fails its staging goes too."""
    lake = stores.open(Below(whole, ADDRESS), "one")
    whole.write(ADDRESS.key(f"_staging/earlier-000000/{FRAGMENTS}/late-1"), b"late")

    def fail() -> None:
        with writing(lake), staging_in_store(lake, "run-000000"):
            assert [ADDRESS.key("_staging/run-000000/open")] == [name for name in whole.bucket.objects if "/_staging/" in name]
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert [] == [name for name in whole.bucket.objects if "/_staging/" in name]


def lay(far: InStore) -> None:
    """What a worker does with a fragment."""
    with far.laid() as folder:
        (folder / FRAGMENTS / "some-1").mkdir(parents=True)
        (folder / FRAGMENTS / "some-1" / "articles.arrow").write_bytes(b"rows")


def test_a_packed_folder_is_the_same_again(tmp_path: Path) -> None:
    """Names and bytes of all files, empty ones too; nothing is written outside of the folder."""
    files = {"articles.arrow": b"a\nb", "outcomes.json": b"", "周.avro": b"\0" * 70_000}
    (tmp_path / "one").mkdir()
    for name, data in files.items():
        (tmp_path / "one" / name).write_bytes(data)

    unpack_folder(pack_folder(tmp_path / "one"), tmp_path / "two")

    assert files == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
