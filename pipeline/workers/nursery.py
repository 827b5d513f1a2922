"""The process that workers are forked from: Beam, lexicons and model are loaded once for all of them, and their memory is shared.

It is forked itself from the process at hand while that has a single thread, so that Beam isn't imported again; from one that has more,
where a lock may be held that nobody would release in the child, a new interpreter is started. It never uses gRPC, whose threads
don't survive a fork: only its children do.

Each worker holds one end of a *lifeline*, a socket whose other end the run holds: the run learns from it that a worker has ended,
however that came, and a worker ends as soon as the run lets go, be it killed. So neither needs to know the other's process.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Mapping
from functools import cache, partial

from pipeline.errors import LakeError
from pipeline.workers.serve import serve

SERVER = "pipeline.workers"
"""The module that a new interpreter runs; told the descriptor of the socket that it is to serve."""


class Nursery:
    """The process that workers are forked from; ends with this one."""

    def __init__(self) -> None:
        # A message each, so that neither side has to find where one ends.
        self._requests, served = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._wait = _forked(served, self._requests) if threading.active_count() == 1 else _started(served)
        served.close()
        atexit.register(self._close)

    def fork(self, environment: Mapping[str, str]) -> socket.socket:
        """Have a worker forked.

        Args:
            environment: Where its runner is, as Beam's workers expect it in their environment.

        Returns:
            The run's end of its lifeline.

        Raises:
            LakeError: The process that forks workers is gone.
        """
        ours, lifeline = socket.socketpair()
        with lifeline:
            try:
                socket.send_fds(self._requests, [json.dumps(dict(environment)).encode()], [lifeline.fileno()])
            except OSError as error:
                ours.close()
                raise LakeError("the process that workers are started from was killed: run the same command again") from error
        return ours

    def _close(self) -> None:
        """Let it end, once its workers have; what they took counts as this process's then."""
        self._requests.close()
        self._wait()


@cache
def nursery() -> Nursery:
    """The one of this process; to be called first while it has a single thread, which is cheaper."""
    return Nursery()


def _forked(served: socket.socket, ours: socket.socket) -> Callable[[], object]:
    """Fork this process; gives what waits for the child's end."""
    with warnings.catch_warnings():
        # Python 3.12 and later count threads of libraries too (numpy's, Arrow's), which these themselves stop and restart around a fork.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process:
        return partial(os.waitpid, process, 0)
    try:
        ours.close()
        serve(served)
    except BaseException:  # noqa: BLE001 - whatever it is, nothing further up the stack is the child's to do
        traceback.print_exc()
    finally:
        os._exit(1)


def _started(served: socket.socket) -> Callable[[], object]:
    """Start a new interpreter; gives what waits for its end."""
    command = [sys.executable, "-m", SERVER, str(served.fileno())]
    return subprocess.Popen(command, pass_fds=[served.fileno()]).wait  # noqa: S603 - ourselves
