"""Which runner runs, and what is said when none can."""

import socket
from collections.abc import Iterator

import pytest
from apache_beam.options.pipeline_options import StandardOptions

from pipeline.errors import UsageError
from pipeline.runners import check_runner, pipeline_options, workers_for


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


def test_workers_are_counted_from_one() -> None:
    """Nobody can work with none."""
    with pytest.raises(ValueError, match="from 1 up"):
        workers_for("0", 0)
