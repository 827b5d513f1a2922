"""Ending a watch's jobs on the cluster: the one at hand, and those that a killed watch left.

Beam's job server forgets a job that it is told to cancel, and the cluster runs on (seen with 2.62). So Flink is asked itself.
"""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

ENDED = frozenset({"FINISHED", "FAILED", "CANCELED", "CANCELLING", "SUSPENDED"})
ANSWER_SECONDS = 10
FOUND_BY_BEAM = ("[auto]", "[local]", "[collection]")
"""Beam's words for a cluster that is not named."""


def watch_id(folder: str, lake: str) -> str:
    """What the jobs of one watch are known by, and their staging folders: another lake may take in the same folder, and has jobs of its own."""
    return sha256(f"{folder}\0{lake}".encode("utf-8", "surrogateescape")).hexdigest()[:16]


@contextmanager
def none_before_or_after(master: str, name: str) -> Iterator[None]:
    """See that the cluster runs no job of a name when the `with` block begins, and none when it is left, however that is.

    Args:
        master: As for `end_jobs`.
        name: The jobs' name.
    """
    end_jobs(master, name)
    try:
        yield
    finally:
        end_jobs(master, name)


def end_jobs(master: str, name: str) -> int:
    """Have the cluster end the jobs of a name.

    Args:
        master: The address of Flink's REST interface, HOST:PORT, or [auto] where it isn't known.
        name: The jobs' name.

    Returns:
        How many it agreed to end; 0 too where the cluster doesn't answer.
    """
    address = master.removeprefix("http://").rstrip("/")
    if address.startswith(FOUND_BY_BEAM):
        return 0
    return sum(_asked(address, "PATCH", f"/jobs/{job}?mode=cancel") is not None for job in _under_way(address, name))


def _under_way(address: str, name: str) -> list[str]:
    """The ids of the jobs of a name that haven't ended; none where something else answers than Flink."""
    overview = _asked(address, "GET", "/jobs/overview")
    with suppress(ValueError, LookupError, TypeError):
        return [str(job["jid"]) for job in json.loads(overview or b"{}")["jobs"] if job["name"] == name and job["state"] not in ENDED]
    return []


def _asked(address: str, method: str, path: str) -> bytes | None:
    """The answer; None where there is none, or a refusal, as for a job that is over meanwhile (409) or forgotten (404)."""
    with suppress(OSError, HTTPException, ValueError), closing(HTTPConnection(address, timeout=ANSWER_SECONDS)) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
        body = answer.read()
        return body if answer.status < HTTPStatus.BAD_REQUEST else None
    return None
