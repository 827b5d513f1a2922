"""The pipeline's benchmark: its made corpus, the comparison of what tools wrote, and the tables and the plot of what was recorded."""

import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from pathlib import Path
from statistics import mean

import pytest

from benchmarks import measure
from benchmarks.measure import Run, exponent, run
from benchmarks.pace import Pace, piece_of_work
from benchmarks.pipeline.__main__ import differing, ratios
from benchmarks.pipeline.corpus import FIRST_DAY, KINDS, Shape, corpus, write_corpus
from benchmarks.pipeline.counts import counts
from benchmarks.pipeline.plot import plot
from benchmarks.pipeline.report import document
from benchmarks.pipeline.tools import BEAM, ENVIRONMENT, PEERS, POOL, TOOLS, Tool, chosen, command, made_ready, peers_folder
from benchmarks.pipeline.work import NESTED, SCHEMAS, nested_of, page_records, rows_of, tables_of
from benchmarks.recorded import Corpus, Recorded, append, read
from benchmarks.repeating import repeated
from pipeline.files import Files
from schemas.inputs import Caps
from schemas.stages import ExtractedPage, Page
from transforms.text.charset import decode_page

PAGES = 200
MADE = Corpus("text", 10, 5, short=False)
MACHINE = "a machine"


@pytest.mark.parametrize("kind", KINDS)
def test_a_corpus_can_be_made_again(kind: str) -> None:
    """Equal arguments give equal pages, another seed others."""
    assert list(corpus(30, 10, shape=Shape(kind))) == list(corpus(30, 10, shape=Shape(kind)))
    assert list(corpus(30, 10, shape=Shape(kind))) != list(corpus(30, 10, seed=8, shape=Shape(kind)))


def test_a_corpus_is_mixed() -> None:
    """Text and HTML, three encodings, a few empty pages, and stories told twice."""
    pages = [(name.split(".")[1], data) for name, data in corpus(PAGES, 20)]
    charsets = Counter(decode_page(Page("page", data), Caps()).charset for _, data in pages if data.strip(b"\xff\xfe"))
    assert {"html", "txt"} == {kind for kind, _ in pages}
    assert len(charsets) == 3
    assert charsets.most_common(1)[0][0] == "utf-8"


def test_pages_as_crawled_have_their_size_and_story() -> None:
    """Some 70 kB in the mean, in three encodings; the story of nearly each is found with its date, and other days' rows around it."""
    pages = [Page(name, data) for name, data in corpus(100, 20, shape=Shape("full"))]
    sizes = [len(page.data) for page in pages if page.data]
    assert 50_000 < mean(sizes) < 90_000
    assert {"utf-8", "gb18030", "big5hkscs"} == {decode_page(page, Caps()).charset for page in pages[:60] if page.data}
    made = [page_records(page) for page in pages[:20]]
    articles = [item.article for item in made if isinstance(item, ExtractedPage) and item.article]
    assert len(articles) >= 17
    assert all(article.published_date for article in articles)
    assert sum(article.teasers > 0 for article in articles) > len(articles) / 2


def test_short_stories_are_short() -> None:
    """A page of short stories has a third of the bytes of a usual one."""
    short, usual = (mean(len(data) for _, data in corpus(100, 20, shape=Shape("text", short))) for short in (True, False))
    assert short * 2.5 < usual


def test_days_are_spread_evenly(tmp_path: Path) -> None:
    """The first page is of the first day, the last of the last; files are laid into folders and their bytes counted."""
    size = write_corpus(tmp_path, 40, 20)
    files = sorted(tmp_path.rglob("*.*"))
    assert (len(files), size) == (40, sum(file.stat().st_size for file in files))
    assert str(FIRST_DAY) in decode_page(Page("page", files[0].read_bytes()), Caps()).text


