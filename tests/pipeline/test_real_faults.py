"""The same with real faults: SIGKILL, a full file system, no permission, no free file descriptors."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.errors import LakeError
from pipeline.files import Files
from pipeline.lake.commit import publish, recover
from pipeline.lake.folders import Lake, open_or_create_lake
from tests.conftest import Tried
from tests.pipeline.scenarios import SCENARIOS, Scenario, make_scenario, state

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


def commit_alone(lake: Lake, scenario: str, fault: str = "none") -> subprocess.CompletedProcess[str]:
    """Make the scenario's commit in a process of its own."""
    command = [sys.executable, "-m", "tests.pipeline.commit_alone", str(lake.root), scenario, fault]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)  # noqa: S603 - our own module


def check_recovery(scenario: Scenario, lake: Lake) -> bool:
    """Recovery leads to one of the two states; whether to the later."""
    recover(lake, Files())
    found = state(lake)
    assert found in (scenario.before, scenario.after)
    return found == scenario.after


def kill_everywhere(name: str, kind: str, tmp_path: Path, step: int) -> None:
    """SIGKILL at every `step`-th point of the commit, until one lies behind its end."""
    scenario = make_scenario(name, tmp_path)
    outcomes = []
    for at in range(1, 1000, step):
        lake = scenario.start(tmp_path / f"lake{at}")
        ended = commit_alone(lake, name, f"{kind}:{at}")
        outcomes.append(check_recovery(scenario, lake))
        if ended.returncode == 0:
            break
        assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert outcomes == sorted(outcomes), "once past its commit point, a commit is never undone"
    assert len(outcomes) > 2
    assert outcomes[-1]


def test_sigkill_at_a_sample_of_operations(tmp_path: Path) -> None:
    """A real SIGKILL ahead of every seventh operation on files."""
    kill_everywhere("replacing", "operation", tmp_path, 7)


def test_sigkill_at_a_sample_of_statements(tmp_path: Path) -> None:
    """A real SIGKILL ahead of every third statement to the ledger."""
    kill_everywhere("replacing", "statement", tmp_path, 3)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("kind", ["operation", "statement"])
def test_sigkill_at_every_operation(name: str, kind: str, tmp_path: Path) -> None:
    """A real SIGKILL ahead of every operation on files, and of every statement to the ledger."""
    kill_everywhere(name, kind, tmp_path, 1)


def under_way(folder: Path) -> bool:
    """Whether the commit has begun, or is over."""
    try:
        return any(name.startswith("ledger") for name in os.listdir(folder))  # noqa: PTH208 - polled while it goes away
    except FileNotFoundError:
        return True


@pytest.mark.slow
def test_sigkill_at_random_moments(tmp_path: Path) -> None:
    """A real SIGKILL after any time: inside a write, a sync, a transaction."""
    scenario = make_scenario("replacing", tmp_path)
    command = [sys.executable, "-m", "tests.pipeline.commit_alone", str(tmp_path / "lake"), "replacing", "none"]
    outcomes = set()
    for attempt in range(100):
        shutil.rmtree(tmp_path / "lake", ignore_errors=True)
        lake = scenario.start(tmp_path / "lake")
        with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as process:  # noqa: S603 - our own module
            while process.poll() is None and not under_way(lake.slice_folder(scenario.commit.run_id, scenario.commit.slice_number)):
                pass
            time.sleep(0.0003 * attempt)
            process.kill()
        outcomes.add(check_recovery(scenario, lake))
    assert True in outcomes


@contextmanager
def small_disk(kibibytes: int) -> Iterator[Path]:
    """A file system of that size; the test is skipped where none can be mounted."""
    folder = Path(tempfile.mkdtemp())
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", f"size={kibibytes}k", "tmpfs", str(folder)]
    if mount is None or os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode != 0:  # noqa: S603 - mount
        folder.rmdir()
        pytest.skip("no right to mount a tmpfs: a really full disk isn't tried")
    try:
        yield folder
    finally:
        subprocess.run([shutil.which("umount") or "umount", str(folder)], check=True)  # noqa: S603 - umount
        folder.rmdir()


def test_a_disk_that_is_full_at_any_point(tmp_path: Path, tried: Tried) -> None:
    """On a file system with any room from none to enough the commit is made or told as impossible, and made once there is room."""
    scenario = make_scenario("replacing", tmp_path)
    refused = 0
    with small_disk(1024) as disk:
        for free in range(0, 240, 12):
            shutil.rmtree(disk / "lake", ignore_errors=True)
            lake = scenario.start(disk / "lake")
            ballast = disk / "ballast"
            ballast.write_bytes(b"0" * max(0, shutil.disk_usage(disk).free - free * 1024))
            try:
                publish(lake, scenario.commit, scenario.changes, Files())
            except LakeError as error:
                assert "make room" in str(error)  # noqa: PT017 - whether it is raised depends on the room
                refused += 1
            ballast.unlink()
            check_recovery(scenario, lake)
    assert 0 < refused < 20
    tried("commits on a file system with too little room, or just enough", 20)


def test_no_permission_is_told(tmp_path: Path) -> None:
    """Another user's lake: one line that says what to do, and the lake as it was."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user: a real lack of permission isn't tried")
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o755)
    scenario = make_scenario("merging", tmp_path)
    lake = scenario.start(folder / "lake")
    ended = commit_alone(lake, "merging", f"user:{NOBODY}")
    after = check_recovery(scenario, lake)
    shutil.rmtree(folder)
    assert (ended.returncode, after) == (1, False)
    assert "give this user the right to write there" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_no_free_descriptors_is_told(tmp_path: Path) -> None:
    """With hardly any file descriptors left: one line that says what to do, and a lake that recovers."""
    scenario = make_scenario("merging", tmp_path)
    told = []
    for number in range(3, 9):
        lake = scenario.start(tmp_path / f"lake{number}")
        ended = commit_alone(lake, "merging", f"files:{number}")
        check_recovery(scenario, lake)
        told.append(ended.stderr)
    assert any("ulimit -n" in line for line in told), told


def test_a_lake_can_not_be_made_on_a_full_disk() -> None:
    """Making a lake where there is no room is told, and works once there is."""
    with small_disk(64) as disk:
        ballast = disk / "ballast"
        ballast.write_bytes(b"0" * shutil.disk_usage(disk).free)
        with pytest.raises(LakeError, match="make room"):
            open_or_create_lake(disk / "lake", Files())
        ballast.unlink()
        assert open_or_create_lake(disk / "lake", Files()).format_file.is_file()
