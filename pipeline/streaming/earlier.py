"""Ending a watch's jobs on the cluster: the one at hand, and those that a killed watch left.

Beam's job server forgets a job that it is told to cancel, and the cluster runs on (seen with 2.62). So Flink is asked itself.
"""

import json
from contextlib import suppress
from urllib.request import Request, urlopen

ENDED = frozenset({"FINISHED", "FAILED", "CANCELED", "CANCELLING", "SUSPENDED"})
ANSWER_SECONDS = 10


def end_jobs(master: str, name: str) -> int:
    """Have the cluster end the jobs of a name.

    Args:
        master: The address of Flink's REST interface, HOST:PORT, or [auto] where it isn't known.
        name: The jobs' name.

    Returns:
        How many there were; 0 too where the cluster doesn't answer.
    """
    ended = 0
    address = master.removeprefix("http://")
    if address.startswith("["):
        return 0
    with suppress(OSError, ValueError, KeyError):
        with urlopen(f"http://{address}/jobs/overview", timeout=ANSWER_SECONDS) as answer:
            jobs = [job["jid"] for job in json.load(answer)["jobs"] if job["name"] == name and job["state"] not in ENDED]
        for job in jobs:
            with urlopen(Request(f"http://{address}/jobs/{job}?mode=cancel", method="PATCH"), timeout=ANSWER_SECONDS):
                ended += 1
    return ended
