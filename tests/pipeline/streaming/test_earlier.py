"""Ending a watch's jobs through Flink's REST interface, which a server on loopback stands for."""

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from pipeline.streaming.earlier import end_jobs, none_before_or_after, watch_id

NAME = "zhengwen-watch-0123456789abcdef"


class Rest:
    """What stands for a cluster: its jobs, and the answer to whoever wants one ended."""

    def __init__(self) -> None:
        self.jobs: list[dict[str, str]] = []
        self.overview = b""
        self.status = 202
        self.asked: list[str] = []

    def answer(self, method: str, path: str) -> tuple[int, bytes]:
        """Status and body, in Flink's words."""
        if method == "GET" and path == "/jobs/overview":
            return 200, self.overview or json.dumps({"jobs": self.jobs}).encode()
        self.asked.append(f"{method} {path}")
        return self.status, b"{}"


@pytest.fixture
def rest() -> Rest:
    """A cluster with a watch's job under way, one that ended before it, and somebody else's."""
    cluster = Rest()
    cluster.jobs = [
        {"jid": "a1", "name": NAME, "state": "RUNNING"},
        {"jid": "b2", "name": NAME, "state": "CANCELED"},
        {"jid": "c3", "name": "zhengwen-watch-fedcba9876543210", "state": "RUNNING"},
        {"jid": "d4", "name": NAME, "state": "RESTARTING"},
    ]
    return cluster


@pytest.fixture
def address(rest: Rest) -> Iterator[str]:
    """Where it answers, on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        """Asks the cluster."""

        def _answer(self) -> None:
            status, body = rest.answer(self.command, self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PATCH = _answer  # noqa: N815  as the standard library wants them named

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("scheme", ["", "http://"])
def test_only_jobs_of_the_name_that_still_run_are_ended(rest: Rest, address: str, scheme: str) -> None:
    """Flink is asked to cancel these, by their ids, and no other."""
    assert 2 == end_jobs(f"{scheme}{address}", NAME)
    assert ["PATCH /jobs/a1?mode=cancel", "PATCH /jobs/d4?mode=cancel"] == rest.asked


def test_a_job_that_fails_to_be_handed_in_is_ended_too(rest: Rest, address: str) -> None:
    """Whatever happens to the process that hands it in, a job that came to the cluster all the same is asked to end."""
    rest.jobs = []

    def hand_in() -> None:
        rest.jobs = [{"jid": "e5", "name": NAME, "state": "CREATED"}]
        raise RuntimeError

    with pytest.raises(RuntimeError), none_before_or_after(address, NAME):
        hand_in()
    assert ["PATCH /jobs/e5?mode=cancel"] == rest.asked


@pytest.mark.parametrize("overview", [b"{}", b"<html>", b'{"jobs": [{}]}'])
def test_an_answer_of_another_kind_of_server_ends_nothing(rest: Rest, address: str, overview: bytes) -> None:
    """What isn't Flink's is left alone."""
    rest.overview = overview
    assert 0 == end_jobs(address, NAME)
    assert [] == rest.asked


def test_a_job_that_ended_by_itself_meanwhile_keeps_no_other_from_being_ended(rest: Rest, address: str) -> None:
    """Flink refuses to cancel a job that is over (409) or forgotten (404); the next one is asked for all the same."""
    rest.status = 409
    assert 0 == end_jobs(address, NAME)
    assert 2 == len(rest.asked)


@pytest.mark.parametrize("master", ["[auto]", "[local]", "https://127.0.0.1:1", "nobody:here", ""])
def test_where_no_cluster_is_named_none_is_asked(master: str) -> None:
    """Beam's words for a cluster that it finds itself are no address, nor is what isn't HOST:PORT."""
    assert 0 == end_jobs(master, NAME)


def test_a_cluster_that_does_not_answer_ends_nothing() -> None:
    """A watch that ends while the cluster is gone ends all the same."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        assert 0 == end_jobs(f"127.0.0.1:{nobody.getsockname()[1]}", NAME)


def test_watches_of_one_folder_for_two_lakes_are_two() -> None:
    """A watch has the same id when it is started again, and no other watch has it: else one would end the other's job."""
    ids = [watch_id(folder, lake) for folder in ("/crawl", "/crawl2", "/\udcff") for lake in ("/lake", "/2/lake")]
    assert 6 == len({*ids})
    assert ids[0] == watch_id("/crawl", "/lake")
