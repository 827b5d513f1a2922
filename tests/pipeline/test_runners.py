"""Which runner runs, and what is said when none can."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from apache_beam.options.pipeline_options import StandardOptions

from pipeline.errors import UsageError
from pipeline.runners import bytes_without_graph, check_runner, pipeline_options, workers_for

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that nobody listens on, and nobody else can take meanwhile."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture
def open_port() -> Iterator[int]:
    """A port that answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_direct_runner_is_the_named_engine() -> None:
    """DirectRunner never leaves the choice of an engine to what Beam finds on the network."""
    assert "FnApiRunner" == pipeline_options("DirectRunner", 1).view_as(StandardOptions).runner


def test_an_unknown_runner_is_refused() -> None:
    """A runner that the graph isn't tested on is no choice."""
    with pytest.raises(UsageError, match="--runner NoRunner: give DirectRunner"):
        check_runner("NoRunner")


def test_flink_needs_a_job_server() -> None:
    """Without an address Beam would try to download a job server."""
    with pytest.raises(UsageError, match="needs a job server"):
        check_runner("FlinkRunner")


def test_an_address_without_port_is_refused() -> None:
    """An address has a host and a port."""
    with pytest.raises(UsageError, match="HOST:PORT"):
        check_runner("FlinkRunner", ["--job_endpoint=localhost"])


def test_a_job_server_that_does_not_answer_is_told(closed_port: int) -> None:
    """Beam would wait for it for ever."""
    with pytest.raises(UsageError, match="no job server answers at"):
        check_runner("FlinkRunner", [f"--job_endpoint=127.0.0.1:{closed_port}"])


def test_a_job_server_that_answers_will_do(open_port: int) -> None:
    """What it serves is seen when the job is submitted."""
    check_runner("FlinkRunner", [f"--job_endpoint=127.0.0.1:{open_port}"])


def test_a_small_input_gets_one_worker() -> None:
    """A second worker would still be starting when the first is done."""
    assert 1 == workers_for("auto", 1 << 10)
    assert 3 == workers_for("3", 1 << 10)


def test_a_tiny_input_needs_no_graph_unless_the_user_says_how_it_is_to_run() -> None:
    """A page or a few are done before Beam has built its graph; whoever names workers, flags or a cluster gets them."""
    assert bytes_without_graph("DirectRunner", "auto", ()) > 0
    assert 0 == bytes_without_graph("DirectRunner", "2", ())
    assert 0 == bytes_without_graph("DirectRunner", "auto", ("--experiments=x",))
    assert 0 == bytes_without_graph("FlinkRunner", "auto", ())


def test_workers_say_nothing_but_errors(tmp_path: Path) -> None:
    """A run of several processes leaves standard error to its user: Beam's workers would tell of every connection."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(4):
        (pages / f"{number}.txt").write_text(
            f"青溪村修了第{number}座桥\n2031年5月{number + 1}日，青溪村的第{number}座桥通车了，村民进城方便多了。", encoding="utf-8"
        )
    program = [sys.executable, "-m", "pipeline.cli", "ingest", str(pages), "--lake", str(tmp_path / "lake"), "--workers", "2", "--quiet"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own module

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith("4 pages: 4 stories")


def test_workers_are_counted_from_one() -> None:
    """Nobody can work with none."""
    with pytest.raises(ValueError, match="from 1 up"):
        workers_for("0", 0)
