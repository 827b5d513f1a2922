"""What a run tells when it ends: the account of every page, and what the lake holds now."""

import json
from dataclasses import asdict
from pathlib import Path

from pipeline.cli import OK, TOO_MANY_DEAD
from pipeline.ingest import RunReport
from pipeline.lake.folders import Lake
from pipeline.lake.table_counts import TableCount, count_tables


def exit_code(report: RunReport, max_dead_letters: int | None) -> int:
    """0, or 3 when the run left more dead letters than the user allows."""
    dead = report.record.tally.get("dead", 0)
    return TOO_MANY_DEAD if max_dead_letters is not None and dead > max_dead_letters else OK


def told(report: RunReport, root: Path, *, as_json: bool, always_count: bool = False) -> str:
    """The account of a run, as lines for people or as one JSON object.

    Unless `always_count`, the tables are counted only after a run that read something: counting opens every file of the lake, and a
    scheduled run that finds nothing new is to cost next to nothing. `tables` is null then.
    """
    tables = count_tables(Lake(root)) if always_count or report.record.tally.get("pages") else None
    if as_json:
        skipped = {str(reason): count for reason, count in report.found.skipped}
        account = {"run": asdict(report.record), "unchanged": report.unchanged, "skipped": skipped}
        return json.dumps(account | {"tables": tables and [asdict(table) for table in tables]}, ensure_ascii=False, default=str)
    return "\n".join([*_account(report), *(["", *_table_lines(tables)] if tables else [])])


def _account(report: RunReport) -> list[str]:
    tally = report.record.tally
    lines = []
    if report.recovery.completed or report.recovery.undone:
        lines.append(f"a run before this was cut off: {len(report.recovery.completed)} slices completed, {len(report.recovery.undone)} undone")
    if report.unchanged:
        lines.append(f"{report.unchanged:,} files are as they were read before: left alone")
    if report.found.skipped:
        lines.append("left out: " + ", ".join(f"{count:,} {reason}" for reason, count in report.found.skipped))
    if tally.get("forgotten"):
        lines.append(f"{tally['forgotten']:,} pages are to be forgotten: left out (zhengwen forget --list tells which)")
    if not tally.get("pages"):
        return [*lines, "nothing new"]
    parts = ", ".join(f"{tally[name]:,} {name}" for name in ("stories", "duplicates", "indexes", "dead"))
    reasons = ", ".join(f"{count} {name.removeprefix('dead:')}" for name, count in tally.items() if name.startswith("dead:"))
    return [*lines, f"{tally['pages']:,} pages: {parts}{f' ({reasons})' if reasons else ''}"]


def _table_lines(tables: tuple[TableCount, ...]) -> list[str]:
    lines = [f"{'table':15} {'rows':>9} {'days':>6}  {'first':10}  {'last':10} {'date unknown':>13}"]
    for table in tables:
        first, last = table.first or "-", table.last or "-"
        lines.append(f"{table.table:15} {table.rows:>9,} {table.days:>6,}  {first!s:10}  {last!s:10} {table.undated:>13,}")
    return lines
