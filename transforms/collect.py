"""PlanMerges and CollectStaged: from fragments' names to the day's merges, and from staged files to the slice's result."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import apache_beam as beam

from schemas.outcomes import PageRow, page_from_json, page_to_json
from schemas.partitions import Grain
from schemas.slices import FORGOTTEN_SOURCE, DayMerge, Fragment, MergePlan, SourceRead, StagedFile
from transforms.fragments import read_fragment, write_json
from transforms.plan import merges_of_partitions, plan_merges

PLAN_FILE = "plan.json"
STAGED_FILE = "staged.json"


class KnownPages(Protocol):
    """What the plan asks of a ledger; has to be picklable."""

    def known(self, sources: Iterable[str], articles: Iterable[str], pages: Mapping[str, str]) -> list[PageRow]:
        """The pages of those sources, of those articles and of the sources' articles, and those with the ids of `pages`, which has them by URI."""
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


def read_plan(staging: Path) -> SlicePlan:
    """The plan that PlanSlice left in a slice's staging folder."""
    found = json.loads((staging / PLAN_FILE).read_bytes())
    return SlicePlan(
        tuple(found["fragments"]),
        tuple(SourceRead(**read) for read in found["reads"]),
        frozenset(found["known_articles"]),
        tuple(found["removed"]),
        tuple(page_from_json(**page) for page in found["inherited"]),
        tuple(found["reread"]),
    )


def read_staged(staging: Path) -> tuple[StagedFile, ...]:
    """The files that a slice staged, by table and day; none where it changes nothing."""
    path = staging / STAGED_FILE
    rows = json.loads(path.read_bytes()) if path.exists() else []
    return tuple(StagedFile(**{**row, "day": date.fromisoformat(row["day"])}) for row in rows)


class PlanSlice(beam.DoFn):
    """Plans a slice's merges once all that it staged is known: fragments' names and reads in, DayMerge out, the plan in a file beside them."""

    def __init__(self, staging: str, ledger: KnownPages, unreadable: frozenset[str], grain: Grain = Grain.DAY) -> None:
        self._staging = Path(staging)
        self._ledger = ledger
        self._unreadable = unreadable
        self._grain = grain

    def process(self, element: tuple[None, Iterable[str | SourceRead]]) -> Iterator[DayMerge]:
        """Plan the slice; give no merge where files have to be read again first."""
        collected = list(element[1])
        reads = sorted((item for item in collected if isinstance(item, SourceRead)), key=lambda read: (read.uri, read.start))
        fragments = [read_fragment(self._staging, name) for name in sorted({item for item in collected if isinstance(item, str)})]
        outcomes = [outcome for fragment in fragments for outcome in fragment.outcomes]
        articles = {outcome.article_id for outcome in outcomes if outcome.article_id}
        known = self._ledger.known({read.uri for read in reads}, articles, {outcome.uri: outcome.page_id for outcome in outcomes})
        plan = plan_merges(fragments, known, {FORGOTTEN_SOURCE, *(read.uri for read in reads if read.start == 0)}, self._unreadable)
        write_json(self._staging / PLAN_FILE, _plan_to_json(plan, fragments, reads, _known_articles(plan, outcomes, known)))
        if not plan.reread:
            yield from merges_of_partitions(plan.merges, self._grain)


def _known_articles(plan: MergePlan, outcomes: Sequence[PageRow], known: Sequence[PageRow]) -> list[str]:
    """The articles that pages give which neither are in the slice nor go."""
    replaced = {outcome.uri for outcome in (*outcomes, *plan.removed)}
    return sorted({page.article_id for page in known if page.article_id and page.uri not in replaced})


def _plan_to_json(plan: MergePlan, fragments: Sequence[Fragment], reads: Sequence[SourceRead], known_articles: list[str]) -> dict[str, object]:
    return {
        "fragments": [fragment.name for fragment in fragments],
        "reads": [asdict(read) for read in reads],
        "known_articles": known_articles,
        "removed": [page.uri for page in plan.removed],
        "inherited": [page_to_json(page) for page in plan.inherited],
        "reread": plan.reread,
    }


class WriteStaged(beam.DoFn):
    """Writes the list of a slice's staged files, which its commit reads."""

    def __init__(self, staging: str) -> None:
        self._staging = Path(staging)

    def process(self, element: tuple[None, Iterable[StagedFile]]) -> None:
        """Write the list, sorted."""
        files = sorted(element[1], key=lambda file: (file.table, file.day))
        write_json(self._staging / STAGED_FILE, [{**asdict(file), "day": file.day.isoformat()} for file in files])


@dataclass(eq=False)
class PlanMerges(beam.PTransform[beam.PCollection[str | SourceRead], beam.PCollection[DayMerge]]):
    """Plans what a slice changes in the lake.

    Attributes:
        staging: The slice's staging folder.
        ledger: What is known of pages read before.
        unreadable: Files that can't be read again.
        grain: How much time a partition of the lake holds.
    """

    staging: str
    ledger: KnownPages
    unreadable: frozenset[str] = frozenset()
    grain: Grain = Grain.DAY

    def expand(self, collected: beam.PCollection[str | SourceRead]) -> beam.PCollection[DayMerge]:
        """Gather the names of what was staged and plan the merges."""
        return (
            collected
            | "KeyByNone" >> beam.Map(lambda item: (None, item))
            | "GatherNames" >> beam.GroupByKey()
            | "PlanSlice" >> beam.ParDo(PlanSlice(self.staging, self.ledger, self.unreadable, self.grain))
        )


@dataclass(eq=False)
class CollectStaged(beam.PTransform[beam.PCollection[StagedFile], beam.PCollection[None]]):
    """Lists the files that a slice's commit puts in place.

    Attributes:
        staging: The slice's staging folder.
    """

    staging: str

    def expand(self, files: beam.PCollection[StagedFile]) -> beam.PCollection[None]:
        """Gather the staged files and write their list."""
        return (
            files
            | "KeyByNone" >> beam.Map(lambda file: (None, file))
            | "GatherStaged" >> beam.GroupByKey()
            | "WriteStaged" >> beam.ParDo(WriteStaged(self.staging))
        )
