"""Progress: what is told, in which form, and that the time left is right on runs that were recorded."""

import fcntl
import io
import json
import os
import struct
import termios
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline import progress as module
from pipeline.progress import Progress, told_time
from pipeline.settings import setting
from pipeline.slice_watch import SliceWatch
from pipeline.time_left import Seen, TimeLeft
from schemas.inputs import Manifest, Source
from tests.helpers import ingest, page, write_pages
from transforms.meter import STEP, Meter, metered

TRACES = Path(__file__).parent / "traces"
HELD = [
    ("four-slices", (0.1, 0.3, 0.5, 0.7, 0.9)),
    ("one-slice", (0.1, 0.3, 0.5, 0.7, 0.9)),
    ("four-slices-relieved", (0.7, 0.9)),
    ("four-slices-burdened", (0.3, 0.7, 0.9)),
]
"""Recorded runs, and the shares of their time at which what was told is held to the truth."""


def foretold(name: str) -> dict[float, float]:
    """For shares of the time that a recorded run worked, how much longer it was said to take, over how much longer it took."""
    run = json.loads((TRACES / f"{name}.json").read_text())
    seen = [Seen(*moment) for moment in run["seen"]]
    first = next(moment.seconds for moment in seen if moment.slice_bytes) - module.LOOK_SECONDS
    end, left, told = seen[-1].seconds, TimeLeft(), {}
    for moment in seen:
        left.see(moment)
        told[moment.seconds] = left.seconds(run["total"])
    found = {}
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        at = min(told, key=lambda second: abs(second - first - share * (end - first)))
        found[share] = (told[at] or 0.0) / (end - at)
    return found


@pytest.mark.parametrize(("name", "shares"), HELD)
def test_the_time_left_is_right_on_recorded_runs(name: str, shares: tuple[float, ...]) -> None:
    """Within 25 % of the truth; docs/performance.md has all shares, also those that the machine's other work spoiled."""
    found = foretold(name)

    assert [] == [(share, found[share]) for share in shares if not 0.75 <= found[share] <= 1.25]


LOOKS = 400
RATES = st.tuples(st.floats(0.5, 60), st.floats(1_000, 10**6), st.floats(0.2, 0.3))
"""Of a made run: seconds until a slice is read, bytes read a second, and its merging beside its reading."""


