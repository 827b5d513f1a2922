"""An Airflow DAG that reads a day's crawl into a lake: CRAWL/2026-11-21 on the run for that day."""

import os
import shlex
import subprocess
from datetime import datetime, timedelta
from typing import Any

import pendulum
from airflow.exceptions import AirflowFailException
from airflow.sdk import dag, task
from airflow.timetables.interval import CronDataIntervalTimetable

ZHENGWEN = shlex.split(os.environ.get("ZHENGWEN_COMMAND", "zhengwen"))
CRAWL = os.environ.get("ZHENGWEN_CRAWL", "/srv/crawl")
LAKE = os.environ.get("ZHENGWEN_LAKE", "/srv/lake")
ZONE = "Asia/Shanghai"
TOO_MANY_DEAD = 3


def alert(context: Any) -> None:
    """Where your alert goes: called when the task has failed for good."""
    print(f"ALERT: {context.get('exception')}")


@dag(
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone=ZONE),  # the run after midnight is for the day that ended
    start_date=pendulum.datetime(2026, 1, 1, tz=ZONE),
    catchup=False,
    max_active_runs=1,  # a lake has one writer
)
def zhengwen() -> None:
    """One task: reading the same day again reads only what is new, so that retries and backfills are safe."""

    @task(retries=2, retry_delay=timedelta(minutes=10), on_failure_callback=alert)
    def ingest(data_interval_start: datetime | None = None) -> None:
        day = pendulum.instance(data_interval_start or pendulum.now(ZONE)).in_timezone(ZONE).to_date_string()
        flags = ["--lake", LAKE, "--max-dead-letters", "100", "--wait", "600", "--log-format", "json"]
        run = subprocess.run([*ZHENGWEN, "ingest", f"{CRAWL}/{day}", *flags], check=False)
        if run.returncode == TOO_MANY_DEAD:
            # The pages are in the lake: reading them again would change nothing. Somebody has to look at them.
            raise AirflowFailException(f"{day}: more dead letters than allowed: zhengwen failed --lake {LAKE} tells which")
        run.check_returncode()

    ingest()


zhengwen()
