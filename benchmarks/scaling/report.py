"""What was measured, and what follows from it, as Markdown."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from benchmarks.scaling.model import Cost, Costs, Load, cost_of
from schemas.parts import MOST_ROWS

Row = dict[str, Any]
"""A line of a record."""

SIMILAR_SECONDS, SIMILAR_BYTES = 0.0018, 1_960
"""Processor seconds and bytes a story of the index of near-duplicates, at 300,000 stories: docs/duplicates.md."""
SLICE_PAGES = 30_000
"""Pages of a slice of 256 MiB, of some 9 KB each."""

LOADS = (
    Load(1_000_000, 365, SLICE_PAGES, in_order=True, cores=2),
    Load(1_000_000, 365, SLICE_PAGES, in_order=False, cores=2),
    Load(1_000_000, 1, SLICE_PAGES, in_order=True, cores=2),
    Load(10_000_000, 365, SLICE_PAGES, in_order=True, cores=16),
    Load(100_000_000, 1_825, SLICE_PAGES, in_order=True, cores=64),
    Load(1_000_000_000, 3_650, SLICE_PAGES, in_order=True, cores=256),
    Load(1_000_000_000, 3_650, SLICE_PAGES, in_order=False, cores=256),
)


def document(rows: Sequence[Row]) -> str:
    """All tables."""
    of = {what: [row for row in rows if row["what"] == what] for what in TOLD}
    tables = [f"{heading}\n\n" + "\n".join(tell(of[what])) for what, (heading, tell) in TOLD.items() if of[what]]
    if all(of.values()):
        tables.append(f"{FOLLOWS}\n\n" + "\n".join(_extrapolated(_costs(of))))
    return "\n\n".join(tables)


def _table(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _rates(rows: Sequence[Row]) -> Iterator[str]:
    """A run's processor and clock seconds, without its start."""
    head = ("workers", "pages", "CPU ms a page", "ms a page by the clock", "CPU hours a million pages", "hours a million by the clock")
    told = []
    for workers in ("1", "2"):
        mine = [row for row in rows if row["workers"] == workers]
        if mine:
            cpu, wall = (median((row[name] - row[f"start_{name}"]) / row["pages"] for row in mine) for name in ("cpu", "wall"))
            told.append(
                (
                    workers,
                    f"{mine[0]['pages']:,} x {len(mine)}",
                    f"{cpu * 1e3:.1f}",
                    f"{wall * 1e3:.1f}",
                    f"{cpu * 1e6 / 3600:.1f}",
                    f"{wall * 1e6 / 3600:.1f}",
                )
            )
    return _table(head, iter(told))


def _merges(rows: Sequence[Row]) -> Iterator[str]:
    head = (
        "articles there",
        "characters each",
        "rows a file",
        "new",
        "files",
        "MiB",
        "CPU seconds",
        "microseconds of CPU a row written",
        "MiB resident before",
        "at the peak",
    )
    return _table(
        head,
        (
            (
                f"{row['present']:,}", f"{row['characters']:,}", f"{row['most']:,}",
                f"{row['new']:,}",
                str(row["files"]), f"{row['megabytes']:.0f}", f"{row['cpu']:.2f}",
                f"{row['cpu'] / (row['present'] + row['new']) * 1e6:.0f}", f"{row['before']:.0f}", f"{row['peak']:.0f}",
            )
            for row in rows
        ),
    )  # fmt: skip


def _listings(rows: Sequence[Row]) -> Iterator[str]:
    head = (
        "files known",
        "listing",
        "stamps and the ledger's answer",
        "together, microseconds a file",
        "MiB grown",
        "ledger, bytes a page",
        "a commit of 20,000 new pages",
    )
    return _table(
        head,
        (
            (
                f"{row['files']:,}", *(f"{row[name]:.2f}" for name in ("listing", "looking")),
                f"{_looking(row) * 1e6:.0f}", f"{row['megabytes']:.0f}", f"{row['ledger_bytes']:.0f}",
                f"{row['commit']:.2f} ({row['commit_wall']:.1f} by the clock)",
            )
            for row in rows
        ),
    )  # fmt: skip


def _looking(row: Row) -> float:
    return float((row["listing"] + row["looking"]) / row["files"])


def _storage(rows: Sequence[Row]) -> Iterator[str]:
    head = ("table", "rows a story", "bytes a story", "bytes a file besides")
    stories = max(1, rows[0]["stories"])
    yield from _table(
        head,
        (
            (row["name"], f"{row['rows'] / stories:.1f}", f"{row['bytes'] / stories:,.0f}", f"{row['footers'] / max(1, row['files']):,.0f}")
            for row in rows
        ),
    )


def _costs(of: dict[str, list[Row]]) -> Costs:
    """The inputs of the model, each the largest that was measured."""
    two = [row for row in of["rate"] if row["workers"] == "2"] or of["rate"]
    merged, listed = (
        max(of[what], key=lambda row: (row.get("characters", 0), row[size])) for what, size in (("merge", "present"), ("listing", "files"))
    )
    tables = [row for row in of["storage"] if not row["name"].endswith(".sqlite")]
    pages = max(1, tables[0]["pages"])
    articles = next(row["bytes"] for row in tables if row["name"] == "articles")
    whole = sum(row["bytes"] for row in tables)
    return Costs(
        page=median((row["cpu"] - row["start_cpu"]) / row["pages"] for row in two),
        row=merged["cpu"] / (merged["present"] + merged["new"]),
        other_rows=whole / articles - 1,
        listed=_looking(listed),
        similar=SIMILAR_SECONDS,
        ledger=listed["commit"] / listed["new"],
        table_bytes=whole / pages,
        state_bytes=listed["ledger_bytes"] + SIMILAR_BYTES,
        listed_bytes=max(0.0, listed["megabytes"]) * (1 << 20) / listed["files"],
    )


def _extrapolated(costs: Costs) -> Iterator[str]:
    head = (
        "pages", "days", "a day's pages come", "cores", "reading and extraction, days", "a row is written again", "that, days on these cores",
        "ledger and near-duplicates, days of one process", "tables, GB", "ledger and index, GB", "finding nothing new", "files of articles a day",
    )  # fmt: skip
    return _table(head, (_told(load, cost_of(load, costs, MOST_ROWS["articles"])) for load in LOADS))


def _told(load: Load, cost: Cost) -> Sequence[str]:
    look = f"{cost.listing_seconds:,.0f} CPU s, {cost.listing_gigabytes:,.1f} GB"
    return (
        f"{load.pages:,}", f"{load.days:,}", "together" if load.in_order else "in any order", str(load.cores), f"{cost.extract_days:,.1f}",
        f"{cost.rewritten:,.1f} times", f"{cost.rewrite_days:,.2f}", f"{cost.serial_days:,.2f}", f"{cost.tables_gigabytes:,.0f}",
        f"{cost.state_gigabytes:,.0f}", look, str(cost.files_a_day),
    )  # fmt: skip


TOLD = {
    "rate": ("**Measured: a run of made pages over 60 days into an empty lake, its start taken off**", _rates),
    "merge": ("**Measured: new articles merged into a day that is there, one table**", _merges),
    "listing": ("**Measured: a run's look at files that the lake knows, in CPU seconds, and new pages in the ledger beside them**", _listings),
    "storage": ("**Measured: a lake of real pages, partitioned by year so that files have rows**", _storage),
}
FOLLOWS = "**Extrapolated from these**"
