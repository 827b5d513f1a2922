"""From fragments' names to the day's merges, and from staged files to the slice's result."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from schemas.outcomes import PageRow, page_from_json, page_to_json
from schemas.partitions import Grain, partition_name
from schemas.slices import FORGOTTEN_SOURCE, DayMerge, Fragment, MergePlan, SourceRead, StagedFile, read_from_json, read_to_json
from transforms.fragments import read_fragment, write_json
from transforms.plan import merges_of_partitions, plan_merges

PLAN_FILE = "plan.json"
STAGED_FILE = "staged.json"


class KnownPages(Protocol):
    """What the plan asks of a ledger; has to be picklable."""

    def known(self, sources: Iterable[str], articles: Iterable[str], pages: Mapping[str, str]) -> list[PageRow]:
        """The pages of those sources, of those articles and of the sources' articles, and those with the URIs or the ids of `pages`."""
        ...

    def bring(self, partitions: Iterable[str]) -> None:
        """See that the files of these partitions, named as `partition_name` does, are at hand before they are merged."""
        ...


@dataclass(frozen=True, slots=True)
class SlicePlan:
    """What a slice's commit needs to know besides its staged files."""

    fragments: tuple[str, ...]
    reads: tuple[SourceRead, ...]
    known_articles: frozenset[str]
    """Articles of the slice that the lake has from pages that stay."""
    removed: tuple[str, ...]
    """URIs of pages that are gone."""
    inherited: tuple[PageRow, ...]
    reread: tuple[str, ...]
    """Files to be read again first."""
    heirs: tuple[str, ...]
    """Those of their pages that it is for."""


def read_plan(staging: Path) -> SlicePlan:
    """The plan that plan_slice left in a slice's staging folder."""
    found = json.loads((staging / PLAN_FILE).read_bytes())
    return SlicePlan(
        tuple(found["fragments"]),
        tuple(map(read_from_json, found["reads"])),
        frozenset(found["known_articles"]),
        tuple(found["removed"]),
        tuple(page_from_json(**page) for page in found["inherited"]),
        tuple(found["reread"]),
        tuple(found["heirs"]),
    )


def read_staged(staging: Path) -> tuple[StagedFile, ...]:
    """The files that a slice staged, by table and day; none where it changes nothing."""
    path = staging / STAGED_FILE
    rows = json.loads(path.read_bytes()) if path.exists() else []
    return tuple(StagedFile(**{**row, "day": date.fromisoformat(row["day"]), "names": tuple(row["names"])}) for row in rows)


def plan_slice(
    collected: Iterable[str | SourceRead], staging: Path, ledger: KnownPages, unreadable: frozenset[str] = frozenset(), grain: Grain = Grain.DAY
) -> list[DayMerge]:
    """Plan a slice's merges once all that it staged is known, and leave the plan in a file beside it.

    Args:
        collected: The names of its fragments, and what was read.
        staging: The slice's staging folder.
        ledger: What is known of pages read before.
        unreadable: Files that can't be read again.
        grain: How much time a partition of the lake holds.

    Returns:
        The merges; none where files have to be read again first.
    """
    items = list(collected)
    reads = sorted((item for item in items if isinstance(item, SourceRead)), key=lambda read: (read.uri, read.start))
    fragments = [read_fragment(staging, name) for name in sorted({item for item in items if isinstance(item, str)})]
    outcomes = [outcome for fragment in fragments for outcome in fragment.outcomes]
    articles = {outcome.article_id for outcome in outcomes if outcome.article_id}
    begun = {read.uri for read in reads if read.start == 0}
    known = ledger.known(begun, articles, {outcome.uri: outcome.page_id for outcome in outcomes})
    plan = plan_merges(fragments, known, {FORGOTTEN_SOURCE, *begun}, unreadable)
    write_json(staging / PLAN_FILE, _plan_to_json(plan, fragments, reads, _known_articles(plan, outcomes, known)))
    merges = [] if plan.reread else list(merges_of_partitions(plan.merges, grain))
    ledger.bring(partition_name(merge.table, merge.day, grain) for merge in merges)
    return merges


def _known_articles(plan: MergePlan, outcomes: Sequence[PageRow], known: Sequence[PageRow]) -> list[str]:
    """The articles that pages give which neither are in the slice nor go."""
    replaced = {outcome.uri for outcome in (*outcomes, *plan.removed)}
    return sorted({page.article_id for page in known if page.article_id and page.uri not in replaced})


def _plan_to_json(plan: MergePlan, fragments: Sequence[Fragment], reads: Sequence[SourceRead], known_articles: list[str]) -> dict[str, object]:
    return {
        "fragments": [fragment.name for fragment in fragments],
        "reads": list(map(read_to_json, reads)),
        "known_articles": known_articles,
        "removed": [page.uri for page in plan.removed],
        "inherited": [page_to_json(page) for page in plan.inherited],
        "reread": plan.reread,
        "heirs": plan.heirs,
    }


def write_staged(files: Iterable[StagedFile], staging: Path) -> None:
    """Write the list of a slice's staged files, which its commit reads, sorted."""
    rows = sorted(files, key=lambda file: (file.table, file.day))
    write_json(staging / STAGED_FILE, [{**asdict(file), "day": file.day.isoformat()} for file in rows])
