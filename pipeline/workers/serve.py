"""What runs in the process that workers are forked from, and in the workers."""

import gc
import json
import logging
import os
import signal
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import NoReturn

from apache_beam.runners.worker.sdk_worker_main import create_harness

import pipeline.graph  # noqa: F401 - what workers run, so that it is imported once for all of them
from transforms.extract import loaded_extractor

REQUEST_BYTES = 1 << 20
"""More than a request has."""


def serve(requests: socket.socket) -> NoReturn:
    """Load what workers need, then fork one a request, until the run lets go of its end.

    Ctrl-C in a terminal reaches all processes: the run decides what ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    loaded_extractor()
    gc.collect()
    gc.freeze()  # so that a worker's garbage collection doesn't write to, and thereby copy, the memory that all share
    while True:
        request, descriptors, _, _ = socket.recv_fds(requests, REQUEST_BYTES, 1)
        _reap(os.WNOHANG)
        if not request:
            break
        lifeline = socket.socket(fileno=descriptors[0])
        if not os.fork():
            _work(json.loads(request), lifeline)
        lifeline.close()
    _reap(0)
    os._exit(0)


def _reap(options: int) -> None:
    """Take leave of the workers that have ended, so that what they took is counted; with no option, wait for all to end."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def _work(environment: Mapping[str, str], lifeline: socket.socket) -> NoReturn:
    """Be a worker of Beam's until its runner needs it no more, or is gone; say nothing on standard error but what went wrong."""
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    errors = logging.StreamHandler()
    errors.setLevel(logging.ERROR)
    logging.basicConfig(handlers=[errors], force=True)
    try:
        _, harness, _ = create_harness(environment)
        harness.run()
    finally:
        os._exit(0)


def _end_with(lifeline: socket.socket) -> NoReturn:
    """End when the run lets go of the lifeline."""
    lifeline.recv(1)
    os._exit(0)
