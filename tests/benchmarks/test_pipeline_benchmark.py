"""The made corpus and the comparison of the pipeline's benchmark."""

from collections import Counter
from pathlib import Path

from benchmarks.measure import Run, exponent
from benchmarks.pipeline.__main__ import differing, ratios, table
from benchmarks.pipeline.corpus import FIRST_DAY, corpus, write_corpus
from pipeline.files import Files
from schemas.stages import Caps, Page
from transforms.text.charset import decode_page

PAGES = 200


def test_a_corpus_can_be_made_again() -> None:
    """Equal arguments give equal pages, another seed others."""
    assert list(corpus(30, 10)) == list(corpus(30, 10))
    assert list(corpus(30, 10)) != list(corpus(30, 10, seed=8))


def test_a_corpus_is_mixed() -> None:
    """Text and HTML, three encodings, a few empty pages, and stories told twice."""
    pages = [(name.split(".")[1], data) for name, data in corpus(PAGES, 20)]
    charsets = Counter(decode_page(Page("page", data), Caps()).charset for _, data in pages if data.strip(b"\xff\xfe"))
    assert {"html", "txt"} == {kind for kind, _ in pages}
    assert len(charsets) == 3
    assert charsets.most_common(1)[0][0] == "utf-8"


def test_days_are_spread_evenly(tmp_path: Path) -> None:
    """The first page is of the first day, the last of the last; files are laid into folders and their bytes counted."""
    size = write_corpus(tmp_path, 40, 20)
    files = sorted(tmp_path.rglob("*.*"))
    assert (len(files), size) == (40, sum(file.stat().st_size for file in files))
    assert str(FIRST_DAY) in decode_page(Page("page", files[0].read_bytes()), Caps()).text


def test_lakes_that_differ_are_noticed(tmp_path: Path) -> None:
    """A file of other bytes and a file that only one has are named; what is beside the tables isn't looked at."""
    for lake, data in (("one", b"1"), ("other", b"2")):
        (tmp_path / lake / "people" / "date=2031-01-01").mkdir(parents=True)
        (tmp_path / lake / "people" / "date=2031-01-01" / "part.parquet").write_bytes(data)
    assert differing(tmp_path / "one", tmp_path / "other") == ["people/date=2031-01-01/part.parquet"]
    Files().make_folder(tmp_path / "none" / "_state")
    assert differing(tmp_path / "one", tmp_path / "none") == ["people/date=2031-01-01/part.parquet"]
    assert not differing(tmp_path / "one", tmp_path / "one")


def test_ratios_are_taken_within_a_pair() -> None:
    """The median of the pairs' ratios of speed, of processor time and of size."""
    runs = {"beam": [Run(2, 4, 300), Run(4, 4, 300), Run(8, 6, 200)], "pool": [Run(1, 2, 200), Run(4, 2, 100), Run(2, 2, 200)]}
    starts = {"beam": Run(1, 1, 100), "pool": Run(0.5, 0, 100)}
    told = table(runs, starts, 10)
    assert "| beam / pool, within a pair | 0.50 (0.25-1.00) | 2.00 (2.00-3.00) | 1.50 (1.00-3.00) | |" in told
    assert "| beam | 2.5 (1.2-5.0) | 4.0 (4.0-6.0) | 300.0 (200.0-300.0) | 1.0 / 1.0 |" in told
    assert [0.5, 3.5 / 3, 1.5 / 7] == ratios(runs, 1, 0.5)


def test_growth_is_told_as_a_power() -> None:
    """Time that doubles with its input grows with the first power, time that quadruples with the second."""
    assert abs(exponent([100, 200, 400], [1, 2, 4]) - 1) < 1e-9
    assert abs(exponent([100, 200, 400], [1, 4, 16]) - 2) < 1e-9
