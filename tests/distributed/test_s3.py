"""A lake in a real S3 server: the same bytes as on a disk, whoever is killed, and one clear line where something is wrong."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from schemas.tables import TABLES
from tests.distributed.s3_server import ACCESS, SECRET, Server, s3_server

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = REPOSITORY / "pipeline" / "sample" / "pages"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of all tests here."""
    with s3_server(tmp_path_factory.mktemp("s3")) as running:
        yield running


def command(server: Server, work: Path, *words: object, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run zhengwen on its own, with its working folders below `work`; no output of it holds a part of the credentials."""
    whole = {**os.environ, **server.environment, **(environment or {}), "XDG_CACHE_HOME": str(work), "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *map(str, words)], env=whole, capture_output=True, text=True, timeout=300, check=False
    )
    assert SECRET not in done.stdout + done.stderr
    assert ACCESS not in done.stdout + done.stderr
    return done


def tables_of(folder: Path) -> dict[str, bytes]:
    """The tables' files of a lake on the disk."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for table in TABLES for path in sorted((folder / table).rglob("*.parquet"))}


def stored_tables(server: Server, prefix: str) -> dict[str, bytes]:
    """The tables' objects of a lake in the server."""
    return {name: data for name, data in server.files(prefix).items() if name.split("/")[0] in TABLES}


def test_the_bytes_are_those_of_a_local_lake(server: Server, tmp_path: Path) -> None:
    """What an ingest puts into the store is byte for byte what it puts on a disk; a second one finds nothing new; another machine sees all."""
    pages = sorted(PAGES.rglob("*"))
    first = [path for path in pages if path.is_file()][:12]
    for inputs in (first, [PAGES], [PAGES]):
        done = command(server, tmp_path / "one", "ingest", *inputs, "--lake", "s3://lakes/same", "--quiet")
        assert 0 == done.returncode, done.stderr
    assert "nothing new" in done.stdout
    local = command(server, tmp_path, "ingest", PAGES, "--lake", tmp_path / "lake", "--quiet")
    assert 0 == local.returncode, local.stderr

    assert tables_of(tmp_path / "lake") == stored_tables(server, "same")
    assert [] == [name for name in server.files("same") if name.startswith("_staging/")]
    runs = command(server, tmp_path / "two", "runs", "--lake", "s3://lakes/same")
    assert 3 == runs.stdout.count("done")
    tables = command(server, tmp_path / "two", "tables", "--lake", "s3://lakes/same")
    assert tables.stdout == command(server, tmp_path, "tables", "--lake", tmp_path / "lake").stdout
    for data in server.files("same").values():
        assert SECRET.encode() not in data
        assert ACCESS.encode() not in data


WRONG = (
    ("no bucket", "s3://nowhere/lake", {}, "there is no such bucket"),
    ("wrong secret", "s3://lakes/new", {"AWS_SECRET_ACCESS_KEY": "wrong"}, "doesn't accept the credentials"),
    ("unknown key", "s3://lakes/new", {"AWS_ACCESS_KEY_ID": "AKIANOBODY0000000000"}, "doesn't accept the credentials"),
    ("no credentials", "s3://lakes/new", {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "there are no credentials"),
    ("no server", "s3://lakes/new", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "can't be reached"),
    ("no URL", "s3://lakes/new", {"AWS_ENDPOINT_URL": "nonsense"}, "check AWS_ENDPOINT_URL"),
    ("no profile", "s3://lakes/new", {"AWS_PROFILE": "nobody"}, "check AWS_PROFILE"),
)


@pytest.mark.parametrize(("address", "environment", "told"), [pytest.param(*case[1:], id=case[0]) for case in WRONG])
def test_what_is_wrong_is_told_in_one_line(server: Server, tmp_path: Path, address: str, environment: dict[str, str], told: str) -> None:
    """A bucket that isn't there, credentials that don't hold, no server: one line that says what to do, and nothing is written."""
    done = command(server, tmp_path, "ingest", PAGES, "--lake", address, "--quiet", environment=environment)

    assert done.returncode in (1, 2)
    assert told in done.stderr
    assert 1 == len(done.stderr.strip().splitlines())
    assert {} == server.files("new")


def test_every_command_that_is_said_to_work_works(server: Server, tmp_path: Path) -> None:
    """On a machine that has never seen the lake each command that looks says what it says of a local lake, and those that read do so."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bad.json").write_text("{")
    words = ("ingest", PAGES, tmp_path / "in", "--quiet", "--lake")
    for lake in ("s3://lakes/all", tmp_path / "lake"):
        assert 0 == command(server, tmp_path, *words, lake).returncode
    looks = (("failed",), ("tables",), ("sample", "people", "--json"), ("query", "select count(*), min(name) from people"))
    for words in (*looks, ("export", "quotes", "--to", "csv")):
        there = command(server, tmp_path / "other", *words, "--lake", "s3://lakes/all")
        assert 0 == there.returncode, there.stderr
        assert command(server, tmp_path, *words, "--lake", tmp_path / "lake").stdout == there.stdout
    assert 0 == command(server, tmp_path / "other", "report", "--lake", "s3://lakes/all", "--out", tmp_path / "report.html").returncode
    assert (tmp_path / "report.html").stat().st_size > 10_000
    assert "sound" == command(server, tmp_path / "other", "verify", "--lake", "s3://lakes/all").stdout.split(":")[0]
    (tmp_path / "in" / "bad.json").write_text('{"text": "青溪县图书馆新馆于2026年11月2日开放。馆长石小溪说，新馆有座位300个。"}')
    assert "1 stories" in command(server, tmp_path / "third", "retry", "--reason", "bad_json", "--lake", "s3://lakes/all", "--quiet").stdout
    days = ("--from", "2020-01-01", "--to", "2026-12-31")
    assert 0 == command(server, tmp_path / "third", "backfill", PAGES, *days, "--lake", "s3://lakes/all", "--quiet").returncode
    assert 0 == command(server, tmp_path / "third", "compact", "--partition-by", "month", "--lake", "s3://lakes/all").returncode
    assert "sound" == command(server, tmp_path / "other", "verify", "--lake", "s3://lakes/all").stdout.split(":")[0]
    refused = command(server, tmp_path, "migrate", "--lake", "s3://lakes/all")
    assert (2, 1) == (refused.returncode, len(refused.stderr.strip().splitlines()))


def test_a_watch_takes_in_what_arrives(server: Server, tmp_path: Path) -> None:
    """A watched folder's pages come into the store, and a signal ends the watch with nothing left under way."""
    (tmp_path / "in").mkdir()
    environment = {**os.environ, **server.environment, "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(REPOSITORY)}
    words = ("watch", tmp_path / "in", "--lake", "s3://lakes/watched")
    with subprocess.Popen([sys.executable, "-m", "pipeline.cli", *words], env=environment, stderr=subprocess.PIPE, text=True) as watch:
        assert watch.stderr is not None
        assert f"watching {tmp_path / 'in'} for s3://lakes/watched" in watch.stderr.readline()
        for path in sorted(PAGES.glob("*.txt"))[:5]:
            (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not stored_tables(server, "watched"):
            time.sleep(0.2)
        watch.send_signal(signal.SIGTERM)
        assert 0 == watch.wait(120)
    assert any(name.startswith("articles/") for name in stored_tables(server, "watched"))
    assert [] == [name for name in server.files("watched") if name.startswith("_staging/")]
