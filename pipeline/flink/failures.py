"""What went wrong on a cluster, as one line that says what to do.

A job server tells the innermost cause of a failed job, in Java's words. Those below are what a user can mend; any other is
raised as it came, since it is a fault of the program.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import grpc

from pipeline.errors import ClusterError

CAUSES = (
    (
        r"(?:StoreError|UsageError): (?P<what>s3:[^\n]+?)(?= \[while running|\n|$)",
        "a worker can't use the store: {what}",
    ),
    (
        r"error=(?:2|13), |Process died with exit code 12[67]\b",
        "a task manager can't start the Python worker: install zhengwen on its machine, with the command zhengwen-worker on its PATH",
    ),
    (
        r"Process died with exit code 3\b",
        "a task manager's machine has another version of zhengwen than this one: install the same one on all",
    ),
    (
        r"No module named '(?P<what>(?:pipeline|transforms|schemas)\b[^']*|apache_beam|pyarrow|[a-z_0-9]+)'",
        "the workers lack the Python module {what}: install zhengwen, of this version, on every task manager's machine",
    ),
    (r"Process died with exit code (?P<what>\d+)", "the Python worker ended with code {what} as it was started: the task manager's log says why"),
    (
        r"No space left on device",
        "a disk is full, of a task manager (its io.tmp.dirs) or the lake's: make room, then run the same command again",
    ),
    (
        r"InvalidClassException|NoSuch(?:Method|Field)Error|IncompatibleClass|NoClassDefFound|ClassNotFound|Could not deserialize",
        "the cluster and the job server are of different versions of Flink or Beam: docs/flink.md names those that go together",
    ),
    (
        r"NoResourceAvailable|TimeoutException: Timeout has occurred|Could not acquire the minimum|Slot request bulk",
        "the cluster has too few free task slots: start task managers, or lower --beam=--parallelism=N",
    ),
    (
        r"no checkpoint directory has been configured",
        "the cluster has no place for checkpoints: set state.checkpoints.dir to a folder that all of it see",
    ),
    (
        r"Cannot find checkpoint or savepoint file/directory '(?P<what>[^']*)'",
        "there is no checkpoint {what}: name one that is there by --beam=--savepoint_path=FOLDER, or none: the lake knows what it holds",
    ),
    (
        r"Connection refused|ConnectException|UnknownHostException|Could not complete the operation. Number of retries|RestClientException",
        "the job server reaches no Flink cluster, or lost it: see that the job manager runs where --flink-master says",
    ),
)
"""Patterns of causes, the first that fits counts, and what to say."""


def explained(told: str) -> str | None:
    """The line for what a job server told; None where it is nothing that the user can mend."""
    for pattern, line in CAUSES:
        if found := re.search(pattern, told):
            return line.format(what=found.groupdict().get("what") or "")
    return None


@contextmanager
def told_as_cluster_error() -> Iterator[None]:
    """Turn what a job server reports into a ClusterError where the user can mend it; Beam's own account of it isn't logged.

    Raises:
        ClusterError: The job failed for a cause that is known, or the job server is gone.
    """
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.CRITICAL)
    try:
        yield
    except grpc.RpcError as error:
        raise ClusterError(f"the job server is gone ({_first_line(error)}): start it again, then run the same command again") from error
    except RuntimeError as error:
        if line := explained(str(error)):
            raise ClusterError(f"{line} (Flink: {_first_line(error)})") from error
        raise
    finally:
        root.setLevel(level)


def _first_line(error: BaseException) -> str:
    """The innermost cause as it was told, without Beam's preface."""
    if isinstance(error, grpc.RpcError):
        return str(getattr(error, "details", lambda: "no answer")())[:200]
    return str(error).partition("failed in state FAILED: ")[2].strip().partition("\n")[0][:200]
