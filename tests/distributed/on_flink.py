"""Runs a command beside a Flink job server with an embedded mini cluster, where nothing but loopback exists.

usage: python tests/distributed/on_flink.py [--cluster] COMMAND...

`{job_endpoint}` in the command is replaced by the job server's address. With --cluster the job server hands its jobs to a job manager and
two task managers, each a process of its own.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from cluster import JOB_ENDPOINT, embedded, running
from namespaces import enter

CLUSTER = "--cluster"


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns its exit code. When it fails, the servers' logs go to standard error."""
    jars = enter(__file__, arguments)
    started, command = (running, arguments[1:]) if arguments[:1] == [CLUSTER] else (embedded, arguments)
    with tempfile.TemporaryDirectory() as scratch, started(jars, Path(scratch)) as cluster:
        code = subprocess.run([part.replace("{job_endpoint}", JOB_ENDPOINT) for part in command], check=False).returncode
        if code:
            sys.stderr.write(cluster.logs())
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
