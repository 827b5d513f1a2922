"""Proving a lake sound, naming what isn't, and mending what can be mended without loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from pipeline.errors import told_as_lake_error
from pipeline.files import Files
from pipeline.lake.findings import READ_AGAIN, SET_ASIDE, Finding, Findings, Kind
from pipeline.lake.folders import Lake
from pipeline.lake.ledger import Ledger, open_ledger, open_ledger_for_reading
from pipeline.lake.near_duplicates import TABLE, rebuild
from pipeline.lake.rebuilding import ledger_fault, rebuild_ledger
from pipeline.lake.settling import recover_and_settle
from pipeline.lake.verify_files import DAMAGED_FOLDER, check_files
from pipeline.lake.verify_ledger import check_rows
from pipeline.lake.verify_similar import check_similar
from pipeline.publishing import check_publication, mend_publication
from pipeline.store.checking import check_store
from schemas.partitions import Grain, last_day, parse_folder
from schemas.tables import TABLES

LEDGER = "_state/ledger.sqlite"
FORGET_AGAIN = "what was to be forgotten is not known any more: forget it again before the next ingest"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification says of a lake; it is sound where there are no findings."""

    findings: tuple[Finding, ...]
    rows: dict[str, int]
    """How many rows of each table were looked at."""


@dataclass(frozen=True, slots=True)
class Repair:
    """What repair did."""

    done: tuple[str, ...]
    """A line for each thing."""
    sources: int
    """How many sources the next ingest reads again."""


def verify(lake: Lake) -> Verdict:
    """Look at every file and every row of a lake, in memory that doesn't grow with it. Raises LakeError where the disk refuses.

    The caller holds the lake's lock: a commit under way would look like faults.
    """
    findings = Findings()
    with told_as_lake_error(f"cannot verify the lake {lake.root}"):
        check_store(lake, partial(findings.add, Kind.STORED), partial(findings.add, Kind.STRANGER), partial(findings.add, Kind.CUT_OFF))
        check_files(lake, findings)
        if fault := ledger_fault(lake):
            findings.add(Kind.LEDGER, LEDGER, fault)
        elif lake.ledger_file.is_file():
            with open_ledger_for_reading(lake) as ledger:
                check_rows(lake, ledger, findings)
            if not any(finding.where.startswith("articles/") for finding in findings.all()):
                check_similar(lake, findings)
        check_publication(lake, findings)
    return Verdict(findings.all(), dict(sorted(findings.rows.items())))


def repair(lake: Lake, files: Files) -> Repair:
    """Complete or undo what killed commands left, set damaged files aside, and have the pages that they held read again.

    It looks again after each round, since a file set aside may show that others have rows that belong to nothing.

    Nothing is deleted but leftovers; files set aside lie in `_damaged`. The caller holds the lake's lock and ingests the same
    inputs again. Raises LakeError where the disk refuses.
    """
    done = _mend_ledger(lake, files)
    recovery = recover_and_settle(lake, files)
    done += [f"completed {commit.commit_id}" for commit in recovery.completed] + [f"removed {name}" for name in recovery.undone]
    sources = 0
    with told_as_lake_error(f"cannot repair the lake {lake.root}"):
        while findings := [finding for finding in verify(lake).findings if finding.kind != Kind.STRANGER]:
            with open_ledger(lake) as ledger:
                sources += sum(_read_again(finding, ledger, lake.grain) for finding in findings)
            lines = [line for finding in findings for line in _mend(lake, finding, files)]
            lines += _mend_similar(lake, findings, files)
            done += lines
            if not lines:
                break
        done += mend_publication(lake, files)
    return Repair(tuple(done), sources)


def _mend_similar(lake: Lake, findings: Sequence[Finding], files: Files) -> list[str]:
    """Make all near-duplicates anew, once for all faults of theirs."""
    if not any(finding.kind == Kind.SIMILAR for finding in findings):
        return []
    rebuild(lake, files)
    return ["made near_duplicates and its index anew"]


def _mend_ledger(lake: Lake, files: Files) -> list[str]:
    """Build a lost ledger anew, with the damaged one set aside; first of all, since nothing else goes without."""
    with told_as_lake_error(f"cannot repair the ledger of the lake {lake.root}"):
        if not ledger_fault(lake):
            return []
        damaged = [str(path.relative_to(lake.root)) for path in sorted(lake.state.glob(f"{lake.ledger_file.name}*"))]
        done = [_set_aside(lake, where, files) for where in damaged]
        pages = rebuild_ledger(lake, files)
        return [*done, f"built the ledger anew, of {pages} pages: the next ingest reads all of its inputs again", FORGET_AGAIN]


def _read_again(finding: Finding, ledger: Ledger, grain: Grain) -> int:
    """Have the pages read again that gave, or may have given, rows to a file; before the file is set aside."""
    path = Path(finding.where)
    if finding.kind not in SET_ASIDE | READ_AGAIN:
        return 0
    if path.parts[0] == "_dead_letters":
        return ledger.read_again("outcome = ?", ("dead",))
    first = parse_folder(path.parent, grain)
    if first is None or path.parts[0] == TABLE:
        return 0
    days = first.isoformat(), last_day(first, grain).isoformat()
    if path.parts[0] == "teasers":
        return ledger.read_again("EXISTS (SELECT 1 FROM json_each(teaser_days) AS days WHERE days.value BETWEEN ? AND ?)", days)
    return ledger.read_again("day BETWEEN ? AND ?", days)


def _mend(lake: Lake, finding: Finding, files: Files) -> list[str]:
    path = lake.root / finding.where
    if finding.kind in SET_ASIDE and path.is_file():
        done = _set_aside(lake, finding.where, files)
        if finding.where.split("/")[0] in TABLES:
            files.remove_empty_folder(path.parent)
        return [done]
    if finding.kind == Kind.LEFTOVER and finding.where in TABLES:
        files.make_folder(path)
        return [f"made {finding.where}"]
    if finding.kind == Kind.LEFTOVER and path.exists():
        files.remove_tree(path) if path.is_dir() else files.remove(path)
        return [f"removed {finding.where}"]
    return []


def _set_aside(lake: Lake, where: str, files: Files) -> str:
    aside = _free_name(lake.root / DAMAGED_FOLDER, where.replace("/", "-"))
    files.make_folder(aside.parent)
    files.replace(lake.root / where, aside)
    return f"set aside {where} as {aside.relative_to(lake.root)}"


def _free_name(folder: Path, name: str) -> Path:
    """A name that nothing set aside before has, and that no reader takes for a table's file."""
    return next(path for number in count(1) if not (path := folder / f"{name}.{number}").exists())
