"""Opening, looking at and verifying a lake in a store: what is asked of it, and what is told where something is wrong."""

from datetime import timedelta

import pytest

from pipeline.cli import USAGE, main
from pipeline.errors import LakeError, UsageError
from pipeline.lake.lock import writing
from pipeline.store.address import parse_address
from pipeline.store.checking import check_store
from pipeline.store.head import HEAD
from pipeline.store.opening import open_in_store
from schemas.partitions import partition_name
from tests.pipeline.store.lakes import ADDRESS, DAY, Stores, a_commit, commit_to
from tests.pipeline.store.memory import Bucket, MemoryObjects


def verified(stores: Stores, bucket: Bucket) -> dict[str, tuple[str, ...]]:
    """What verification says of the objects, by kind."""
    found: dict[str, list[str]] = {"changed": [], "stranger": [], "left": []}
    lake = stores.open(MemoryObjects(bucket), "verifying")
    with writing(lake):
        check_store(lake, *(lambda name, _, kind=kind: found[kind].append(name) for kind in found))
    return {kind: tuple(names) for kind, names in found.items() if names}


def test_verify_names_what_is_not_as_the_lake_wrote_it(stores: Stores, bucket: Bucket) -> None:
    """Objects that are gone, changed, nobody's, or left by a killed writer are told apart; a sound lake has none."""
    commit_to(stores.open(MemoryObjects(bucket), "one"), *a_commit(5, days=3), "what is there")
    assert {} == verified(stores, bucket)

    gone, changed = partition_name("articles", DAY), partition_name("articles", DAY + timedelta(1))
    del bucket.objects[gone]
    bucket.objects[changed] = b"PAR1 of somebody else", 0.0
    bucket.objects["articles/notes.txt"] = b"of somebody else", 0.0
    bucket.objects["_staging/20261123T080000.000000Z-abcdef-000000/articles/date=2026-11-20/part.staged"] = b"half", 0.0
    left = "_staging/20261123T080000.000000Z-abcdef-000000/articles/date=2026-11-20/part.staged"
    assert {"changed": (gone, changed), "stranger": ("articles/notes.txt",), "left": (left,)} == verified(stores, bucket)


def test_only_verify_and_runs_list_what_grows(stores: Stores, bucket: Bucket) -> None:
    """Of the commands that look, those that need tables ask for the head, for the commits since, and for the files that they don't have."""
    commit_to(stores.open(MemoryObjects(bucket), "one"), *a_commit(5, days=20), "what is there")
    objects = MemoryObjects(bucket)
    stores.use(objects)
    for command, requests in (("query", {"get": 2 + 2 + 20}), ("query", {"get": 2}), ("tables", {"get": 2}), ("runs", {"get": 2, "list": 1})):
        objects.requests.clear()
        open_in_store(command, ADDRESS, stores.work / "looking", None)
        assert requests == dict(objects.requests)


@pytest.mark.parametrize("command", ["migrate"])
def test_commands_that_do_not_work_in_a_store_say_so(stores: Stores, command: str) -> None:
    """One line, before anything is asked of the store."""
    with pytest.raises(UsageError, match=f"{command} doesn't work on a lake in a store yet, only .*ingest"):
        open_in_store(command, ADDRESS, stores.work, None)


def one_line(told: str) -> str:
    """What was told, which has to be one line."""
    assert 1 == told.count("\n")
    return told


ON_FLINK = ["--runner", "FlinkRunner", "--beam=--job_endpoint=nobody:8099"]


@pytest.mark.parametrize("flags", [["ingest", "pages", "--table", "iceberg"], ["verify", "--repair"], ["reprocess", *ON_FLINK]])
def test_flags_that_do_not_work_in_a_store_are_refused(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """One line, before anything is asked of the store."""
    assert USAGE == main([*flags, "--lake", "s3://nobody/nowhere"])
    assert "doesn't work on a lake in a store yet" in one_line(capsys.readouterr().err)


def test_a_prefix_that_holds_other_things_becomes_no_lake(stores: Stores) -> None:
    """A lake is made only where nothing is."""
    objects = MemoryObjects(Bucket({"lakes/news.txt": (b"", 0.0), "notes.txt": (b"of somebody else", 0.0)}))
    with pytest.raises(LakeError, match=r"holds other things \(lakes/news.txt\) and no lake"):
        stores.open(objects, "one")
    assert 2 == len(objects.bucket.objects)


class Overtaken(MemoryObjects):
    """Objects at whose address somebody else makes a lake, or opens it, right before the k-th request."""

    def __init__(self, bucket: Bucket, stores: Stores, number: int) -> None:
        super().__init__(bucket)
        self.stores, self.number = stores, number
        self.then: tuple[bytes, float] | None = None

    def before(self, kind: str) -> None:
        """Let the other one come when it is time."""
        del kind
        self.number -= 1
        if 0 == self.number:
            self.stores.open(MemoryObjects(self.bucket), "the other")
            self.then = self.bucket.objects[HEAD]
            self.stores.use(self)


@pytest.mark.parametrize("number", range(1, 7))
def test_a_lake_that_two_make_at_once_is_one(stores: Stores, number: int) -> None:
    """Whichever request of one the other's lake comes before: it is the lake that both open, and nobody takes it for other things."""
    objects = Overtaken(Bucket(), stores, number)
    stores.open(objects, "one")
    assert objects.then == objects.bucket.objects[HEAD]


class Careless(MemoryObjects):
    """A store that doesn't look at conditions."""

    def write(self, name: str, data: bytes, expected: str | None = None) -> str:
        """Put it whatever is there."""
        return super().write(name, data, None if expected is not None else expected)


def test_a_store_that_ignores_conditions_is_refused(stores: Stores) -> None:
    """Nothing is left in it."""
    objects = Careless(Bucket())
    with pytest.raises(LakeError, match="ignores the conditions of a put"):
        stores.open(objects, "one")
    assert {} == objects.bucket.objects


def test_there_is_no_lake_to_look_at(stores: Stores) -> None:
    """A command that looks makes none."""
    objects = MemoryObjects(Bucket())
    stores.use(objects)
    with pytest.raises(LakeError, match=r"there is no lake at s3://bucket/lakes/news: .* zhengwen ingest INPUT --lake s3://bucket/lakes/news"):
        open_in_store("runs", ADDRESS, stores.work, None)
    assert {} == objects.bucket.objects


@pytest.mark.parametrize(
    "text", ["s3://", "s3://b", "s3:///x", "s3://key:secret@bucket/x", "s3://bucket/a//b", "s3://bucket/../x", "s3://local:9000/x"]
)
def test_addresses_that_are_none(text: str) -> None:
    """What can't be an address is told without repeating what may be a secret."""
    with pytest.raises(UsageError) as told:
        parse_address(text)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(("text", "key"), [("s3://bucket", "x"), ("s3://bucket/", "x"), ("s3://bucket/a/b/", "a/b/x")])
def test_addresses(text: str, key: str) -> None:
    """A bucket with or without a prefix; slashes at its end don't count."""
    assert key == parse_address(text).key("x")
    assert parse_address(str(parse_address(text))) == parse_address(text)
