"""A lake's last run as metrics in a text file, for the textfile collector of Prometheus' node exporter."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from pipeline.errors import LakeError, advice
from pipeline.lake.folders import Lake
from pipeline.lake.runs import RunRecord, list_runs

WATCH = {
    "watch_looked_timestamp_seconds": "When the watch last looked, in seconds since 1970.",
    "watch_waiting_files": "Files that are new or changed and don't rest yet.",
    "watch_trouble": "1 while something keeps the watch from going on, else 0.",
}
"""What a watch tells of itself besides its run."""

OUTCOMES = ("stories", "duplicates", "indexes", "dead")


def write_metrics(file: Path, root: Path, now: Mapping[str, float] | None = None) -> None:
    """Put what the newest run of the lake did into a file, replaced in one step. Nothing is written where there is nothing to tell.

    Args:
        file: The file.
        root: The lake.
        now: What a watch tells of itself, by the names in WATCH.

    Raises:
        LakeError: The file can't be written.
    """
    record = next(list_runs(Lake(root)), None)
    if record is None and not now:
        return
    registry = _registry(record, str(root)) if record else CollectorRegistry()
    for name, value in (now or {}).items():
        _gauge(registry, name, WATCH[name], str(root), {"": value})
    try:
        write_to_textfile(str(file), registry)
    except OSError as error:
        raise LakeError(f"cannot write the metrics: {advice(error)}") from error


def _registry(record: RunRecord, lake: str) -> CollectorRegistry:
    registry = CollectorRegistry()
    started, ended = datetime.fromisoformat(record.started), datetime.fromisoformat(record.ended)
    tally = record.tally
    _gauge(registry, "last_run_timestamp_seconds", "When the last run ended, in seconds since 1970.", lake, {"": ended.timestamp()})
    _gauge(registry, "last_run_duration_seconds", "How long it took.", lake, {"": (ended - started).total_seconds()})
    _gauge(registry, "last_run_success", "1 where it ended well, 0 where it failed.", lake, {"": float(record.status == "done")})
    _gauge(registry, "last_run_pages", "How many pages became what.", lake, {name: tally.get(name, 0) for name in OUTCOMES}, "outcome")
    dead = {name.removeprefix("dead:"): count for name, count in tally.items() if name.startswith("dead:")}
    _gauge(registry, "last_run_dead_letters", "How many pages were turned away, by reason.", lake, dead, "reason")
    _gauge(registry, "last_run_rows", "By how many rows each table grew.", lake, record.rows, "table")
    return registry


def _gauge(registry: CollectorRegistry, name: str, doc: str, lake: str, values: Mapping[str, float], label: str = "") -> None:
    gauge = Gauge(f"zhengwen_{name}", doc, ["lake", label] if label else ["lake"], registry=registry)
    for value, number in values.items():
        gauge.labels(*((lake, value) if label else (lake,))).set(number)
