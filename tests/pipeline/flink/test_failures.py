"""What a cluster can't do, in words."""

import pytest

from pipeline.errors import ClusterError
from pipeline.flink.failures import told_as_cluster_error

TOLD = (
    ("java.io.IOException: error=2, No such file or directory", "can't start the Python worker: install zhengwen on its machine"),
    ("java.lang.IllegalStateException: Process died with exit code 3", "has another version of zhengwen than this one"),
    ("ModuleNotFoundError: No module named 'transforms'", "the workers lack the Python module transforms"),
    (
        "RuntimeError: Error received: Traceback\n  x\npipeline.store.objects.StoreError: s3://b/x: there are none [while running 'R']",
        r"a worker can't use the store: s3://b/x: there are none \(Flink: ",
    ),
    ("java.io.IOException: No space left on device", "a disk is full, of a task manager"),
    ("java.io.InvalidClassException: org.apache.flink.X; local class incompatible: stream classdesc serialVersionUID = 1", "different versions"),
    ("java.io.FileNotFoundException: Cannot find checkpoint or savepoint file/directory '/c/chk-9' on file system 'file'.", "no checkpoint /c/chk-9"),
    ("java.util.concurrent.TimeoutException: Timeout has occurred: 300000 ms", "too few free task slots"),
    ("java.net.ConnectException: Connection refused", "the job server reaches no Flink cluster"),
)


@pytest.mark.parametrize(("cause", "line"), TOLD)
def test_causes_become_one_line(cause: str, line: str) -> None:
    """What a job server tells of a cluster that can't work becomes one line that says what to do."""
    with pytest.raises(ClusterError, match=line) as raised, told_as_cluster_error():
        raise RuntimeError(f"Pipeline BeamApp failed in state FAILED: {cause}")

    assert "\n" not in str(raised.value)


def test_a_fault_of_the_program_stays_one() -> None:
    """A cause that nobody can mend but us is raised as it came."""
    with pytest.raises(RuntimeError, match="KeyError: 7"), told_as_cluster_error():
        raise RuntimeError("Pipeline BeamApp failed in state FAILED: KeyError: 7")
