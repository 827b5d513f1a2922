"""What was measured, as JSON lines: runs of several invocations are joined into one table, and a run that is recorded isn't run again."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.measure import Run

GIBI = 1 << 30


@dataclass(frozen=True, slots=True)
class Corpus:
    """Which pages were worked on."""

    kind: str
    pages: int
    days: int
    short: bool
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Recorded:
    """One run of one tool."""

    what: str
    """Which benchmark, and which of its steps."""
    tool: str
    corpus: Corpus
    round: int
    workers: int
    run: Run
    pages: int
    """How many pages the tool went over; the loop may take a part of the corpus."""
    bytes: int = 0
    failed: str = ""
    """What the tool said last, where it failed."""
    rows: dict[str, int] = field(default_factory=dict)
    """Rows by table, each once."""
    keys: str = ""
    """A fingerprint of the rows' keys: equal where the same rows were written."""
    version: str = ""
    machine: str = ""
    session: str = ""
    """The file that it was read from: only runs of one file were made side by side."""

    @property
    def key(self) -> tuple[str, str, str, Corpus, int, int]:
        """What identifies a run."""
        return self.session, self.what, self.tool, self.corpus, self.round, self.workers


def machine() -> str:
    """The machine in a line, without its name."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor() or "unknown processor")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIBI
    kernel = f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}"  # what follows names a build, maybe a host
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, {kernel}, Python {platform.python_version()}"


def append(file: Path, recorded: Recorded) -> None:
    """Add a run to a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(asdict(recorded), ensure_ascii=False) + "\n")


def read(files: Iterable[Path]) -> list[Recorded]:
    """The runs of some files, those that aren't there left out; of runs with the same key the last one counts."""
    found: dict[tuple[str, str, str, Corpus, int, int], Recorded] = {}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            row = json.loads(line)
            recorded = Recorded(**row | {"run": Run(**row["run"]), "corpus": Corpus(**row["corpus"]), "session": file.stem})
            found[recorded.key] = recorded
    return list(found.values())
