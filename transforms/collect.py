"""From fragments' names to the day's merges, and from staged files to the slice's result."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from schemas.outcomes import PageRow
from schemas.partitions import Grain, partition_name
from schemas.slices import FORGOTTEN_SOURCE, DayMerge, Fragment, MergePlan, SourceRead, StagedFile, read_from_json, read_to_json
from transforms.fragments import read_fragment, write_json
from transforms.plan import merges_of_partitions, plan_merges
from transforms.whole import written_whole

COLLECTED_FILE = "collected.jsonl"
STAGED_FILE = "staged.json"

Collected = str | SourceRead
"""What staging gives: a fragment's name, or what was read."""


class KnownPages(Protocol):
    """What the plan asks of a ledger."""

    def known(self, sources: Iterable[str], articles: Iterable[str], pages: Mapping[str, str]) -> list[PageRow]:
        """The pages of those sources, of those articles and of the sources' articles, and those with the URIs or the ids of `pages`."""
        ...

    def bring(self, partitions: Iterable[str]) -> None:
        """See that the files of these partitions, named as `partition_name` does, are at hand before they are merged."""
        ...


@dataclass(frozen=True, slots=True)
class SlicePlan:
    """What a slice changes, and what its commit needs to know besides its staged files."""

    fragments: tuple[Fragment, ...]
    reads: tuple[SourceRead, ...]
    known_articles: frozenset[str]
    """Articles of the slice that the lake has from pages that stay."""
    changes: MergePlan
    merges: tuple[DayMerge, ...]
    """Those of the changes, by the lake's partitions; none where files have to be read again first."""

    @property
    def names(self) -> tuple[str, ...]:
        """The fragments' names."""
        return tuple(fragment.name for fragment in self.fragments)


def lines_of_collected(collected: Iterable[Collected]) -> Iterator[bytes]:
    """What staging gave, as JSON lines: a fragment's name, or the values of what was read."""
    return (json.dumps(item if isinstance(item, str) else read_to_json(item)).encode() + b"\n" for item in collected)


def collected_from_lines(lines: Iterable[bytes]) -> list[Collected]:
    """What staging gave, from what `lines_of_collected` made of it."""
    return [item if isinstance(item, str) else read_from_json(item) for item in map(json.loads, lines)]


def write_collected(collected: Iterable[Collected], staging: Path) -> None:
    """Write what a slice's workers staged into its staging folder, for the process that goes on with it."""
    with written_whole(staging / COLLECTED_FILE) as unfinished, unfinished.open("wb") as file:
        file.writelines(lines_of_collected(collected))


def read_collected(staging: Path) -> list[Collected]:
    """What `write_collected` wrote."""
    with (staging / COLLECTED_FILE).open("rb") as file:
        return collected_from_lines(file)


def read_staged(staging: Path) -> list[StagedFile]:
    """The files that a slice staged, by table and day; none where it changes nothing."""
    path = staging / STAGED_FILE
    rows = json.loads(path.read_bytes()) if path.exists() else []
    return [StagedFile(**{**row, "day": date.fromisoformat(row["day"]), "names": tuple(row["names"])}) for row in rows]


def plan_slice(
    collected: Iterable[Collected], staging: Path, ledger: KnownPages, unreadable: frozenset[str] = frozenset(), grain: Grain = Grain.DAY
) -> SlicePlan:
    """Plan a slice's merges once all that it staged is known.

    Args:
        collected: The names of its fragments, and what was read.
        staging: The slice's staging folder.
        ledger: What is known of pages read before.
        unreadable: Files that can't be read again.
        grain: How much time a partition of the lake holds.
    """
    items = list(collected)
    reads = sorted((item for item in items if isinstance(item, SourceRead)), key=lambda read: (read.uri, read.start))
    fragments = tuple(read_fragment(staging, name) for name in sorted({item for item in items if isinstance(item, str)}))
    outcomes = [outcome for fragment in fragments for outcome in fragment.outcomes]
    articles = {outcome.article_id for outcome in outcomes if outcome.article_id}
    begun = {read.uri for read in reads if read.start == 0}
    known = ledger.known(begun, articles, {outcome.uri: outcome.page_id for outcome in outcomes})
    changes = plan_merges(fragments, known, {FORGOTTEN_SOURCE, *begun}, unreadable)
    merges = () if changes.reread else merges_of_partitions(changes.merges, grain)
    ledger.bring(partition_name(merge.table, merge.day, grain) for merge in merges)
    return SlicePlan(fragments, tuple(reads), _known_articles(changes, outcomes, known), changes, merges)


def _known_articles(changes: MergePlan, outcomes: Sequence[PageRow], known: Sequence[PageRow]) -> frozenset[str]:
    """The articles that pages give which neither are in the slice nor go."""
    replaced = {outcome.uri for outcome in (*outcomes, *changes.removed)}
    return frozenset(page.article_id for page in known if page.article_id and page.uri not in replaced)


def write_staged(files: Iterable[StagedFile], staging: Path) -> None:
    """Write the list of a slice's staged files, which its commit reads, sorted."""
    rows = sorted(files, key=lambda file: (file.table, file.day))
    write_json(staging / STAGED_FILE, [{**asdict(file), "day": file.day.isoformat()} for file in rows])