def test_tools_are_given_the_same_rows_in_their_own_form() -> None:
    """Arrow tables, nested Arrow and Python's dictionaries hold the same rows of the same pages."""
    pages = [Page(name, data) for name, data in corpus(6, 2)]
    tables, nested = tables_of(pages), nested_of(pages)
    assert nested.type == NESTED
    for table in SCHEMAS:
        rows = [row for page in pages for row in rows_of(page)[table]]
        assert tables[table].to_pylist() == rows
        assert nested.field(table).flatten().to_pylist() == rows
    assert len(nested_of(())) == 0


def test_lakes_that_differ_are_noticed(tmp_path: Path) -> None:
    """A file of other bytes and a file that only one has are named; what is beside the tables isn't looked at."""
    for lake, data in (("one", b"1"), ("other", b"2")):
        (tmp_path / lake / "people" / "date=2031-01-01").mkdir(parents=True)
        (tmp_path / lake / "people" / "date=2031-01-01" / "part.parquet").write_bytes(data)
    assert differing(tmp_path / "one", tmp_path / "other") == ["people/date=2031-01-01/part.parquet"]
    Files().make_folder(tmp_path / "none" / "_state")
    assert differing(tmp_path / "one", tmp_path / "none") == ["people/date=2031-01-01/part.parquet"]
    assert not differing(tmp_path / "one", tmp_path / "one")


def recorded(tool: str, number: int, wall: float, *, failed: str = "", keys: str = "", rows: int = 5) -> Recorded:
    """A run that took so many seconds."""
    return Recorded(
        "pipeline", tool, MADE, number, 2, Run(wall, wall, 300), 1 if number < 0 else 10, 100, failed, {"articles": rows}, keys, "1.0", MACHINE
    )


def test_recorded_runs_are_read_again(tmp_path: Path) -> None:
    """Several files are joined, the last of equal runs counts, and a file that isn't there has none."""
    append(tmp_path / "one.jsonl", recorded("pool", 0, 9))
    append(tmp_path / "one.jsonl", recorded("pool", 0, 1))
    append(tmp_path / "two.jsonl", recorded("pool", 1, 2))
    found = read([tmp_path / "one.jsonl", tmp_path / "two.jsonl", tmp_path / "none.jsonl"])
    assert found == [replace(recorded("pool", 0, 1), session="one"), replace(recorded("pool", 1, 2), session="two")]


def test_ratios_are_taken_within_a_round() -> None:
    """The ratios of speed, with start-up and without; a tool that failed, and one whose rows are others, are told so."""
    runs = [recorded(tool, -1, start) for tool, start in (("zhengwen", 1), ("pool", 0.5))]
    runs += [recorded("zhengwen", number, wall, keys="a") for number, wall in enumerate((2, 4, 8))]
    runs += [recorded("pool", number, wall, keys="a") for number, wall in enumerate((1, 4, 2))]
    runs += [recorded("Dask", 0, 0, failed="it broke"), recorded("Ray", 0, 4, keys="b", rows=4)]
    assert ratios(runs) == [0.5, 1.0, 0.25]
    assert ratios(runs, start_up=False) == pytest.approx([0.5 / 1, 3.5 / 3, 1.5 / 7])
    told = document(runs)
    assert "| a plain pool, same functions and tables | 5.0 (2.5-10.0) | 0.50 (0.25-1.00) |  | 0.50 (0.21-1.17) |" in told
    assert "| Dask 1.0 | failed: it broke |" in told
    assert "Ray 1.0 (**other rows**: articles 4 for 5)" in told
    assert f"Measured on: {MACHINE}." in told


def test_rounds_of_a_machine_that_slows_down_are_compared_at_one_pace() -> None:
    """A tool that took twice as long while the machine was half as fast was as fast; runs without a pace aren't compared so."""
    ours, theirs = recorded("zhengwen", 0, 2), recorded("pool", 0, 4)
    paced = [replace(one, run=replace(one.run, pace=pace)) for one, pace in ((ours, 10.0), (theirs, 5.0))]
    assert "| 2.5 | 2.00 | 1.00 |" in document(paced)
    assert "| 2.5 | 2.00 |  |" in document([ours, paced[1]])


