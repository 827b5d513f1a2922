"""A proxy before an S3 server that answers some requests with an error of its own, or lets an answer get lost."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """An error of the store's kind; without a code the request is passed on, and its answer lost."""

    status: int = 0
    code: str = ""


Rule = Callable[[int, str, str], Answer | None]
"""Told the number of a request, from 1, its method and its path, what to answer; None to pass it on."""


@contextmanager
def faulty_proxy(endpoint: str, rule: Rule) -> Iterator[str]:
    """A proxy on loopback; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(endpoint, rule))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(endpoint: str, rule: Rule) -> type[BaseHTTPRequestHandler]:
    host = urlsplit(endpoint)
    counted = threading.Lock()
    count = 0

    class Handler(BaseHTTPRequestHandler):
        """Passes a request on with all its headers, so that its signature holds."""

        protocol_version = "HTTP/1.1"

        def handle_expect_100(self) -> bool:
            """Let the body come at once."""
            return super().handle_expect_100()

        def _pass_on(self) -> None:
            nonlocal count
            with counted:
                count += 1
                answer = rule(count, self.command, self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if answer and answer.code:
                said = f"<Error><Code>{answer.code}</Code><Message>as a test wants it</Message></Error>".encode()
                self._answer(answer.status, {"Content-Type": "application/xml"}, b"" if self.command == "HEAD" else said)
                return
            connection = HTTPConnection(host.hostname or "", host.port or 80, timeout=60)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("expect", "connection")}
            connection.request(self.command, self.path, body, headers)
            found = connection.getresponse()
            data = found.read()
            connection.close()
            if answer:
                self.close_connection = True
                return
            self._answer(found.status, dict(found.getheaders()), data)

        def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                    self.send_header(name, value)
            length = headers.get("Content-Length", headers.get("content-length")) if self.command == "HEAD" else None
            self.send_header("Content-Length", length or str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

        do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = _pass_on  # noqa: N815 - http.server looks for these names

    return Handler
