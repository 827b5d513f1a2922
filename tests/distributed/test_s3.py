"""A lake in a real S3 server: the same bytes as on a disk, whoever is killed, and one clear line where something is wrong."""

import os
import subprocess
import sys
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
