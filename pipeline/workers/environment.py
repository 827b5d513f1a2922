"""Beam's side of forked workers: an environment that a local runner's stages run in, and the handler that the runner starts and ends workers by."""

import logging
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import grpc
from apache_beam.portability.api import endpoints_pb2
from apache_beam.runners.portability.fn_api_runner.worker_handlers import GrpcWorkerHandler, WorkerHandler
from apache_beam.transforms.environments import Environment, python_sdk_capabilities

from pipeline.errors import LakeError
from pipeline.workers.nursery import nursery

URN = "zhengwen:env:forked:v1"
AGAIN_SECONDS = 0.5
LOST = "a worker process was killed, or out of memory (fewer --workers need less); the lake is sound, run the same command again"


_losses = threading.Event()
"""Set when a worker of the run at hand is lost."""


class WorkerLost(LakeError):
    """A worker ended before its work was done."""


@Environment.register_urn(URN, None)
class ForkedEnvironment(Environment):
    """Stages run in workers that are forked from this process's nursery."""

    def __init__(self) -> None:
        super().__init__(capabilities=python_sdk_capabilities(), artifacts=())

    def to_runner_api_parameter(self, _context: Any) -> tuple[str, bytes]:
        """The URN, by which the runner finds the handler below."""
        return URN, b""

    @staticmethod
    def from_runner_api_parameter(_payload: bytes, _capabilities: Iterable[str], _artifacts: Any, _hints: Any, _context: Any) -> "ForkedEnvironment":
        """Any is like any other."""
        return ForkedEnvironment()


@WorkerHandler.register_environment(URN, bytes)
class ForkedWorkerHandler(GrpcWorkerHandler):
    """A worker of the nursery's."""

    def __init__(self, _payload: bytes, state: Any, provision_info: Any, grpc_server: Any) -> None:
        super().__init__(state, provision_info, grpc_server)
        self._closed = threading.Event()

    def start_worker(self) -> None:
        """Have the worker forked, and watch it."""
        control = str(endpoints_pb2.ApiServiceDescriptor(url=self.control_address))
        self._lifeline = nursery().fork({"CONTROL_API_SERVICE_DESCRIPTOR": control, "WORKER_ID": self.worker_id})
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        """When the worker ends before it is closed, end what waits for it, again and again, since the runner may go on to ask it."""
        self._lifeline.recv(1)
        while not self._closed.is_set():
            _losses.set()
            self.control_conn.abort(WorkerLost(LOST))
            with suppress(grpc.RpcError):
                self.data_conn.close()
            self._closed.wait(AGAIN_SECONDS)

    def close(self) -> None:
        """End the worker at once: what it was given is done, or no longer wanted."""
        self._closed.set()
        with suppress(grpc.RpcError):  # what the loss of a worker has left
            self.control_conn.close()
            self.data_conn.close()
        self.stop_worker()

    def stop_worker(self) -> None:
        """Let go of the worker."""
        self._lifeline.shutdown(socket.SHUT_RDWR)
        self._lifeline.close()


@contextmanager
def telling_losses() -> Iterator[None]:
    """Make one message of what Beam's threads tell of a worker that is lost, each its own traceback.

    Raises:
        WorkerLost: A worker ended before its work was done.
    """
    _losses.clear()
    beam, level, hook = logging.getLogger("apache_beam"), logging.getLogger("apache_beam").level, threading.excepthook
    beam.setLevel(logging.CRITICAL)
    threading.excepthook = lambda told: None if isinstance(told.exc_value, grpc.RpcError) else hook(told)
    try:
        yield
    except (RuntimeError, grpc.RpcError) as error:  # what the runner finds first: a channel closed, or the loss itself
        if _losses.is_set():
            raise WorkerLost(LOST) from error
        raise
    finally:
        beam.setLevel(level)
        threading.excepthook = hook
