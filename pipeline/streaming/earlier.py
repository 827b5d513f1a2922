"""Jobs that an earlier watch handed in and did not end: it was killed, and a cluster runs on."""

from contextlib import suppress

import grpc
from apache_beam.portability.api import beam_job_api_pb2, beam_job_api_pb2_grpc

ENDED = frozenset(getattr(beam_job_api_pb2.JobState, name) for name in ("STOPPED", "DONE", "FAILED", "CANCELLED", "UPDATED", "DRAINED", "CANCELLING"))
ANSWER_SECONDS = 30


def end_earlier_jobs(endpoint: str, name: str) -> int:
    """End the jobs of this name that a job server knows as under way.

    Args:
        endpoint: The job server's address.
        name: What the names begin with.

    Returns:
        How many there were; 0 also where the job server doesn't tell: such a job ends by itself, since its staging folder is gone.
    """
    ended = 0
    with suppress(grpc.RpcError), grpc.insecure_channel(endpoint) as channel:
        service = beam_job_api_pb2_grpc.JobServiceStub(channel)
        jobs = service.GetJobs(beam_job_api_pb2.GetJobsRequest(), timeout=ANSWER_SECONDS).job_info
        for job in jobs:
            if job.job_name.startswith(name) and job.state not in ENDED:
                service.Cancel(beam_job_api_pb2.CancelJobRequest(job_id=job.job_id), timeout=ANSWER_SECONDS)
                ended += 1
    return ended
