"""Commits to try faults on, and the state of a lake as a value to compare."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.files import Files
from pipeline.lake.commit import publish
from pipeline.lake.commit_record import Commit, Move
from pipeline.lake.folders import Lake, open_or_create_lake
from pipeline.lake.ledger_rows import LedgerChanges, SourceRow
from schemas.outcomes import Outcome, PageRow
from schemas.partitions import UNKNOWN_DATE, Grain, partition_folder, partition_name
from schemas.parts import Part, part_name
from schemas.records import DeadLetter
from tests.pipeline.faults import CountingFiles
from transforms.dead_letters import dead_letters_to_bytes

RUN = "20261121T080000.000000Z-abcdef"
DAYS = (date(2026, 11, 20), date(2026, 11, 21), UNKNOWN_DATE)

State = tuple[dict[str, bytes], list[tuple[object, ...]]]


@dataclass(frozen=True)
class Scenario:
    """A lake before a commit, and the commit; `before` and `after` are the states that recovery may lead to."""

    base: Path
    commit: Commit
    changes: LedgerChanges
    before: State
    after: State

    def start(self, root: Path) -> Lake:
        """A fresh copy of the lake, with the commit's files staged and not yet synced."""
        shutil.copytree(self.base, root)
        return Lake(root)


def story(number: int, day: date, teaser_days: tuple[date, ...] = ()) -> PageRow:
    """A page with a story of its own."""
    return PageRow(f"in/{number}", f"in/{number}", f"p{number}", Outcome.STORY, None, f"a{number}", f"c{number}", day, teaser_days)


def dead(number: int) -> PageRow:
    """A page that was turned away."""
    return PageRow(f"in/{number}", f"in/{number}", f"p{number}", Outcome.DEAD, "empty", None, "", None)


def source(number: int, version: int = 1) -> SourceRow:
    """The source of page `number`."""
    return SourceRow(f"in/{number}", 10, version, f"10:{version}:{version}", settled=True, pages=1)


def stage(lake: Lake, commit: Commit, text: str) -> None:
    """Write the files that the commit moves, and its dead letters."""
    folder = lake.slice_folder(commit.run_id, commit.slice_number)
    for move in commit.moves:
        for path in [folder / move.staged / name for name in move.names] or [folder / move.staged]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(f"{text} {move.target} {path.name}\n".encode() * 20)
    for table in commit.swaps:
        path = folder / partition_name(table, date(2026, 11, 1), Grain.MONTH)
        path.parent.mkdir(parents=True)
        path.write_bytes(f"{text} {table}\n".encode() * 20)
    if commit.dead_letters:
        letter = DeadLetter("p9", "in/9", "empty", text, 0, b"")
        (folder / "dead_letters.avro").write_bytes(dead_letters_to_bytes([letter]))


def moves(*targets: str) -> tuple[Move, ...]:
    """A move to each target."""
    return tuple(Move(target.replace("/", "-").replace(".parquet", ".staged"), target) for target in targets)


def fresh() -> tuple[list[tuple[Commit, LedgerChanges]], Commit, LedgerChanges]:
    """The first commit of a lake: two tables, three days, a dead letter."""
    targets = [partition_name(table, day) for table in ("articles", "people") for day in DAYS]
    changes = LedgerChanges(sources=(source(1), source(9)), pages=(story(1, DAYS[0], DAYS), dead(9)))
    return [], Commit(RUN, 1, moves(*targets), dead_letters=True, tally={"stories": 1}), changes


def merging() -> tuple[list[tuple[Commit, LedgerChanges]], Commit, LedgerChanges]:
    """A second commit that rewrites two partitions, adds one and leaves the others alone."""
    done, first, changes = fresh()
    targets = [partition_name("articles", DAYS[0]), partition_name("people", DAYS[0]), partition_name("quotes", DAYS[1])]
    more = LedgerChanges(sources=(source(2),), pages=(story(2, DAYS[0]),))
    return [*done, (first, changes)], Commit(RUN, 2, moves(*targets)), more


