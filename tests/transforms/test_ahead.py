"""Files that are read next are asked of the system ahead, and what is amiss with one is left for reading."""

import os
from pathlib import Path

import pytest

from schemas.inputs import Manifest, Source
from schemas.stages import Page
from transforms.ahead import SIDECAR_BYTES, ask_ahead
from transforms.read import read_manifest
from transforms.read import read_source as read_one

Asked = list[tuple[str, int, int]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What is asked of the system from now on: a file, from where on, how many bytes."""
    asked: Asked = []
    monkeypatch.setattr(os, "posix_fadvise", lambda file, start, size, _: asked.append((str(Path(f"/proc/self/fd/{file}").readlink()), start, size)))
    return asked


def source(path: Path, **more: object) -> Source:
    """A file as discovery gives it."""
    return Source(path.name, str(path), path.stat().st_size if path.exists() else 9, 0, **more)  # type: ignore[arg-type]


pytestmark = pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="this system takes no advice")


def test_a_stretch_is_asked_for_and_no_more(tmp_path: Path, asked: Asked) -> None:
    """A file wholly, a stretch from where it begins to its end, metadata too; pages that have been read already not at all."""
    page, lines, beside = (tmp_path / name for name in ("page.txt", "lines.jsonl", "page.json"))
    for path in (page, lines, beside):
        path.write_text("正文" * 50, encoding="utf-8")
    spilt = source(page, spill=str(tmp_path / "000001.pages"))
    ask_ahead([source(page, sidecar=str(beside)), source(lines, start=100, end=160), source(lines, start=200), spilt])
    assert asked == [(str(page), 0, 300), (str(beside), 0, SIDECAR_BYTES), (str(lines), 100, 60), (str(lines), 200, 100)]


def test_an_empty_stretch_is_not_the_whole_file(tmp_path: Path, asked: Asked) -> None:
    """A file that was empty when it was found may hold gigabytes by now."""
    (tmp_path / "page.txt").touch()
    ask_ahead([source(tmp_path / "page.txt")])
    assert [size for _, _, size in asked] == [1]


def test_what_cannot_be_opened_is_left_for_reading(tmp_path: Path, asked: Asked) -> None:
    """Files that are gone, pipes nobody writes to, names that no file can have: no error, no waiting, no descriptor left open."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "last").write_text("正文", encoding="utf-8")
    before = len([*Path("/proc/self/fd").iterdir()])
    ask_ahead([source(tmp_path / "gone"), Source("x", "a\0b", 9, 0), source(tmp_path / "pipe"), source(tmp_path), source(tmp_path / "last")])
    assert asked[-1] == (str(tmp_path / "last"), 0, 6)
    assert len([*Path("/proc/self/fd").iterdir()]) == before


def test_a_manifest_asks_for_all_but_its_first_file(tmp_path: Path, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are asked for before the first one is read; pages are the same where the system takes no advice."""
    paths = [tmp_path / f"{number}.txt" for number in range(3)]
    for path in paths:
        path.write_text(f"第{path.stem}篇", encoding="utf-8")
    manifest = Manifest(tuple(map(source, paths)))
    monkeypatch.setattr("transforms.read.read_source", lambda *given: [*read_one(*given)] if len(asked) == 2 else pytest.fail("read first"))
    given = [item for item in read_manifest(manifest) if isinstance(item, Page)]
    assert [path for path, _, _ in asked] == [str(path) for path in paths[1:]]
    monkeypatch.delattr(os, "posix_fadvise")
    assert given == [item for item in read_manifest(manifest) if isinstance(item, Page)]
    assert len(given) == 3
