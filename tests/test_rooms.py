"""The rooms of the project: imports point one way, and only the rooms that may import heavy libraries do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("schemas", "transforms.text", "transforms", "pipeline")
"""From the innermost to the outermost: each may import from those before it and from itself."""


def modules() -> Iterator[tuple[str, Path]]:
    """Every module of the project, by dotted name."""
    for room in ("schemas", "transforms", "pipeline"):
        for path in sorted((ROOT / room).rglob("*.py")):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path


def room_of(module: str) -> int:
    """The position of a module's room; the innermost that fits."""
    return next(position for position, room in enumerate(ROOMS) if module == room or module.startswith(room + "."))


def imported(path: Path) -> set[str]:
    """What a module imports, anywhere in it, by dotted name."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize(("module", "path"), list(modules()))
def test_imports_point_inwards(module: str, path: Path) -> None:
    """A room imports only from itself and from the rooms inside it."""
    ours = {name for name in imported(path) if name.split(".")[0] in {"schemas", "transforms", "pipeline"}}

    assert [] == sorted(name for name in ours if room_of(name) > room_of(module))


def test_a_lake_knows_nothing_of_what_fills_it() -> None:
    """The lake's room is free of graphs, runs, inputs and commands, and so of Beam."""
    known = ("pipeline.lake.", "pipeline.store.", "pipeline.errors", "pipeline.files", "pipeline.publishing")
    used = {name for module, path in modules() if module.startswith("pipeline.lake.") for name in imported(path)}

    assert [] == sorted(name for name in used if name.split(".")[0] in {"apache_beam", "pipeline"} and not name.startswith(known))


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("apache_beam", ("transforms.beam", "pipeline")),
        ("pyarrow", ("schemas.arrow", "transforms", "pipeline")),
        ("fastavro", ("transforms", "pipeline")),
        ("jieba", ("transforms.text.segment",)),
        ("rjieba", ("transforms.text.segment",)),
        ("sqlite3", ("pipeline",)),
        ("pyiceberg", ("pipeline.iceberg",)),
        ("sqlalchemy", ("pipeline.iceberg",)),
        ("botocore", ("pipeline.store",)),
    ],
)
def test_heavy_libraries_stay_in_their_rooms(library: str, allowed: tuple[str, ...]) -> None:
    """A library is imported only where the design gives it a place; the pure core has none of the heavy ones but jieba."""
    users = {module for module, path in modules() if any(name.split(".")[0] == library for name in imported(path))}
    strangers = {
        module
        for module in users
        if not any(module == room or module.startswith(room + ".") for room in allowed)
        or (module.startswith("transforms.text.") and "transforms.text.segment" not in allowed)
    }

    assert set() == strangers
