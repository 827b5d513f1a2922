"""Readers of Parquet on S3 while the objects of a table are replaced, added and removed without pause: what they get is never wrong."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.fs
import pytest

from pipeline.store.address import parse_address
from pipeline.store.opening import open_in_store
from tests.conftest import Tried
from tests.distributed.s3_server import ACCESS, SECRET, Server, s3_server
from tests.distributed.test_s3 import REPOSITORY
from tests.pipeline.test_reading_meanwhile import COLUMNS, GONE, ONE_FILE, Answer, of_one_version

TABLE = "lakes/read/quotes"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of all tests here."""
    with s3_server(tmp_path_factory.mktemp("s3")) as running:
        yield running


def read_with_pyarrow(server: Server, column: str) -> Answer:
    """Group by partition in pyarrow, by its own S3 client."""
    files = pyarrow.fs.S3FileSystem(access_key=ACCESS, secret_key=SECRET, endpoint_override=server.endpoint, region="us-east-1")
    partitioning = ds.partitioning(pa.schema([("date", pa.string())]), flavor="hive")
    table = ds.dataset(TABLE, filesystem=files, format="parquet", partitioning=partitioning).to_table(columns=["date", column])
    groups = table.group_by("date").aggregate([(column, "count"), (column, "min"), (column, "max")])
    return zip(*(groups[f"{column}_{name}"].to_pylist() for name in ("count", "min", "max")), strict=True)


def read_with_polars(server: Server, column: str) -> Answer:
    """Group by partition in Polars, by its own S3 client."""
    options = {"aws_access_key_id": ACCESS, "aws_secret_access_key": SECRET, "aws_endpoint_url": server.endpoint, "aws_region": "us-east-1"}
    frame = pl.scan_parquet(f"s3://{TABLE}/*/*.parquet", hive_partitioning=True, storage_options={**options, "aws_allow_http": "true"})
    groups = frame.group_by("date").agg(pl.len().alias("rows"), pl.min(column).alias("low"), pl.max(column).alias("high"))
    return groups.select("rows", "low", "high").collect().rows()


def read_while_rewritten(server: Server, work: Path, reader: Callable[[Server, str], Answer], reads: int) -> Counter[str]:
    """So many answers of a reader, right, wrong, or to be read again, while a writer commits one version after another."""
    for name, value in server.environment.items():
        os.environ[name] = value
    root = open_in_store("ingest", parse_address("s3://lakes/read"), work, None)
    counts: Counter[str] = Counter()
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        [sys.executable, "-m", ONE_FILE, root, "0.0"], cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        while sum(counts.values()) < reads:
            try:
                answer = list(reader(server, COLUMNS[sum(counts.values()) % len(COLUMNS)]))
            except GONE:
                counts["again"] += 1
            else:
                counts["right" if len(answer) >= 3 and all(of_one_version(*each) for each in answer) else "wrong"] += 1
        assert writer.poll() is None, "the writer went on to the end"
        writer.kill()
        counts["commits"] = sum(1 for _ in writer.stdout)
    return counts


@pytest.mark.parametrize("reader", [read_with_pyarrow, read_with_polars])
def test_no_answer_is_wrong(server: Server, tmp_path: Path, reader: Callable[[Server, str], Answer], tried: Tried) -> None:
    """What a query says of a partition is of one version of it, or the query fails and is asked again."""
    with pytest.MonkeyPatch.context() as patch:
        for name in server.environment:
            patch.setenv(name, "")
        counts = read_while_rewritten(server, tmp_path, reader, 200)

    assert 0 == counts["wrong"], counts
    assert counts["right"] > 100
    assert counts["commits"] > 1
    for name in ("right", "again", "commits"):
        tried(f"S3 server: {reader.__name__.removeprefix('read_with_')}, answers while the lake is rewritten: {name}", counts[name])
