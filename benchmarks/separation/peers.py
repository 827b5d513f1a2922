"""The other extractors, each installed into one virtual environment apart from the project's own."""

import os
import subprocess
import sys
import venv
from pathlib import Path

PACKAGES = {
    "trafilatura": ["trafilatura==2.3.1"],
    "trafilatura-precision": ["trafilatura==2.3.1"],
    "readability-lxml": ["readability-lxml==0.9", "lxml_html_clean"],
    "newspaper4k": ["newspaper4k==0.9.6", "jieba", "tinysegmenter==0.3", "lxml_html_clean"],
    "jusText": ["jusText==3.0.2", "lxml_html_clean"],
    "resiliparse": ["Resiliparse==2.0.1"],
    "gne": ["gne==0.4.3"],
    "magic-html": ["magic-html==0.1.8"],
}
"""Peer -> what has to be installed for it."""


def interpreter(place: Path) -> Path:
    """The Python of the peers' environment, made where it isn't there."""
    if not (place / "bin" / "python").exists():
        venv.create(place, with_pip=True)
    return place / "bin" / "python"


def install(python: Path, peer: str) -> str | None:
    """Install a peer; None where that worked, else the last line of what the installer said."""
    done = subprocess.run(  # noqa: S603  the arguments are this file's own
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES[peer]], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return None
    said = [line.strip() for line in done.stderr.splitlines() if "rror" in line] or done.stderr.splitlines()
    return said[-1][:160] if said else "pip failed"


def start(peer: str, python: Path) -> "subprocess.Popen[str]":
    """A worker process of an extractor; zhengwen itself runs under this very Python."""
    root = Path(__file__).resolve().parents[2]
    program = [sys.executable if peer == "zhengwen" else str(python), str(root / "benchmarks" / "separation" / "worker.py"), peer]
    environment = {**os.environ, "PYTHONPATH": str(root)} if peer == "zhengwen" else None
    return subprocess.Popen(  # noqa: S603  as above
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )


def is_ready(worker: "subprocess.Popen[str]") -> bool:
    """Whether a worker has loaded its extractor; waits for that."""
    return worker.stdout is not None and worker.stdout.readline() == "ready\n"