@settings(deadline=None)
@given(RATES, st.integers(1, 8), st.sampled_from([0.1, 0.5, 0.9]))
@example((50.0, 1000.0, 0.25), 6, 0.9)  # at the end of a slice's start
@example((7.4928392892736609, 1000.0, 0.25), 4, 0.5)  # at the end of a slice's merging
def test_a_steady_run_is_foretold(rates: tuple[float, float, float], slices: int, share: float) -> None:
    """A run whose slices start, are read and are merged at one pace is foretold within 25 %, from 10 % of it on."""
    start, pace, merging = rates
    size = int(60 * pace)
    whole = start + 60 + 60 * merging
    end, left, told = slices * whole, TimeLeft(), None
    for look in range(int(LOOKS * share) + 1):
        second = look * end / LOOKS
        number, into = int(second // whole), second % whole
        read = min(max(int((into - start) * pace), 0), size)
        left.see(Seen(second, number * size, size, read, committed_at=number * whole))
        told = left.seconds(slices * size)

    if told is not None:
        assert told == pytest.approx((1 - share) * end, rel=0.25, abs=4)


def test_nothing_is_foretold_from_nothing() -> None:
    """Not before some of the bytes are read, and not of a run without bytes."""
    left = TimeLeft()
    for second in range(5):
        left.see(Seen(float(second), slice_size=1000))

    assert left.seconds(1000) is None
    assert TimeLeft().seconds(0) is None


def test_a_meter_shows_what_was_read(tmp_path: Path) -> None:
    """Bytes of the sources before and of the one at hand, without going back; a manifest read again has the same meter."""
    sources = tuple(Source(f"in/{name}", f"/in/{name}", STEP, 0) for name in "ab")
    shown = []
    for _ in range(2):
        meter = Meter(str(tmp_path), Manifest(sources))
        meter.within(STEP)
        shown.append(metered(tmp_path))
        meter.after(sources[0])
        meter.after(sources[1])
        meter.end()
        shown.append(metered(tmp_path))

    assert [STEP, 2 * STEP, STEP, 2 * STEP] == shown


def test_a_slice_that_is_committed_keeps_what_it_showed(tmp_path: Path) -> None:
    """The commit clears the staging folder; the pages don't go back to none."""
    watch = SliceWatch(tmp_path / "gone", 100)
    watch.bytes, watch.pages = 60, 5
    watch.look()

    assert (60, 5, 0, 0) == (watch.bytes, watch.pages, watch.files, watch.merged)


@pytest.mark.parametrize("form", ["text", "json"])
def test_progress_goes_to_standard_error_in_its_form(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file a line now and then: share, time left, pages, rate; as JSON an object a line. Standard output has the answer alone."""
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(module, "FILE_SECONDS", 0.0)
    stream = io.StringIO()
    told = Progress(stream, form=form)
    told.begin(1000, 2)
    told.begin_slice(tmp_path, 1000)
    while stream.getvalue().count("\n") < 3:
        pass
    told.end()
    first, *rest = stream.getvalue().splitlines()

    if form == "json":
        assert "message" == json.loads(first)["event"]
        assert {"event", "time", "seconds", "pages", "bytes", "bytes_total", "pages_per_second", "seconds_left"} == set(json.loads(rest[0]))
    else:
        assert "0 %" == rest[0]


def test_a_slice_that_ends_while_the_next_one_is_read_is_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes count from when the next one begins, its pages as the commit has counted them."""
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(module, "FILE_SECONDS", 0.0)
    stream = io.StringIO()
    told = Progress(stream, form="json")

    def standing() -> tuple[int, int]:
        """Pages and bytes of the second line from now on, which was seen after now."""
        lines = stream.getvalue().count("\n")
        while stream.getvalue().count("\n") < lines + 3:
            pass
        last = json.loads(stream.getvalue().splitlines()[lines + 1])
        return last["pages"], last["bytes"]

    told.begin(200, 2)
    told.begin_slice(tmp_path / "0", 100)
    assert (0, 0) == standing()
    told.begin_slice(tmp_path / "1", 100)
    assert (0, 100) == standing()
    told.end_slice(pages=7, size=100)
    assert (7, 100) == standing()
    told.end_slice(pages=5, size=100)
    assert (12, 200) == standing()
    told.end()


def test_json_answers_and_json_progress_don_t_mix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --json and --log-format json both streams are JSON; a failure is an event with its exit code."""
    from pipeline.cli import main  # noqa: PLC0415 - only this test runs a command

    folder = write_pages(tmp_path / "in", one=page())
    assert 0 == main(["ingest", str(folder), "--lake", str(tmp_path / "lake"), "--json", "--log-format", "json"])
    captured = capsys.readouterr()
    assert 1 == json.loads(captured.out)["run"]["tally"]["stories"]
    assert {"message", "progress"} >= {json.loads(line)["event"] for line in captured.err.splitlines()}
    assert 2 == main(["ingest", str(tmp_path / "none"), "--lake", str(tmp_path / "lake"), "--log-format", "json"])
    assert {"event": "error", "exit_code": 2}.items() <= json.loads(capsys.readouterr().err).items()
    assert "text" == setting("log_format").default
    assert 0 == ingest(tmp_path / "lake", folder)


@pytest.mark.parametrize(("seconds", "told"), [(0.4, "0 s"), (59, "59 s"), (61, "1 min 1 s"), (659, "11 min"), (7265, "2 h 1 min")])
def test_times_are_told_as_people_say_them(seconds: float, told: str) -> None:
    """No finer than they can be known."""
    assert told == told_time(seconds)


def test_a_terminal_s_line_renews_itself_and_fits() -> None:
    """In a real terminal of 30 columns the line is overwritten, never longer, and gone at the end."""
    controller, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 30, 0, 0))
    with os.fdopen(terminal, "w") as stream, pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LOOK_SECONDS", 0.001)
        patch.setattr(module, "told_standing", lambda _standing: "x" * 100)
        told = Progress(stream)
        told.begin(1000, 2)
        while b"x" not in (shown := os.read(controller, 4096)):
            pass
        told.end()
        shown += os.read(controller, 4096)

    assert b"x" * 29 in shown
    assert b"x" * 30 not in shown
    os.close(controller)


def test_a_slice_of_no_announced_run_is_counted(tmp_path: Path) -> None:
    """What works without announcing a run (forget, diff) may end a slice."""
    progress = Progress(quiet=True)
    progress.begin_slice(tmp_path)
    progress.end_slice(pages=2, size=3)
    progress.end()