def test_the_pace_is_how_much_a_processor_second_is_good_for() -> None:
    """Pieces are done while the block lasts; one that is shorter than the wait has none."""
    pace, short = Pace(), Pace()
    with repeated(pace.work, 0.001):
        while not pace.pieces_a_second:
            time.sleep(0.01)
    assert pace.pieces_a_second > 0
    with repeated(short.work, 60):
        pass
    assert short.pieces_a_second == 0
    assert piece_of_work() == piece_of_work() > 1


def test_the_plot_is_an_image_with_a_bar_a_tool() -> None:
    """Well-formed SVG, the fastest first, with colours for a light and for a dark ground; failed runs aren't drawn."""
    drawn = plot([recorded("zhengwen", 0, 2), recorded("pool", 0, 1), recorded("Dask", 0, 1, failed="it broke")])
    root = ET.fromstring(drawn)  # noqa: S314  our own
    assert len(root.findall("{http://www.w3.org/2000/svg}rect")) == 2
    assert drawn.index("plain pool") < drawn.index(">zhengwen<")
    assert "prefers-color-scheme: dark" in drawn
    assert "Dask" not in drawn


def test_growth_is_told_as_a_power() -> None:
    """Time that doubles with its input grows with the first power, time that quadruples with the second."""
    assert abs(exponent([100, 200, 400], [1, 2, 4]) - 1) < 1e-9
    assert abs(exponent([100, 200, 400], [1, 4, 16]) - 2) < 1e-9


def test_tools_are_chosen_by_name() -> None:
    """The pipeline always comes first, `peers` stands for all of them, and a peer's own interpreter runs it."""
    assert chosen(["pool", "peers", "zhengwen"]) == [BEAM, POOL, *PEERS]
    assert TOOLS["Ray"].packages == ("ray[data]",)
    assert command(POOL, Path("in"), Path("out"), 2, 0, Path("none"))[1:] == ["-m", "benchmarks.pipeline.pool", "in", "out", "2"]


def test_processes_that_nobody_waits_for_are_counted() -> None:
    """The time of a grandchild whose parent doesn't wait for it belongs to the run."""
    spin = "import time\nwhile time.process_time() < 0.4: pass"
    code = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {spin!r}]); time.sleep(0.1)"
    ran = run([sys.executable, "-c", code])
    assert ran.cpu >= 0.4


def test_what_a_command_leaves_behind_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that would go on after its command doesn't disturb the next measurement; one that was there before is left alone."""
    monkeypatch.setattr(measure, "STRAYS_SECONDS", 0.2)
    sleep = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); print(p.pid, flush=True)"
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as before:
        run([sys.executable, "-c", sleep], log_file=tmp_path / "log")
        assert not Path("/proc", (tmp_path / "log").read_text().strip()).exists()
        assert before.poll() is None
        before.kill()


def test_a_command_that_fails_is_no_measurement() -> None:
    """Its exit code is an error."""
    with pytest.raises(subprocess.CalledProcessError):
        run([sys.executable, "-c", "raise SystemExit(3)"])


@pytest.mark.slow
@pytest.mark.parametrize("tool", PEERS, ids=lambda tool: tool.name)
def test_every_peer_writes_the_rows_of_the_pipeline(tool: Tool, tmp_path: Path) -> None:
    """The same rows, column by column and day by day, of thirty pages; the peers' environment has to be there already."""
    place = peers_folder()
    if not (place / f"ready-{tool.name}").exists():
        pytest.skip(f"{tool.name} isn't installed: ./run_local.sh bench pipeline --peers {tool.name} installs it in {place}")
    assert not made_ready(tool, place)
    write_corpus(tmp_path / "pages", 30, 5)
    for one in (POOL, tool):
        run(command(one, tmp_path / "pages", tmp_path / one.name, 2, 0, place), ENVIRONMENT, tmp_path / "log")
    assert counts(tmp_path / tool.name) == counts(tmp_path / POOL.name)
    assert counts(tmp_path / tool.name)["articles"][0] > 25