def replacing() -> tuple[list[tuple[Commit, LedgerChanges]], Commit, LedgerChanges]:
    """A third commit: a story changes its day, a partition is left without rows, a source is forgotten."""
    done, second, changes = merging()
    targets = [partition_name("articles", DAYS[1]), partition_name("quotes", DAYS[2])]
    removals = (partition_name("articles", DAYS[0]), partition_name("people", DAYS[2]), partition_name("quotes", DAYS[1]))
    more = LedgerChanges(("in/9",), ("in/9",), (source(1, version=2),), (story(1, DAYS[1]),))
    return [*done, (second, changes)], Commit("20261122T080000.000000Z-abcdef", 1, moves(*targets), removals, dead_letters=True), more


def swapping() -> tuple[list[tuple[Commit, LedgerChanges]], Commit, LedgerChanges]:
    """A commit that exchanges two tables' whole folders, one of them empty, and moves a file."""
    done, second, changes = merging()
    moved = moves(partition_name("teasers", DAYS[2]))
    return (
        [*done, (second, changes)],
        Commit("20261122T090000.000000Z-abcdef", 0, moved, swaps=("articles", "places")),
        LedgerChanges(sources=(source(3),)),
    )


def cut(table: str, day: date, *digests: str) -> Move:
    """A move of a folder with a file for each digest, as of a day with very many rows."""
    names = tuple(part_name(Part(number, len(digests)), digest * 16, Grain.DAY) for number, digest in enumerate(digests))
    return Move(f"{table}-{day}.parts", partition_folder(table, day), names)


def cutting() -> tuple[list[tuple[Commit, LedgerChanges]], Commit, LedgerChanges]:
    """A commit that cuts a partition, makes one new, cuts one into twice as many files, joins one, exchanges half of one, and removes one."""
    done, second, changes = merging()
    third = Commit(
        "20261122T080000.000000Z-abcdef",
        1,
        (cut("people", DAYS[1], "1", "2"), cut("quotes", DAYS[0], "3", "4"), cut("teasers", DAYS[0], "5", "6"), cut("dates", DAYS[2], "7", "8")),
    )
    last = Commit(
        "20261122T090000.000000Z-abcdef",
        0,
        (
            cut("articles", DAYS[0], "a", "b"),
            cut("places", DAYS[0], "c", "d"),
            cut("people", DAYS[1], "1", "2", "e", "f"),
            cut("quotes", DAYS[0], "3", "9"),
            cut("teasers", DAYS[0], "0"),
            *moves(partition_name("articles", DAYS[1])),
        ),
        removals=(partition_folder("dates", DAYS[2]), partition_name("people", DAYS[2])),
    )
    return [*done, (second, changes), (third, LedgerChanges())], last, LedgerChanges(sources=(source(3),), pages=(story(3, DAYS[0]),))


SCENARIOS: dict[str, Callable[[], tuple[list[tuple[Commit, LedgerChanges]], Commit, LedgerChanges]]] = {
    "fresh": fresh,
    "merging": merging,
    "replacing": replacing,
    "swapping": swapping,
    "cutting": cutting,
}


def make_scenario(name: str, folder: Path) -> Scenario:
    """Build the scenario's lake below `folder`, and the states before and after its commit."""
    done, commit, changes = SCENARIOS[name]()
    lake = open_or_create_lake(folder / "base", CountingFiles())
    for number, (earlier, earlier_changes) in enumerate(done):
        stage(lake, earlier, f"version {number}")
        publish(lake, earlier, earlier_changes, CountingFiles())
    before = state(lake)
    stage(lake, commit, "new")
    shutil.copytree(lake.root, folder / "undisturbed")
    undisturbed = Lake(folder / "undisturbed")
    publish(undisturbed, commit, changes, Files())
    return Scenario(lake.root, commit, changes, before, state(undisturbed))


def state(lake: Lake) -> State:
    """All files and folders of the lake but its state folder, by path, and all rows of its ledger."""
    paths = [path for path in lake.root.rglob("*") if path != lake.state and lake.state not in path.parents]
    files = {str(path.relative_to(lake.root)): path.read_bytes() if path.is_file() else b"folder" for path in paths}
    if not lake.ledger_file.exists():
        return files, []
    with closing(sqlite3.connect(lake.ledger_file)) as connection:
        has_tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        tables = ("sources", "pages") if has_tables else ()
        rows = [row for table in tables for row in connection.execute(f"SELECT * FROM {table} ORDER BY uri")]  # noqa: S608 - two constants
    return files, rows
