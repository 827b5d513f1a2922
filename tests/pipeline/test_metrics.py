"""Metrics of the last run, as Prometheus reads them."""

import re
import time
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipeline.cli import FAILED, OK, main
from pipeline.errors import LakeError
from pipeline.look import Look
from pipeline.metrics import WATCH
from pipeline.watch_status import WatchMetrics
from tests.helpers import REPOSITORY, page, write_pages

Samples = dict[tuple[str, str], float]


def samples(file: Path) -> Samples:
    """Every value, by its name and its second label."""
    families = text_string_to_metric_families(file.read_text(encoding="utf-8"))
    return {(s.name, next((value for name, value in s.labels.items() if name != "lake"), "")): s.value for family in families for s in family.samples}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A lake read with metrics, of a story and an empty page; the folder."""
    folder = write_pages(tmp_path / "in", one=page(), two="")
    assert OK == main(["ingest", str(folder), "--lake", str(tmp_path / 'l"ake'), "--metrics", str(tmp_path / "z.prom"), "--quiet"])
    return tmp_path


def test_metrics_tell_what_the_run_did(run: Path) -> None:
    """Pages by outcome, dead letters by reason, rows by table; nothing unfinished is left beside the file."""
    found = samples(run / "z.prom")

    assert (1, 1) == (found["zhengwen_last_run_pages", "stories"], found["zhengwen_last_run_dead_letters", "empty"])
    assert (1, 1) == (found["zhengwen_last_run_rows", "articles"], found["zhengwen_last_run_success", ""])
    assert ["in", 'l"ake', "z.prom"] == sorted(path.name for path in run.iterdir())


def test_metrics_that_can_t_be_written_are_told(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line that says where; the lake has its pages all the same."""
    assert FAILED == main(["ingest", str(run / "in"), "--lake", str(run / 'l"ake'), "--metrics", str(run / "none" / "z.prom"), "--quiet"])
    assert "z.prom" in capsys.readouterr().err


def test_every_metric_is_documented(run: Path) -> None:
    """docs/scheduling.md has exactly those that are written."""
    told = set(re.findall(r"^\| `(zhengwen_\w+)`", (REPOSITORY / "docs" / "scheduling.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert told == {name for name, _ in samples(run / "z.prom")} | {f"zhengwen_{name}" for name in WATCH}


@pytest.mark.parametrize("command", ["retry", "reprocess --anyway", "backfill in --from 2025-01-01 --to 2025-12-31"])
def test_other_commands_that_read_write_metrics_too(command: str, run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the last of their runs."""
    monkeypatch.chdir(run)
    write_pages(run / "in", three=page("洛川"))
    (run / "z.prom").unlink()
    assert OK == main([*command.split(), "--lake", 'l"ake', "--metrics", "z.prom", "--quiet"])
    found = samples(run / "z.prom")

    assert 1 == found["zhengwen_last_run_success", ""]
    assert 1 == found["zhengwen_last_run_pages", "dead" if command == "retry" else "stories"]


def test_a_watch_tells_that_it_looks(run: Path) -> None:
    """Every ten seconds, with its trouble; a file that can't be written is an error at first, and is passed over later."""
    seconds = [0.0]
    told = WatchMetrics(run / "z.prom", run / 'l"ake', lambda: seconds[0])
    look = Look(str(run / "in"), run / 'l"ake', lambda _uris: {}, time.time_ns, {})
    for now, trouble in ((0.0, ""), (9.0, "disk full"), (11.0, "disk full")):
        seconds[0] = now
        told.after_round(look, trouble)
        assert float(now > 10) == samples(run / "z.prom")["zhengwen_watch_trouble", ""]
    assert 1 == samples(run / "z.prom")["zhengwen_last_run_success", ""]
    (run / "z.prom").unlink()
    (run / "z.prom").mkdir()
    seconds[0] = 30.0
    told.after_round(look, "")
    with pytest.raises(LakeError, match="cannot write the metrics"):
        WatchMetrics(run / "z.prom", run / 'l"ake', lambda: 0.0).after_round(look, "")
