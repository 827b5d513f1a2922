"""docs/scheduling.md: the flags exist, systemd takes the units, a real Airflow runs the DAG."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.cli import parse
from tests.helpers import REPOSITORY, page, rows, write_pages

UNITS = REPOSITORY / "docs" / "scheduling"
PAGE = (REPOSITORY / "docs" / "scheduling.md").read_text(encoding="utf-8")
AIRFLOW = os.environ.get("ZHENGWEN_AIRFLOW_PYTHON", "")
"""The interpreter of an environment with apache-airflow-core and its standard provider, which can't share ours."""


def commands() -> list[list[str]]:
    """What the page and the units run, from `ingest` on."""
    texts = [PAGE, (UNITS / "zhengwen.service").read_text(encoding="utf-8")]
    return [shlex.split(found) for text in texts for found in re.findall(r"(?:run_local\.sh|zhengwen) (ingest .*?)(?: > .*)?$", text, re.MULTILINE)]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_scheduled_commands_are_understood(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every flag is one that the command has; the lake may stand in the file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zhengwen.toml").write_text('lake = "lake"\nmax_dead_letters = 100\nmetrics = "z.prom"', encoding="utf-8")

    assert "ingest" == parse(command).command


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing to say, the program's path aside."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    for name in ("zhengwen.service", "zhengwen.timer"):
        unit = (UNITS / name).read_text(encoding="utf-8").replace("/srv/zhengwen/run_local.sh", sys.executable)
        (tmp_path / name).write_text(unit, encoding="utf-8")
    units = [str(tmp_path / name) for name in ("zhengwen.service", "zhengwen.timer")]
    run = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)  # noqa: S603, S607 - the system's own

    assert "" == "\n".join(line for line in run.stderr.splitlines() if "zhengwen" in line)


@pytest.mark.slow
@pytest.mark.parametrize(("most", "succeeds"), [("100", True), ("0", False)])
def test_a_real_airflow_runs_the_dag(most: str, succeeds: bool, tmp_path: Path) -> None:  # noqa: FBT001 - pytest gives it
    """The day of the data interval is read; with more dead letters than allowed the task fails without a retry and the alert is told."""
    if not AIRFLOW:
        pytest.skip("Airflow lives in an environment of its own: name its interpreter with ZHENGWEN_AIRFLOW_PYTHON")
    write_pages(tmp_path / "crawl" / "2026-11-21", one=page(), two="")
    (tmp_path / "dags").mkdir()
    dag = (UNITS / "zhengwen_dag.py").read_text(encoding="utf-8").replace('"100"', f'"{most}"')
    (tmp_path / "dags" / "zhengwen_dag.py").write_text(dag, encoding="utf-8")
    environment = os.environ | {
        "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(tmp_path / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "ZHENGWEN_COMMAND": f"env PYTHONPATH={REPOSITORY} {sys.executable} -m pipeline.cli",
        "ZHENGWEN_CRAWL": str(tmp_path / "crawl"),
        "ZHENGWEN_LAKE": str(tmp_path / "lake"),
    }
    airflow = [AIRFLOW, "-m", "airflow"]
    subprocess.run([*airflow, "db", "migrate"], env=environment, capture_output=True, check=True)  # noqa: S603 - our own environment
    command = [*airflow, "dags", "test", "zhengwen", "2026-11-22"]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - likewise
    told = run.stdout + run.stderr

    assert 1 == len(rows(tmp_path / "lake", "articles")), told
    assert succeeds is ("ALERT: 2026-11-21: more dead letters than allowed" not in told), told
    assert "UP_FOR_RETRY" not in told.upper()
