"""What follows from what was measured for sizes that weren't: plain sums, each of a few lines, no fit."""

from dataclasses import dataclass
from math import ceil

DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured, in processor seconds unless said."""

    page: float
    """Of a page: reading, separating, extracting, staging, merging into days of a few rows, committing; with the workers of the machine."""
    row: float
    """Of an article's row that is there already and written once more by a merge."""
    other_rows: float
    """How much more the rows of the other tables take to write again, as a share of the articles': by their bytes."""
    listed: float
    """Of a file that is known: listing, stamps and the ledger's answer."""
    similar: float
    """Of a story in the index of near-duplicates, at the largest size measured."""
    ledger: float
    """Of a page in the ledger's part of a commit, at the largest size measured."""
    table_bytes: float
    """A page, in all tables."""
    state_bytes: float
    """A page, in the ledger and the index."""
    listed_bytes: float
    """Memory that a run takes for each file that it lists."""


@dataclass(frozen=True, slots=True)
class Load:
    """A corpus and how it comes."""

    pages: int
    days: int
    """Over which its stories spread evenly."""
    slice_pages: int
    """Pages of a slice: 256 MiB of input."""
    in_order: bool
    """Whether a day's pages come one after another, as from a folder a day; else each slice holds pages of all days."""
    cores: int
    """That extract; the ledger, the index and the commits are one process's."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What it would take."""

    extract_days: float
    """By the clock, on so many cores, each with nothing else to do."""
    rewritten: float
    """How often a row is written again, in the mean."""
    rewrite_days: float
    """Spread over the same cores."""
    serial_days: float
    """What only one process can do: ledger and near-duplicates."""
    listing_seconds: float
    """Of a run that finds nothing new."""
    listing_gigabytes: float
    tables_gigabytes: float
    state_gigabytes: float
    files_a_day: int
    """Of articles."""


def cost_of(load: Load, costs: Costs, most_rows: int) -> Cost:
    """The sums.

    A slice writes again what its days hold. In order, a day of P/D pages takes ceil(P/D / slice) slices, each of which finds half of it in the
    mean; out of order, every slice rewrites every day, and P/slice slices find half of the lake in the mean.
    """
    a_day = load.pages / load.days
    slices = (a_day if load.in_order else load.pages) / load.slice_pages
    rewritten = max(0.0, (ceil(slices) - 1) / 2)
    extract = load.pages * costs.page / load.cores
    rewrite = load.pages * rewritten * costs.row * (1 + costs.other_rows) / load.cores
    parts = 1
    while a_day > parts * most_rows:
        parts *= 2
    return Cost(
        extract_days=extract / DAY_SECONDS,
        rewritten=rewritten,
        rewrite_days=rewrite / DAY_SECONDS,
        serial_days=load.pages * (costs.similar + costs.ledger) / DAY_SECONDS,
        listing_seconds=load.pages * costs.listed,
        listing_gigabytes=load.pages * costs.listed_bytes / 1e9,
        tables_gigabytes=load.pages * costs.table_bytes / 1e9,
        state_gigabytes=load.pages * costs.state_bytes / 1e9,
        files_a_day=parts,
    )
