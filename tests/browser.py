"""A real Chromium, driven through its debugging pipe: the standard library is all that it takes.

The protocol is Chrome's DevTools protocol (https://chromedevtools.github.io/devtools-protocol/): JSON messages that end with NUL, read by
the browser from descriptor 3 and written to descriptor 4.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TOLD = frozenset({"Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"})
"""Events that a sound page without scripts doesn't cause."""

AS_3_AND_4 = """
import fcntl, os, sys
one, other = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(one, 3)
os.dup2(other, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Starts a program with two descriptors under the numbers that the browser looks for; ours may be any, and pass_fds keeps numbers."""

needs_chromium = pytest.mark.skipif(
    not any(map(shutil.which, NAMES)), reason="no Chromium here; on Debian it comes with: apt-get install chromium fonts-noto-cjk"
)


class Browser:
    """A headless browser with one page."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to_browser, self._from_browser = to_browser, from_browser
        self._buffer, self._number, self._session = b"", 0, ""
        self.events: list[dict[str, Any]] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """What the browser answers; events that come meanwhile are kept."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters} | ({"sessionId": self._session} if self._session else {})
        os.write(self._to_browser, json.dumps(message).encode() + b"\0")
        while True:
            got = self._next()
            if got.get("id") == self._number:
                assert "error" not in got, (method, got["error"])
                return dict(got["result"])
            self.events.append(got)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            data = os.read(self._from_browser, 1 << 20)
            assert data, "the browser ended"
            self._buffer += data
        message, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(message))

    def open(self, path: Path, width: int = 1280, height: int = 900, *, dark: bool = False) -> None:
        """Show a file and wait until it is loaded."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.events.clear()
        self.ask("Page.navigate", url=path.resolve().as_uri())
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def value(self, expression: str) -> Any:
        """What an expression gives in the page; the page's own policy doesn't bind the debugger."""
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def told(self) -> list[dict[str, Any]]:
        """What the console has been told since the page was opened: errors, warnings, refusals."""
        self.value("1")
        return [event["params"] for event in self.events if event.get("method") in TOLD]

    def asked_for(self) -> list[str]:
        """The addresses that the page has asked for."""
        return [event["params"]["request"]["url"] for event in self.events if event.get("method") == "Network.requestWillBeSent"]

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """Write a PNG of what is shown, or of the whole page."""
        data = self.ask("Page.captureScreenshot", captureBeyondViewport=whole)["data"]
        path.write_bytes(base64.b64decode(data))

    def close(self) -> None:
        """End it."""
        self._session = ""
        self.ask("Browser.close")


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser of one's own, with a profile that goes with it."""
    command = next(path for path in map(shutil.which, NAMES) if path)
    (read_3, write_3), (read_4, write_4) = os.pipe(), os.pipe()
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe", "--hide-scrollbars"]  # fmt: skip  # noqa: E501
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        arguments = [sys.executable, "-c", AS_3_AND_4, str(read_3), str(write_4), command, *flags, f"--user-data-dir={profile}"]
        process = subprocess.Popen(arguments, pass_fds=(read_3, write_4), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - ours
        os.close(read_3)
        os.close(write_4)
        try:
            window = Browser(write_3, read_4)
            yield window
            window.close()
        finally:
            process.kill()
            process.wait()
            os.close(write_3)
            os.close(read_4)
