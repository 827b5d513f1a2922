"""What is measured: the pipeline, a plain pool, floors, other tools, and what a user would script; how each is started and what it needs."""

import json
import os
import subprocess
import sys
import tomllib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.measure import ingesting
from benchmarks.peers import ROOT, cache_folder, install, interpreter
from schemas.version import VERSION

PINS = Path(__file__).with_name("peers") / "pins.txt"
"""The version of every package in the peers' environment."""
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT),
    "PYTHONUTF8": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "disabled",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
"""Variables of every run: this project's modules, and nothing told to anybody."""


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that is measured."""

    name: str
    module: str
    """The module that is run with INPUT OUT WORKERS."""
    first: tuple[str, ...] = ()
    """Arguments before these."""
    packages: tuple[str, ...] = ()
    """What it needs besides the project's own packages; with any, it runs in the peers' environment."""
    one_process: bool = False
    """Whether it has one process however many workers there are."""
    writes_rows: bool = True
    """Whether it writes the tables' rows, which are then compared."""
    part: bool = False
    """Whether a part of the pages is enough, since only its cost a page is asked for."""


BEAM = Tool("zhengwen", "pipeline.cli")
POOL = Tool("pool", "benchmarks.pipeline.pool")
WORDS = Tool("words", "benchmarks.pipeline.floor", ("words",), writes_rows=False)
FUNCTIONS = Tool("functions", "benchmarks.pipeline.floor", ("functions",), writes_rows=False)
LOOP = Tool("loop", "benchmarks.pipeline.floor", ("functions",), one_process=True, writes_rows=False, part=True)
SCRIPT = Tool(
    "script", "benchmarks.pipeline.scripted", packages=("trafilatura", "pandas"), one_process=True, writes_rows=False, part=True
)  # jieba is the project's own
FLOORS = (POOL, WORDS, FUNCTIONS)
PEERS = (
    Tool("datatrove", "benchmarks.pipeline.peers", ("with_datatrove",), packages=("datatrove[io]",)),
    Tool("DuckDB", "benchmarks.pipeline.peers", ("with_duckdb",), packages=("duckdb",)),
    Tool("Polars", "benchmarks.pipeline.peers", ("with_polars",), packages=("polars",)),
    Tool("data-juicer", "benchmarks.pipeline.peers", ("with_data_juicer",), packages=("py-data-juicer", "aiohttp")),
    Tool("Dask", "benchmarks.pipeline.peers", ("with_dask",), packages=("dask[dataframe,distributed]",)),
    Tool("Ray", "benchmarks.pipeline.peers", ("with_ray",), packages=("ray[data]",)),
)
TOOLS = {tool.name: tool for tool in (BEAM, *FLOORS, LOOP, *PEERS, SCRIPT)}


def chosen(names: Sequence[str]) -> list[Tool]:
    """The tools of these names, `peers` standing for all peers, with the pipeline first."""
    tools = [tool for name in names for tool in (PEERS if name == "peers" else (TOOLS[name],))]
    return [BEAM, *(tool for tool in dict.fromkeys(tools) if tool != BEAM)]


def command(tool: Tool, pages: Path, out: Path, workers: int, most: int, place: Path) -> list[str]:
    """How a tool is started.

    Args:
        tool: The tool.
        pages: The corpus.
        out: Where it writes.
        workers: How many processes it may have.
        most: How many pages it takes at most; 0 for all.
        place: The peers' environment.
    """
    if tool == BEAM:
        return ingesting(pages, out, str(workers))
    python = str(interpreter(place)) if tool.packages else sys.executable
    limit = [str(most)] if most else []
    return [python, "-m", tool.module, *tool.first, str(pages), str(out), str(1 if tool.one_process else workers), *limit]


def made_ready(tool: Tool, place: Path) -> str:
    """Install what a tool needs; nothing, or what went wrong."""
    if not tool.packages:
        return ""
    stamp = place / f"ready-{tool.name}"
    wanted = f"{zlib.crc32(PINS.read_bytes())}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return ""
    python = interpreter(place)
    problem = install(python, ["-c", str(PINS), *own_packages(), *tool.packages])
    if problem is None:
        stamp.write_text(wanted, encoding="utf-8")
    return f"doesn't install here: {problem}" if problem else ""


def own_packages() -> list[str]:
    """What the project's functions need: its dependencies without Beam."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [package for package in project["dependencies"] if not package.startswith("apache-beam")]


@cache
def version(tool: Tool, place: Path) -> str:
    """The version of a tool's first package; the project's own for what runs on its functions only."""
    if not tool.packages:
        return VERSION
    name = tool.packages[0].partition("[")[0]
    ask = f"import json, importlib.metadata as m; print(json.dumps(m.version({json.dumps(name)})))"
    done = subprocess.run([str(interpreter(place)), "-c", ask], capture_output=True, text=True, check=False)  # noqa: S603  code of ours
    return json.loads(done.stdout) if done.returncode == 0 else "unknown"


def peers_folder() -> Path:
    """Where the peers are installed: $ZHENGWEN_PEERS, else below the user's cache."""
    return Path(os.environ.get("ZHENGWEN_PEERS") or cache_folder("peers-pipeline"))
