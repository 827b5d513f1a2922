"""A lake in a real S3 server under kills, races, failing requests and expiring credentials: always the lake that a local one is."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.store.address import parse_address
from pipeline.store.objects import ChangedError, MissingError
from pipeline.store.s3 import S3Objects, _client
from tests.conftest import Tried
from tests.distributed.faulty_proxy import Answer, Rule, faulty_proxy
from tests.distributed.s3_server import ACCESS, SECRET, Server, client, s3_server
from tests.distributed.test_s3 import PAGES, REPOSITORY, command, stored_tables, tables_of

SLICES = ("--slice-bytes", "16k", "--quiet")
"""Of the sample this makes several commits."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of all tests here."""
    with s3_server(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture(scope="module")
def local(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables of a local lake of the same pages."""
    folder = tmp_path_factory.mktemp("local")
    done = command(server, folder, "ingest", PAGES, "--lake", folder / "lake", "--quiet")
    assert 0 == done.returncode, done.stderr
    return tables_of(folder / "lake")


def check(server: Server, prefix: str, local: dict[str, bytes], work: Path) -> None:
    """See that a lake holds what the local one holds, that nothing is left behind, and that no object has a part of the credentials in it."""
    assert local == stored_tables(server, prefix)
    objects = server.files(prefix)
    head = json.loads(objects["_state/head.json"])
    assert (False, False, None) == (head["pending"], head["untidy"], head["holder"])
    assert [] == [name for name in objects if name.startswith("_staging/")]
    assert {SECRET.encode() in data or ACCESS.encode() in data for data in objects.values()} == {False}
    verdict = command(server, work, "verify", "--lake", f"s3://lakes/{prefix}")
    assert "sound" == verdict.stdout.split(":")[0], verdict.stdout + verdict.stderr


def start(server: Server, work: Path, *words: object) -> subprocess.Popen[bytes]:
    """A command under way, with processes of its own group."""
    environment = {**os.environ, **server.environment, "XDG_CACHE_HOME": str(work), "PYTHONPATH": str(REPOSITORY)}
    with (work / "output").open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", *map(str, words)], env=environment, stdout=output, stderr=output, start_new_session=True
        )


def kill_runs(server: Server, tmp_path: Path, prefix: str, kills: int, seed: int) -> int:
    """Start ingests, now of one machine, now of another, and SIGKILL each at a random moment after its hold; how many were killed."""
    chance, killed = random.Random(seed), 0
    for number in range(kills):
        work = tmp_path / f"machine-{number % 2}"
        work.mkdir(exist_ok=True)
        process = start(server, work, "ingest", PAGES, "--lake", f"s3://lakes/{prefix}", "--wait", "100", *SLICES)
        head = server.root / server.bucket / prefix / "_state" / "head.json"
        while process.poll() is None and not (head.is_file() and f'"pid": {process.pid},' in head.read_text()):
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 1.5))
        killed += process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return killed


def test_whole_runs_killed(server: Server, local: dict[str, bytes], tmp_path: Path, tried: Tried) -> None:
    """Runs killed at random moments, on two machines in turn: the last one brings the lake to what a local one is."""
    killed = kill_runs(server, tmp_path, "killed", 4, seed=7)
    done = command(server, tmp_path, "ingest", PAGES, "--lake", "s3://lakes/killed", "--wait", "100", *SLICES)
    assert 0 == done.returncode, done.stderr
    check(server, "killed", local, tmp_path)
    tried("S3 server: whole runs ended by SIGKILL", killed)


@pytest.mark.slow
def test_whole_runs_killed_many_times(server: Server, local: dict[str, bytes], tmp_path: Path, tried: Tried) -> None:
    """The same, ten lakes of ten kills each."""
    for seed in range(10):
        killed = kill_runs(server, tmp_path, f"killed-{seed}", 10, seed)
        done = command(server, tmp_path, "ingest", PAGES, "--lake", f"s3://lakes/killed-{seed}", "--wait", "100", *SLICES)
        assert 0 == done.returncode, done.stderr
        check(server, f"killed-{seed}", local, tmp_path)
        tried("S3 server: whole runs ended by SIGKILL", killed)


def test_two_machines_at_once(server: Server, local: dict[str, bytes], tmp_path: Path) -> None:
    """Two machines that ingest the same pages at once: one waits for the other, and no page is taken in twice."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    words = ("ingest", PAGES, "--lake", "s3://lakes/race", "--wait", "200", *SLICES)
    running = [start(server, tmp_path / name, *words) for name in ("one", "two")]
    assert [0, 0] == [process.wait() for process in running], [(tmp_path / name / "output").read_text() for name in ("one", "two")]
    check(server, "race", local, tmp_path)


def test_only_one_of_several_conditional_puts_is_done(server: Server, monkeypatch: pytest.MonkeyPatch, tried: Tried) -> None:
    """Of eight writers that put the same object under the same condition one wins, each time: what everything rests on."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    _client.cache_clear()
    objects = S3Objects(parse_address("s3://lakes/condition"))
    etag = objects.write("head", b"begin", "")

    def put(number: int) -> str:
        try:
            return objects.write("head", f"{etag} {number}".encode(), etag)
        except (ChangedError, MissingError):
            return ""

    for _ in range(25):
        with ThreadPoolExecutor(8) as pool:
            won = [found for found in pool.map(put, range(8)) if found]
        assert 1 == len(won)
        assert objects.read("head").etag == won[0]
        etag = won[0]
    _client.cache_clear()
    tried("S3 server: rounds of eight conditional puts at once", 25)


def run_behind(server: Server, work: Path, prefix: str, rule: Rule) -> subprocess.CompletedProcess[str]:
    """An ingest whose requests go through a faulty proxy."""
    with faulty_proxy(server.endpoint, rule) as proxy:
        words = ("ingest", PAGES, "--lake", f"s3://lakes/{prefix}", *SLICES)
        return command(server, work, *words, environment={"AWS_ENDPOINT_URL": proxy})


def test_requests_that_fail_for_a_moment_are_made_again(server: Server, local: dict[str, bytes], tmp_path: Path) -> None:
    """Every ninth request is answered with 503 or 500, or not at all though it was done: nobody notices."""

    def rule(number: int, *_: str) -> Answer | None:
        return {3: Answer(503, "SlowDown"), 6: Answer(500, "InternalError"), 0: Answer()}.get(number % 27 // 3 if number % 3 == 0 else -1)

    done = run_behind(server, tmp_path, "flaky", rule)
    assert 0 == done.returncode, done.stderr
    check(server, "flaky", local, tmp_path)


@pytest.mark.parametrize(("answer", "told"), [(Answer(403, "ExpiredToken"), "the credentials have expired"), (Answer(503, "SlowDown"), "later")])
def test_requests_that_fail_from_some_moment_on(server: Server, local: dict[str, bytes], tmp_path: Path, answer: Answer, told: str) -> None:
    """Credentials that expire within a run, or a store that no longer answers: one line, and the next run goes on."""
    prefix = f"ends-{answer.code}"
    done = run_behind(server, tmp_path, prefix, lambda number, *_: answer if number > 60 else None)
    assert 1 == done.returncode
    assert told in done.stderr
    assert 1 == len(done.stderr.strip().splitlines())

    done = command(server, tmp_path, "ingest", PAGES, "--lake", f"s3://lakes/{prefix}", "--wait", "100", *SLICES)
    assert 0 == done.returncode, done.stderr
    check(server, prefix, local, tmp_path)


def test_input_is_read_from_the_store(server: Server, local: dict[str, bytes], tmp_path: Path) -> None:
    """Pages that lie in a bucket give what they give from a disk, but for their addresses; what hasn't changed isn't read again."""
    uploads = client(server.environment)
    pages = [path for path in sorted(PAGES.rglob("*")) if path.is_file()]
    for path in pages:
        uploads.put_object(Bucket="lakes", Key=f"crawl/{path.relative_to(PAGES)}", Body=path.read_bytes())
    words = ("ingest", "s3://lakes/crawl", "--lake", "s3://lakes/crawl/lake", "--quiet")
    done = command(server, tmp_path, *words)
    assert 0 == done.returncode, done.stderr
    assert local.keys() == stored_tables(server, "crawl/lake").keys()
    assert "nothing new" in command(server, tmp_path, *words).stdout

    uploads.put_object(Bucket="lakes", Key=f"crawl/{pages[0].name}", Body=(PAGES / "road-keeper.txt").read_bytes() + b"\n")
    assert "1 pages" in command(server, tmp_path, *words).stdout
    missing = command(server, tmp_path, "ingest", "s3://lakes/nothing-here", "--lake", "s3://lakes/crawl/lake", "--quiet")
    assert 2 == missing.returncode
    assert "no pages in s3://lakes/nothing-here" in missing.stderr
