"""The Python worker that a task manager starts: what Beam's container image does in Go, from the package that is installed.

A task manager calls it with --id and --provision_endpoint, where everything else is to be had (Beam's container contract).
The worker is a child of the task manager and ends with it.
"""

import argparse
import json
import os
import sys
import threading
import time
from collections.abc import Sequence

from schemas.version import VERSION

WANTED_VERSION = "ZHENGWEN_VERSION"
"""The variable that names the submitter's version: rows of two versions in one lake's run would be nobody's."""
PARENT_SECONDS = 0.2
OTHER_VERSION = 3
"""Exit code."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve the task manager that started this process, until that ends it or is gone itself."""
    wanted = os.environ.get(WANTED_VERSION, VERSION)
    if wanted != VERSION:
        sys.stderr.write(f"zhengwen {VERSION} is installed on this task manager's machine, and the job was submitted by {wanted}: install that one\n")
        return OTHER_VERSION
    told = _arguments(arguments)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    os.environ |= {"WORKER_ID": told.id, **_provisions(told.provision_endpoint, told.id)}
    from apache_beam.runners.worker import sdk_worker_main  # noqa: PLC0415 - Beam is heavy, and another version needs none of it

    sdk_worker_main.main([])
    return 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="zhengwen-worker", description=__doc__)
    parser.add_argument("--id", required=True)
    parser.add_argument("--provision_endpoint", required=True)
    return parser.parse_known_args(arguments)[0]


def _end_with_parent(parent: int) -> None:
    """End this process when it is nobody's child any more: a worker without its task manager would go on writing what another one writes, too."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(1)


def _provisions(endpoint: str, worker: str) -> dict[str, str]:
    """What Beam's worker wants to find in its environment: the addresses of the task manager's services, and the job's options."""
    import grpc  # noqa: PLC0415 - as above
    from apache_beam.portability.api import beam_provision_api_pb2, beam_provision_api_pb2_grpc  # noqa: PLC0415
    from google.protobuf import json_format, text_format  # noqa: PLC0415

    with grpc.insecure_channel(endpoint) as channel:
        stub = beam_provision_api_pb2_grpc.ProvisionServiceStub(channel)
        asked = beam_provision_api_pb2.GetProvisionInfoRequest()
        info = stub.GetProvisionInfo(asked, metadata=[("worker_id", worker)], wait_for_ready=True).info
    return {
        "CONTROL_API_SERVICE_DESCRIPTOR": text_format.MessageToString(info.control_endpoint),
        "LOGGING_API_SERVICE_DESCRIPTOR": text_format.MessageToString(info.logging_endpoint),
        "RUNNER_CAPABILITIES": " ".join(info.runner_capabilities),
        "PIPELINE_OPTIONS": json.dumps(json_format.MessageToDict(info.pipeline_options)),
    }


if __name__ == "__main__":
    sys.exit(main())
