"""A big file of lines in stretches."""

import json
from pathlib import Path

import pytest

from pipeline import split
from pipeline.split import split_source
from schemas.inputs import Source
from schemas.stages import Page
from transforms.read import read_source


def pages(source: Source) -> list[tuple[str, bytes]]:
    """Address and bytes of every page."""
    return [(page.source_uri, page.data) for page in read_source(source) if isinstance(page, Page)]


@pytest.mark.parametrize("most", [1, 100, 333, 5000])
@pytest.mark.parametrize("end", ["", "\n"])
def test_stretches_give_the_same_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, end: str) -> None:
    """The pages of all stretches are those of the file, with the same addresses, however it is split."""
    monkeypatch.setattr(split, "CHUNK", 64)
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps({"text": "x" * (at * 37 % 150)}) for at in range(30)) + end)
    source = Source("a.jsonl", str(path), path.stat().st_size, 0)
    stretches = list(split_source(source, most))

    assert len(stretches) > 1 or most == 5000
    assert [item for stretch in stretches for item in pages(stretch)] == pages(source)


def test_what_has_no_lines_is_one_stretch(tmp_path: Path) -> None:
    """A page isn't split, however big it is."""
    (tmp_path / "a.txt").write_text("line\n" * 1000)
    source = Source("a.txt", str(tmp_path / "a.txt"), 5000, 0)

    assert list(split_source(source, 100)) == [source]
