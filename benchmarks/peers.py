"""Other tools, installed into virtual environments apart from the project's own, and asked through worker processes.

A worker is a module of this package that answers JSON lines on standard input with JSON lines on standard output, after a line `ready`.
"""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Worker = subprocess.Popen[str]


def shared_folder() -> Path:
    """The folder of gold and scorers: $ZHENGWEN_SHARED, else `shared` beside the repository; it need not exist."""
    return Path(os.environ.get("ZHENGWEN_SHARED") or ROOT / "../shared").resolve()


def cache_folder(name: str) -> Path:
    """Where a benchmark keeps its peers' environment: below $XDG_CACHE_HOME, else ~/.cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhengwen" / name


def interpreter(place: Path) -> Path:
    """The Python of a peers' environment, made where it isn't there."""
    if not (place / "bin" / "python").exists():
        venv.create(place, with_pip=True)
    return place / "bin" / "python"


def install(python: Path, requirements: Sequence[str]) -> str | None:
    """Install a peer; None where that worked, else the last line of what the installer said."""
    done = subprocess.run(  # noqa: S603  the arguments are this package's own
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return None
    said = [line.strip() for line in done.stderr.splitlines() if "rror" in line] or done.stderr.splitlines()
    return said[-1][:160] if said else "pip failed"


def start(module: str, name: str, python: Path | None = None) -> Worker:
    """A worker process.

    Args:
        module: The worker's module.
        name: The tool that it is to run, its only argument.
        python: The interpreter that has the tool; by default this one.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    program = [str(python or sys.executable), "-m", module, name]
    return subprocess.Popen(  # noqa: S603  as above
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )


def is_ready(worker: Worker) -> bool:
    """Whether a worker has loaded its tool; waits for that."""
    return worker.stdout is not None and worker.stdout.readline() == "ready\n"


def ask(worker: Worker, question: object) -> Any:
    """A worker's answer. Raises RuntimeError where it has died."""
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("a worker without pipes")
    worker.stdin.write(json.dumps(question) + "\n")
    worker.stdin.flush()
    line = worker.stdout.readline()
    if not line:
        raise RuntimeError(f"{worker.args!r} died")
    return json.loads(line)
