"""A process of its own that makes a scenario's commit: `python -m tests.pipeline.commit_alone LAKE SCENARIO FAULT`.

FAULT is none, or operation:K (SIGKILL ahead of the K-th operation on files), or statement:K (ahead of the K-th statement of SQL),
or files:K (no more than K files open), or user:K (as that user). A LakeError goes to standard error, exit code 1.
"""

import os
import resource
import signal
import sqlite3
import sys
from pathlib import Path

from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake import ledger
from pipeline.lake.commit import publish
from pipeline.lake.folders import open_lake
from tests.pipeline.faults import SigkilledFiles
from tests.pipeline.scenarios import SCENARIOS


def kill_at_statement(at: int) -> None:
    """Have every connection to the ledger count its statements, and the process killed ahead of number `at`."""
    statements: list[str] = []
    connect = ledger._connect

    def counted(path: Path) -> sqlite3.Connection:
        connection = connect(path)
        connection.set_trace_callback(count)
        return connection

    def count(statement: str) -> None:
        statements.append(statement)
        if len(statements) == at:
            os.kill(os.getpid(), signal.SIGKILL)

    ledger._connect = counted


def main(root: str, scenario: str, fault: str) -> int:
    """Make the commit under the fault."""
    kind, _, number = fault.partition(":")
    _, commit, changes = SCENARIOS[scenario]()
    if kind == "statement":
        kill_at_statement(int(number))
    if kind == "files":
        resource.setrlimit(resource.RLIMIT_NOFILE, (int(number), int(number)))
    if kind == "user":
        os.setuid(int(number))
    try:
        publish(open_lake(Path(root)), commit, changes, SigkilledFiles(int(number)) if kind == "operation" else Files())
    except LakeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
